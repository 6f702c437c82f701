// Keeps what the cache knows in storage, so that a start shows it at once and asks only for what was
// missed.
//
//   ['state', account]                  the cursor that all of it is as new as, and its lineage
//   ['chat', account, chat]             a chat, its markers, and which of its messages are stored
//   ['message', account, chat, seq]     a message
//   ['user', account, user]             a person
//
// One instance writes (its lease says so). Who takes over goes on from what is there only if it has
// heard the event of the stored cursor: then it is at least as new. Otherwise it begins a new
// lineage, as after a resync, and nobody reads rows of another lineage than their own. So what an
// instance reads later than at its start is never older than that, and what events told since then
// wins (CachedChat.unstored).
import type { Cache } from "./cache.js";
import type { Lease } from "./lease.js";
import type { Clock } from "./platform.js";
import { randomId } from "./platform.js";
import { clip, type Range } from "./ranges.js";
import {
  type Batch,
  isMessage,
  isSavedChat,
  isState,
  isUser,
  kFormat,
  type Page,
  type StoredPage,
  takeBatch,
  writeBatch,
} from "./saved.js";
import type { Reader, Storage, Writer } from "./storage.js";
import type { Message, User } from "./types.js";

const kFlushPause = 250;
/** An instance that may not write remembers so many changes; then it can't take over what is stored. */
const kMostUnstored = 10_000;

export interface KeeperOptions {
  storage: Storage;
  account: string;
  cache: Cache;
  lease: Lease;
  clock: Clock;
  /** Of the newest event in the cache; undefined: its lists are not whole. */
  cursor: () => string | undefined;
  /** Whether the cache has the event of that cursor. */
  hasHeard: (cursor: string) => boolean;
  failed: (error: unknown) => void;
}

export class Keeper {
  readonly #options: KeeperOptions;
  #lineage: string | undefined;
  // What is stored is to be replaced. The number tells a flush that was overtaken by a reset.
  #reset = false;
  #resets = 0;
  #pages: Page[] = [];
  #turn: number | undefined; // of the lease, in which this instance has written
  #stopTimer: (() => void) | undefined;
  #flushing: Promise<void> | undefined;
  #off = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** Fills the cache; gives the cursor, if there is something to go on from. */
  async load(): Promise<string | undefined> {
    const { storage, account, cache } = this.#options;
    const saved = await storage.read(async (reader) => ({
      state: await reader.get(["state", account]),
      chats: await reader.list(["chat", account]),
    }));
    if (!isState(saved.state) || saved.state.ended || !saved.chats.every(isSavedChat)) {
      this.reset();
      return undefined;
    }
    for (const { chat, base, markers } of saved.chats) {
      cache.put(chat, [], markers);
      const cached = cache.chats.get(chat.id);
      if (!cached) continue;
      cached.base = base;
      cached.anew = false;
    }
    for (const id of saved.state.stale ?? []) cache.markStale(id);
    cache.changedChats.clear();
    this.#lineage = saved.state.lineage;
    return saved.state.cursor;
  }

  /** What is stored is of no use any more: the cache is being loaded anew. */
  reset(): void {
    this.#lineage = undefined;
    this.#reset = true;
    this.#resets += 1;
    this.#pages = [];
  }

  /** A page that came from the server. */
  keepPage(page: Page): void {
    if (this.#options.lease.held) this.#pages.push(page);
    this.changed();
  }

  /** Something is to be written, soon. */
  changed(): void {
    if (this.#off || this.#stopTimer || !this.#options.lease.held) return;
    this.#stopTimer = this.#options.clock.after(kFlushPause, () => {
      this.#stopTimer = undefined;
      this.flush().catch((error: unknown) => {
        this.#options.failed(error);
      });
    });
  }

  /** Those messages of a range that are stored. Empty where they can't be relied on. */
  async read(chat_id: number, wanted: Range): Promise<StoredPage> {
    const none: StoredPage = { ranges: [], messages: [] };
    const { account, cache } = this.#options;
    if (cache.chats.get(chat_id)?.anew !== false) return none;
    const stored = await this.#readOwn(async (reader) => {
      const saved = await reader.get(["chat", account, chat_id]);
      if (!isSavedChat(saved)) return none;
      const ranges = clip(saved.ranges, wanted);
      const messages: Message[] = [];
      for (const range of ranges) {
        const rows = await reader.list(["message", account, chat_id], range);
        if (rows.length !== range.to - range.from + 1 || !rows.every(isMessage)) return none;
        messages.push(...rows);
      }
      return { ranges, messages };
    });
    return stored ?? none;
  }

  async readUsers(ids: readonly number[]): Promise<User[]> {
    const { account } = this.#options;
    const stored = await this.#readOwn(async (reader) => {
      const users: User[] = [];
      for (const id of ids) {
        const user = await reader.get(["user", account, id]);
        if (isUser(user)) users.push(user);
      }
      return users;
    });
    return stored ?? [];
  }

  /** Writes what has changed, in one transaction. One at a time. */
  async flush(): Promise<void> {
    while (this.#flushing) await this.#flushing;
    this.#flushing = this.#flush().finally(() => {
      this.#flushing = undefined;
    });
    await this.#flushing;
  }

  /** As an instance that does not write: bounds what it remembers for the day that it does. */
  bound(): void {
    const { cache, lease } = this.#options;
    if (lease.held && !this.#off) return;
    let count = 0;
    for (const cached of cache.chats.values()) count += cached.unstored.size;
    if (count <= kMostUnstored) return;
    for (const cached of cache.chats.values()) {
      cached.unstored.clear();
      cached.fresh.clear();
    }
    this.reset();
  }

  /** Nothing is read or written any more. */
  stop(): void {
    this.#off = true;
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  /** Of one's own lineage, or undefined. */
  async #readOwn<Result>(body: (reader: Reader) => Promise<Result>): Promise<Result | undefined> {
    const { storage, account } = this.#options;
    const lineage = this.#lineage;
    if (this.#off || lineage === undefined) return undefined;
    const result = await storage.read(async (reader) => {
      const state = await reader.get(["state", account]);
      return isState(state) && state.lineage === lineage ? body(reader) : undefined;
    });
    // A resync may have come meanwhile.
    return this.#lineage === lineage ? result : undefined;
  }

  async #flush(): Promise<void> {
    const { storage, cache, lease } = this.#options;
    const cursor = this.#options.cursor();
    if (this.#off || cursor === undefined || !lease.held) return;
    const batch = takeBatch(cache, this.#pages, this.#reset);
    this.#pages = [];
    const resets = this.#resets;
    const lineage = this.#reset ? randomId() : this.#lineage;
    const { turn } = lease;
    try {
      const outcome = await storage.write((writer) => this.#write(writer, batch, cursor, lineage));
      if (outcome === "lost") lease.lose();
      if (outcome === "ended") this.stop();
      if (outcome === "foreign") this.reset();
      if (outcome === "written" && resets === this.#resets) {
        this.#lineage = lineage;
        this.#reset = false;
        this.#turn = turn;
        batch.written();
      } else {
        batch.giveBack();
      }
    } catch (error) {
      batch.giveBack();
      throw error;
    }
    if (cache.changedChats.size > 0 || this.#reset) this.changed();
  }

  async #write(
    writer: Writer,
    batch: Batch,
    cursor: string,
    lineage: string | undefined,
  ): Promise<"lost" | "ended" | "foreign" | "written"> {
    const { account, lease, hasHeard } = this.#options;
    if (!(await lease.isMine(writer))) return "lost";
    const state = await writer.get(["state", account]);
    if (isState(state) && state.ended) return "ended";
    if (!batch.everything) {
      if (!isState(state) || state.lineage !== lineage) return "foreign";
      if (this.#turn !== lease.turn && !hasHeard(state.cursor)) return "foreign";
    } else {
      await deleteCached(writer, account);
    }
    await writeBatch(writer, account, batch);
    const { stale } = batch;
    await writer.put(["state", account], { format: kFormat, cursor, lineage, stale });
    return "written";
  }
}

export async function deleteCached(writer: Writer, account: string): Promise<void> {
  await writer.delete(["state", account]);
  for (const table of ["chat", "message", "user"]) await writer.deleteAll([table, account]);
}

/** Nobody who still writes brings it back; the next login makes an end of that. */
export async function forgetForGood(writer: Writer, account: string): Promise<void> {
  await deleteCached(writer, account);
  const ended = { format: kFormat, cursor: "", lineage: "", ended: true };
  await writer.put(["state", account], ended);
}

/** After the session has ended, unless this person has logged in again meanwhile. */
export async function forgetEnded(writer: Writer, account: string): Promise<void> {
  const now = (await writer.get(["account"])) as { account?: unknown } | null | undefined;
  if (now?.account !== account) await forgetForGood(writer, account);
}

/** After a login. */
export async function beginAgain(writer: Writer, account: string): Promise<void> {
  const state = await writer.get(["state", account]);
  if (isState(state) && state.ended) await writer.delete(["state", account]);
}
