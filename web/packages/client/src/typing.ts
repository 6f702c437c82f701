// Who is typing where: told at most once in 3 s, forgotten after 6 s.
import type { Clock } from "./platform.js";

const kSayEvery = 3_000;
const kForgetAfter = 6_000;

export interface TypingOptions {
  clock: Clock;
  say: (chat_id: number) => void;
  changed: (chat_id: number, user_ids: readonly number[]) => void;
}

export class Typing {
  readonly #options: TypingOptions;
  readonly #said = new Map<number, number>();
  readonly #heard = new Map<number, Map<number, () => void>>(); // by chat and user

  constructor(options: TypingOptions) {
    this.#options = options;
  }

  in(chat_id: number): number[] {
    return [...(this.#heard.get(chat_id)?.keys() ?? [])];
  }

  say(chat_id: number): void {
    const now = this.#options.clock.now();
    if (now - (this.#said.get(chat_id) ?? -Infinity) < kSayEvery) return;
    this.#said.set(chat_id, now);
    this.#options.say(chat_id);
  }

  hear(chat_id: number, user_id: number): void {
    const users = this.#heard.get(chat_id) ?? new Map<number, () => void>();
    this.#heard.set(chat_id, users);
    const before = users.get(user_id);
    before?.();
    users.set(
      user_id,
      this.#options.clock.after(kForgetAfter, () => {
        this.ended(chat_id, user_id);
      }),
    );
    if (!before) this.#options.changed(chat_id, this.in(chat_id));
  }

  /** That person's message has come, or nothing more. */
  ended(chat_id: number, user_id: number): void {
    const users = this.#heard.get(chat_id);
    const stop = users?.get(user_id);
    if (!users || !stop) return;
    stop();
    users.delete(user_id);
    if (users.size === 0) this.#heard.delete(chat_id);
    this.#options.changed(chat_id, this.in(chat_id));
  }

  forget(): void {
    for (const [chat_id, users] of [...this.#heard]) {
      for (const user_id of [...users.keys()]) this.ended(chat_id, user_id);
    }
  }

  close(): void {
    for (const users of this.#heard.values()) for (const stop of users.values()) stop();
    this.#heard.clear();
  }
}
