// One chat, as an app sees it. A handle may be kept: it always shows what is known now.
import type { CachedChat } from "./cache.js";
import { mustBeNumber } from "./given.js";
import type { Outgoing } from "./outgoing.js";
import type { Ranges } from "./ranges.js";
import type { Chat, Member, Message } from "./types.js";

export interface SendOptions {
  /** The number of the message that this one answers. */
  replyTo?: number;
  /**
   * 1 to 64 characters, one's own in this chat for ever: the same once more is the same message, so
   * a bot that calls its answer to message 7 `answer-7` answers once. Default: a new one.
   */
  clientId?: string;
  /** false: a refused message is not kept in `pending`. */
  keepRefused?: boolean;
}

/** @internal What a handle needs of its client. */
export interface ChatHost {
  cached(chat_id: number): CachedChat | undefined;
  load(chat_id: number, from: number, to: number): Promise<Message[]>;
  loadMembers(chat_id: number): Promise<void>;
  open(chat_id: number): () => void;
  findTime(chat_id: number, at: Date): Promise<number>;
  pending(chat_id: number): Outgoing[];
  send(chat_id: number, text: string, options: SendOptions): Promise<Message>;
  withdraw(chat_id: number, client_id: string): Promise<boolean>;
  retry(chat_id: number, client_id: string): Promise<Message>;
  change(
    command:
      | { type: "edit"; chat_id: number; seq: number; text: string }
      | { type: "delete"; chat_id: number; seq: number }
      | { type: "react" | "unreact"; chat_id: number; seq: number; emoji: string },
  ): Promise<Message>;
  read(chat_id: number, seq: number): void;
  typing(chat_id: number): void;
  typers(chat_id: number): number[];
}

const kPage = 50;

export class ChatHandle {
  readonly id: number;
  readonly #host: ChatHost;

  /** @internal `Client.chat` makes one. */
  constructor(id: number, host: ChatHost) {
    this.id = id;
    this.#host = host;
  }

  /** Name, members' number, unread, last message; undefined: you have no such chat (any more). */
  get info(): Chat | undefined {
    return this.#host.cached(this.id)?.chat;
  }

  /** Which messages are in memory, by their numbers. A chat's messages are 1 to `info.last_seq`. */
  get loaded(): Ranges {
    return this.#host.cached(this.id)?.timeline.ranges ?? [];
  }

  message(seq: number): Message | undefined {
    return this.#host.cached(this.id)?.timeline.get(seq);
  }

  /** Those of `from` to `to` that are in memory, oldest first. */
  messages(from: number, to: number): Message[] {
    return this.#host.cached(this.id)?.timeline.slice({ from, to }) ?? [];
  }

  /**
   * Brings the messages from `from` to `to` into memory, from storage or from the server, and gives
   * them. Numbers below 1 and beyond the newest are left out.
   * @throws Unreachable (what was stored is in memory then), Refusal
   */
  async load(from: number, to: number): Promise<Message[]> {
    mustBeNumber("from", from);
    mustBeNumber("to", to);
    return this.#host.load(this.id, from, to);
  }

  /** The newest ones. */
  newest(count = kPage): Promise<Message[]> {
    const last = this.info?.last_seq ?? 0;
    return this.load(last - count + 1, last);
  }

  /** Those around a message. */
  around(seq: number, count = kPage): Promise<Message[]> {
    const from = Math.max(1, seq - (count >> 1));
    return this.load(from, from + count - 1);
  }

  /** The number of the first message at or after that time, else of the last one; 0: there is none. */
  find(at: Date): Promise<number> {
    return this.#host.findTime(this.id, at);
  }

  /**
   * While it is open, its messages stay in memory, but for those far from where it was loaded last.
   * Gives the function that closes it.
   */
  open(): () => void {
    return this.#host.open(this.id);
  }

  /**
   * Sends. What was typed is safe at once (`pending` shows it): it is sent now or when there is a
   * connection, in order, once. Resolves when it is on the server's disk.
   * @throws Refusal: the server does not take it; Withdrawn; ClientClosed
   */
  send(text: string, options: SendOptions = {}): Promise<Message> {
    return this.#host.send(this.id, text, options);
  }

  /** What was sent here and is no message yet, oldest first; by all tabs. */
  get pending(): Outgoing[] {
    return this.#host.pending(this.id);
  }

  /** Takes back what is still pending. False: the server has it or may have it; delete it then. */
  withdraw(client_id: string): Promise<boolean> {
    return this.#host.withdraw(this.id, client_id);
  }

  /** Sends again what was refused; as `send`. */
  retry(client_id: string): Promise<Message> {
    return this.#host.retry(this.id, client_id);
  }

  /** This, and what follows: @throws Refusal; Unreachable if there was no connection for 30 s */
  edit(seq: number, text: string): Promise<Message> {
    return this.#host.change({ type: "edit", chat_id: this.id, seq, text });
  }
  delete(seq: number): Promise<Message> {
    return this.#host.change({ type: "delete", chat_id: this.id, seq });
  }
  react(seq: number, emoji: string): Promise<Message> {
    return this.#host.change({ type: "react", chat_id: this.id, seq, emoji });
  }
  unreact(seq: number, emoji: string): Promise<Message> {
    return this.#host.change({ type: "unreact", chat_id: this.id, seq, emoji });
  }

  /** Read up to there. Shown at once, and told to the server when there is a connection. */
  read(seq: number): void {
    this.#host.read(this.id, seq);
  }

  /** One is typing: call it for each key; told once in 3 s. */
  typing(): void {
    this.#host.typing(this.id);
  }
  /** Who else is typing. */
  get typers(): number[] {
    return this.#host.typers(this.id);
  }

  /** As far as they are loaded, by user id; after that events keep them. */
  get members(): Member[] | undefined {
    const members = this.#host.cached(this.id)?.members;
    return members && [...members.values()].sort((one, other) => one.user.id - other.user.id);
  }
  /** @throws Unreachable, Refusal */
  async loadMembers(): Promise<Member[]> {
    await this.#host.loadMembers(this.id);
    return this.members ?? [];
  }
}
