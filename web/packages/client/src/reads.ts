// How far one has read, as long as the server has not been told.
//
//   ['read', account, chat]   a message's number
import type { Cache } from "./cache.js";
import { type Clock, sleep } from "./platform.js";
import { isTransient, Refusal } from "./problems.js";
import type { Reply } from "./socket.js";
import type { Storage } from "./storage.js";
import type { Command } from "./types.js";

export interface ReadsOptions {
  storage: Storage;
  account: string;
  cache: Cache;
  clock: Clock;
  command: (command: Command) => Promise<Reply>;
  failed: (error: unknown) => void;
  signal: AbortSignal;
}

interface Row {
  chat_id: number;
  seq: number;
  /** When its chat was made: a restored database may give a number to another chat. */
  chat_created?: string;
}

// While somebody scrolls, one in a while is enough.
const kPause = 300;
const kPauseAfterFailure = 5_000;

export class Reads {
  readonly #options: ReadsOptions;
  readonly #waiting: Cache["reading"];
  #telling = false;
  #stopTimer: (() => void) | undefined;
  #closed = false;

  constructor(options: ReadsOptions) {
    this.#options = options;
    this.#waiting = options.cache.reading;
  }

  /** Gives the chats. */
  async load(): Promise<number[]> {
    const { storage, account } = this.#options;
    const rows = await storage.read((reader) => reader.list(["read", account]));
    for (const row of rows) {
      if (!isRow(row)) continue;
      const { chat_id, seq, chat_created } = row;
      this.#waiting.set(chat_id, { seq, chat_created });
    }
    return [...this.#waiting.keys()];
  }

  async add(chat_id: number, seq: number): Promise<void> {
    const { storage, account, cache } = this.#options;
    const chat_created = cache.chats.get(chat_id)?.chat.created_at;
    const before = this.#waiting.get(chat_id);
    const furthest = before?.chat_created === chat_created ? (before?.seq ?? 0) : 0;
    this.#waiting.set(chat_id, { seq: Math.max(seq, furthest), chat_created });
    this.#soon();
    await storage.write((writer) =>
      writer.put(["read", account, chat_id], { chat_id, seq, chat_created }),
    );
  }

  /** There is a connection. */
  kick(): void {
    this.#soon();
  }

  close(): void {
    this.#closed = true;
    this.#stopTimer?.();
  }

  #soon(): void {
    if (this.#closed || this.#stopTimer || this.#telling || this.#waiting.size === 0) return;
    this.#stopTimer = this.#options.clock.after(kPause, () => {
      this.#stopTimer = undefined;
      this.#tellAll().catch((error: unknown) => {
        this.#options.failed(error);
      });
    });
  }

  async #tellAll(): Promise<void> {
    this.#telling = true;
    try {
      for (const [chat_id, { seq, chat_created }] of [...this.#waiting]) {
        if (await this.#tell(chat_id, seq, chat_created)) continue;
        await sleep(this.#options.clock, kPauseAfterFailure, this.#options.signal);
        break;
      }
    } finally {
      this.#telling = false;
    }
    this.#soon();
  }

  /** False: later, when there is a connection. */
  async #tell(chat_id: number, seq: number, chat_created?: string): Promise<boolean> {
    const known = this.#options.cache.chats.get(chat_id)?.chat.created_at;
    const another = known !== undefined && chat_created !== undefined && known !== chat_created;
    try {
      if (!another) await this.#options.command({ type: "read", chat_id, seq });
    } catch (error) {
      // What is refused for good, in a chat that one has left, say, is of no use.
      const refused = error instanceof Refusal && !isTransient(error);
      if (!refused) return false;
    }
    await this.#told(chat_id, seq);
    return true;
  }

  async #told(chat_id: number, seq: number): Promise<void> {
    const { storage, account } = this.#options;
    if (this.#waiting.get(chat_id)?.seq === seq) this.#waiting.delete(chat_id);
    await storage.write(async (writer) => {
      const row = await writer.get(["read", account, chat_id]);
      if (!isRow(row) || row.seq <= seq) await writer.delete(["read", account, chat_id]);
    });
  }
}

function isRow(value: unknown): value is Row {
  const row = value as Partial<Row> | null | undefined;
  return Number.isSafeInteger(row?.chat_id) && Number.isSafeInteger(row?.seq);
}
