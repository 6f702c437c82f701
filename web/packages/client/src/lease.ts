// Who of several instances over one storage does what only one may do: send the outbox, write the
// cache, refresh the session.
//
// A lease is a record with its owner and a turn. An owner that does not answer within a second
// (closed, crashed, frozen) loses it. It may wake up and go on, so every write that needs the lease
// looks it up in the same transaction: a stale owner writes nothing. No clock is compared.
import type { Clock } from "./platform.js";
import { randomId } from "./platform.js";
import type { Channel, Key, Reader, Storage } from "./storage.js";

const kAnswerTime = 1_000;

interface Held {
  owner: string;
  turn: number;
}

/** What the instances tell each other; each kind of message has one listener. */
export class Hub {
  #me = randomId();
  readonly #channel: Channel;
  readonly #listeners = new Map<string, (message: HubMessage) => void>();
  readonly #asked = new Map<string, () => void>();
  readonly #holds = new Set<string>();

  constructor(storage: Storage) {
    this.#channel = storage.channel((message) => {
      this.#hear(message as HubMessage);
    });
  }

  get me(): string {
    return this.#me;
  }

  /** From now on this is another instance, which holds nothing: its storage is another. */
  renew(): void {
    this.#me = randomId();
    this.#holds.clear();
  }

  listen(type: string, listener: (message: HubMessage) => void): void {
    this.#listeners.set(type, listener);
  }

  post(message: HubMessage): void {
    try {
      this.#channel.post(message);
    } catch {
      // Nobody relies on it.
    }
  }

  close(): void {
    this.#channel.close();
  }

  hold(lease: string, held: boolean): void {
    if (held) this.#holds.add(lease);
    else this.#holds.delete(lease);
  }

  /** Whether the owner of a lease is there. */
  isThere(lease: string, owner: string, clock: Clock): Promise<boolean> {
    return new Promise((resolve) => {
      const question = randomId();
      const stop = clock.after(kAnswerTime, () => {
        this.#asked.delete(question);
        resolve(false);
      });
      this.#asked.set(question, () => {
        stop();
        this.#asked.delete(question);
        resolve(true);
      });
      this.post({ type: "who", lease, owner, question });
    });
  }

  #hear(message: HubMessage): void {
    if (typeof message !== "object" || typeof message.type !== "string") return;
    if (message.type === "who") {
      const { lease, owner, question } = message;
      if (owner === this.#me && this.#holds.has(String(lease)))
        this.post({ type: "here", question });
    } else if (message.type === "here") {
      this.#asked.get(String(message["question"]))?.();
    } else {
      this.#listeners.get(message.type)?.(message);
    }
  }
}

export interface HubMessage {
  type: string;
  [field: string]: unknown;
}

export class Lease {
  readonly #storage: Storage;
  readonly #hub: Hub;
  readonly #clock: Clock;
  readonly #key: Key;
  readonly #name: string;
  #turn: number | undefined;
  #owner: string | undefined;

  constructor(storage: Storage, hub: Hub, clock: Clock, name: Key) {
    this.#storage = storage;
    this.#hub = hub;
    this.#clock = clock;
    this.#key = ["lease", ...name];
    this.#name = name.join("/");
  }

  /** As far as this instance knows. */
  get held(): boolean {
    return this.#turn !== undefined && this.#owner === this.#hub.me;
  }
  /** Another one each time that it is taken. */
  get turn(): number | undefined {
    return this.#turn;
  }

  /** True: this instance has it now. Asks an owner that is another; takes up to a second. */
  async take(): Promise<boolean> {
    const before = asHeld(await this.#storage.read((reader) => reader.get(this.#key)));
    if (before && before.owner === this.#hub.me && before.turn === this.#turn) return true;
    this.lose();
    const taken = before !== undefined && before.owner !== "";
    if (taken && (await this.#hub.isThere(this.#name, before.owner, this.#clock))) return false;
    const turn = await this.#storage.write(async (writer) => {
      const now = asHeld(await writer.get(this.#key));
      // Somebody else was quicker.
      if (now && (now.owner !== before?.owner || now.turn !== before.turn)) return undefined;
      const next = (before?.turn ?? 0) + 1;
      await writer.put(this.#key, { owner: this.#hub.me, turn: next });
      return next;
    });
    this.#turn = turn;
    this.#owner = this.#hub.me;
    this.#hub.hold(this.#name, turn !== undefined);
    return turn !== undefined;
  }

  /** Within a transaction: whether this instance still has it. */
  async isMine(reader: Reader): Promise<boolean> {
    const now = asHeld(await reader.get(this.#key));
    return this.#turn !== undefined && now?.owner === this.#hub.me && now.turn === this.#turn;
  }

  /** It turned out to be another's. */
  lose(): void {
    this.#turn = undefined;
    this.#hub.hold(this.#name, false);
  }

  /** Gives it back, and tells the others. */
  async release(): Promise<void> {
    if (this.#turn === undefined) return;
    try {
      await this.#storage.write(async (writer) => {
        // The turn stays: an instance that wakes up must not find its own number again.
        if (await this.isMine(writer)) {
          await writer.put(this.#key, { owner: "", turn: this.#turn });
        }
      });
    } finally {
      this.lose();
      this.#hub.post({ type: "released", lease: this.#name });
    }
  }
}

/** A damaged record is nobody's. */
function asHeld(value: unknown): Held | undefined {
  const held = value as Partial<Held> | null | undefined;
  if (typeof held?.owner !== "string" || !Number.isSafeInteger(held.turn)) return undefined;
  return held as Held;
}
