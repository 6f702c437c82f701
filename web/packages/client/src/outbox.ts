// What was sent and is not acknowledged yet.
//
//   ['outbox', account, number]   in the order in which it was sent, over all instances
//
// An entry is stored before it is sent, under a client_id of its own: so a crash loses nothing, and
// sending it again never makes a second message. One instance (the lease's) sends, of each chat one
// message at a time. An entry goes when it is acknowledged or withdrawn; a refused one stays.
import { FallenOutbox } from "./fallen_outbox.js";
import type { Lease } from "./lease.js";
import {
  byNumber,
  idOf,
  isRow,
  type Named,
  nameOf,
  notShownYet,
  type Outgoing,
  type Row,
  sendCommand,
} from "./outgoing.js";
import { type Clock, randomId } from "./platform.js";
import { goneChat, isTransient, Refusal, Unreachable } from "./problems.js";
import { mayBe, type Receipts } from "./receipts.js";
import type { Reply } from "./socket.js";
import type { Reader, Storage, Writer } from "./storage.js";
import type { Command, Message } from "./types.js";

export interface OutboxOptions {
  storage: Storage;
  account: string;
  me: number;
  lease: Lease;
  clock: Clock;
  command: (command: Command) => Promise<Reply>;
  /** Something to be seen has changed in these chats. */
  changed: (chat_ids: Iterable<number>) => void;
  /** When a chat was made; undefined: there is none. */
  createdAt: (chat_id: number) => string | undefined;
  /** One's own messages that are shown in a chat, by client_id. */
  shown: (chat_id: number) => ReadonlyMap<string, Message>;
  /** Whether the message is still to come as an event. */
  isExpected: (message: Message) => boolean;
  /** Hears how it went with each. */
  receipts: Receipts;
  /** The other instances should look; `sent`: what was acknowledged. */
  tell: (sent?: Message) => void;
  failed: (error: unknown) => void;
}

interface Adding {
  readonly row: Row;
  readonly stored: Promise<void>;
  resolve: () => void;
  reject: (error: Error) => void;
}

const kMostChatsAtOnce = 16;
const [kBreath, kPause, kLongestPause] = [100, 1_000, 30_000];

export class Outbox {
  readonly #options: OutboxOptions;
  #rows: Row[] = []; // by number
  #live = false;
  readonly #sending = new Map<number, Row>(); // by chat
  /** Acknowledged, and about to be deleted: what is read from storage meanwhile does not count. */
  readonly #settling = new Set<string>(); // by idOf
  /** On the way to storage, in this order. */
  #adding: Adding[] = [];
  #storing = false;
  // Over a limit less is sent at once, until it goes well again.
  #window = kMostChatsAtOnce;
  #limitedUntil = 0; // by the clock's now()
  #limits = 0; // in a row
  // A chat that fails has to wait, not the others.
  readonly #failures = new Map<number, { count: number; until: number }>();
  #stopTimer: (() => void) | undefined;
  #timerAt = 0;
  #fallen: FallenOutbox | undefined;
  #closed = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  list(chat_id?: number): Outgoing[] {
    const rows = this.#all().filter((row) => chat_id === undefined || row.chat_id === chat_id);
    return notShownYet(rows, this.#options.shown).map((row) => this.#shown(row));
  }

  /** What is on its way in a chat under that client_id. */
  get(chat_id: number, client_id: string): Outgoing | undefined {
    const name = nameOf({ chat_id, client_id });
    const row = this.#all().find((one) => nameOf(one) === name);
    return row && this.#shown(row);
  }

  #all(): Row[] {
    return [...this.#rows, ...this.#adding.map((one) => one.row)];
  }

  /** Reads what is there, of this instance and of others. */
  async load(): Promise<void> {
    const { storage, account } = this.#options;
    const stored = await storage.read((reader) => reader.list(["outbox", account]));
    const before = this.#rows;
    const rows = stored.filter(isRow).filter((row) => !this.#settling.has(idOf(row)));
    const sent = before.filter((row) => row.sent);
    this.#rows = [...sent, ...rows].sort(byNumber);
    for (const known of before) {
      const row = this.#find(known);
      if (!row) this.#options.receipts.gone(nameOf(known));
      else if (row.problem && !known.problem)
        this.#options.receipts.refused(nameOf(row), row.problem);
    }
    this.#options.changed(new Set([...before, ...this.#rows].map((row) => row.chat_id)));
    this.#next();
  }

  /** It is listed at once. Resolves when it is stored: from then on it is sent, whatever happens. */
  add(chat_id: number, text: string, reply_to?: number, client_id = randomId()): Promise<void> {
    const { clock, createdAt } = this.#options;
    const chat_created = createdAt(chat_id);
    const row: Row = {
      number: 0,
      client_id,
      chat_id,
      text,
      at: clock.wall(),
      attempted: false,
      ...(reply_to === undefined ? {} : { reply_to }),
      ...(chat_created === undefined ? {} : { chat_created }),
    };
    let resolve: Adding["resolve"] = () => undefined;
    let reject: Adding["reject"] = () => undefined;
    const stored = new Promise<void>((...settle) => {
      [resolve, reject] = settle;
    });
    this.#adding.push({ row, stored, resolve, reject });
    this.#options.changed([chat_id]);
    void this.#storeAdded();
    return stored;
  }

  /** What gathers while one transaction runs is stored by the next one, all of it. */
  async #storeAdded(): Promise<void> {
    if (this.#storing) return;
    this.#storing = true;
    while (this.#adding.length > 0) {
      const batch = [...this.#adding];
      try {
        await this.#storeBatch(batch.map((one) => one.row));
        for (const one of batch) one.resolve();
      } catch (error) {
        this.#adding = this.#adding.filter((one) => !batch.includes(one));
        for (const one of batch) one.reject(error as Error);
      }
    }
    this.#storing = false;
  }

  async #storeBatch(rows: readonly Row[]): Promise<void> {
    const { storage, account, lease, tell, changed, failed } = this.#options;
    await storage.write(async (writer) => {
      const last = await writer.last(["outbox", account]);
      // By the key: the row itself may be damaged.
      const stored = Number(last?.key.at(-1) ?? 0);
      let number = Math.max(stored, this.#rows.at(-1)?.number ?? 0);
      for (const row of rows) {
        row.number = ++number;
        await writer.put(["outbox", account, number], row);
      }
    });
    this.#adding = this.#adding.filter((one) => !rows.includes(one.row));
    const names = new Set(rows.map(idOf));
    const others = this.#rows.filter((row) => !names.has(idOf(row)));
    this.#rows = [...others, ...rows].sort(byNumber);
    changed(new Set(rows.map((row) => row.chat_id)));
    tell();
    this.#next();
    // Another instance may have sent them in the meantime.
    if (!lease.held) this.load().catch(failed);
  }

  /** False: the server has it, or may have it. Delete the message once it is there. */
  async withdraw(chat_id: number, client_id: string): Promise<boolean> {
    const what = { chat_id, client_id };
    await this.#adding.find((one) => nameOf(one.row) === nameOf(what))?.stored;
    const row = this.#find(what);
    if (!row || row.sent) return false;
    const withdrawn = await this.#change(row, async (writer, now) => {
      if (now.attempted && !now.problem) return false;
      await writer.delete(["outbox", this.#options.account, row.number]);
      return true;
    });
    if (!withdrawn || !(await this.#withdrawBefore(row))) return false;
    this.#remove(row);
    this.#options.tell();
    return true;
  }

  /** In the storage before a fall back to memory; what can't be withdrawn there stays here, too. */
  async #withdrawBefore(row: Row): Promise<boolean> {
    if (!this.#fallen || (await this.#fallen.withdraw(row))) return true;
    const key = ["outbox", this.#options.account, row.number];
    await this.#options.storage.write((writer) => writer.put(key, row));
    return false;
  }

  /** Tries a refused one again, in its old place; false: there is none. */
  async retry(chat_id: number, client_id: string): Promise<boolean> {
    const row = this.#find({ chat_id, client_id });
    if (!row) return false;
    const again = await this.#change(row, async (writer, now) => {
      if (!now.problem) return undefined;
      const next: Row = { ...now, attempted: false };
      delete next.problem;
      // For the chat that is there now: somebody looked, and decided.
      delete next.chat_created;
      await writer.put(["outbox", this.#options.account, row.number], next);
      return next;
    });
    if (!again) return false;
    this.#put(again);
    this.#options.tell();
    this.#next();
    return true;
  }

  /** The sender's own echo is an acknowledgement, too. */
  heard(message: Message): void {
    for (const row of this.#rows) {
      if (row.sent && row.chat_id === message.chat_id && row.sent.seq <= message.seq) {
        this.#remove(row);
      }
    }
    const { chat_id, client_id } = message;
    if (client_id === undefined || message.sender_id !== this.#options.me) return;
    const row = this.#find({ chat_id, client_id });
    if (!row) this.#options.receipts.heard(nameOf({ chat_id, client_id }), message);
    else if (mayBe(message, row.text)) void this.#settle(row, message);
  }

  /** Of what was acknowledged there nothing more will come; without a chat: anywhere. */
  dropSent(chat_id?: number): void {
    for (const row of this.#rows) {
      if (row.sent && (chat_id === undefined || row.chat_id === chat_id)) {
        this.#remove(row);
      }
    }
  }

  /** What is shown is what the server has, and commands are answered; or not any more. */
  setLive(live: boolean): void {
    this.#live = live;
    if (live) this.#failures.clear();
    this.#next();
  }

  /** To another storage; what `failed` had, if it can still be read, comes along. */
  async rescue(failed: Storage, storage: Storage): Promise<void> {
    const { account } = this.#options;
    // What is being added is written again by who failed to write it.
    const rows = this.#rows.filter((row) => !row.sent);
    const read = (reader: Reader) => reader.list(["outbox", account]);
    const stored = await failed.read(read).catch((): unknown[] => []);
    for (const row of stored.filter(isRow)) {
      const known = rows.some((one) => idOf(one) === idOf(row));
      if (!known && !this.#settling.has(idOf(row))) rows.push(row);
    }
    const adding = this.#adding.map((one) => one.row);
    this.#fallen = new FallenOutbox(failed, account, { stored: rows, adding });
    await storage.write(async (writer) => {
      for (const row of rows) await writer.put(["outbox", account, row.number], row);
    });
  }

  close(): void {
    this.#closed = true;
    this.#stopTimer?.();
  }

  #next(): void {
    const { clock, lease } = this.#options;
    if (!this.#live || this.#closed || !lease.held) return;
    const now = clock.now();
    if (this.#limitedUntil > now) {
      this.#nextAt(this.#limitedUntil);
      return;
    }
    const tried = new Set<number>();
    for (const row of this.#rows) {
      if (this.#sending.size >= this.#window) return;
      if (row.problem || row.sent || this.#sending.has(row.chat_id)) continue;
      if (tried.has(row.chat_id)) continue;
      tried.add(row.chat_id);
      const until = this.#failures.get(row.chat_id)?.until ?? 0;
      if (until > now) this.#nextAt(until);
      else this.#begin(row);
    }
  }

  /** Looks again at that time, or before. */
  #nextAt(time: number): void {
    const { clock } = this.#options;
    if (this.#stopTimer && this.#timerAt <= time) return;
    this.#stopTimer?.();
    this.#timerAt = time;
    this.#stopTimer = clock.after(Math.max(1, time - clock.now()), () => {
      this.#stopTimer = undefined;
      this.#next();
    });
  }

  #begin(row: Row): void {
    this.#sending.set(row.chat_id, row);
    this.#options.changed([row.chat_id]);
    void this.#send(row).finally(() => {
      this.#sending.delete(row.chat_id);
      this.#options.changed([row.chat_id]);
      this.#next();
    });
  }

  async #send(row: Row): Promise<void> {
    let attemptedBefore = true;
    try {
      const marked = await this.#mark(row, async (writer, now) => {
        attemptedBefore = now.attempted;
        if (!(await this.#options.lease.isMine(writer))) return "lost";
        if (await this.#isBehind(writer, now)) return "behind";
        return now.problem ? now : { ...now, attempted: true };
      });
      if (marked === "lost") {
        this.#options.lease.lose();
        return;
      }
      if (marked === "behind") {
        // With a breath: storage that answers at once would let nobody else run.
        const until = this.#options.clock.now() + kBreath;
        this.#failures.set(row.chat_id, { count: 0, until });
        await this.load();
        return;
      }
      // Gone: withdrawn, or acknowledged to another instance.
      if (!marked) {
        this.#remove(row);
        this.#options.receipts.gone(nameOf(row));
      }
      if (!marked || marked.problem) return;
      if (this.#isOfAnother(marked)) throw goneChat();
      const reply = await this.#options.command(sendCommand(marked));
      this.#window = Math.min(kMostChatsAtOnce, this.#window + 1);
      this.#limits = 0;
      this.#failures.delete(row.chat_id);
      const message = reply["message"] as Message;
      // Its echo may have come first.
      if (this.#find(row)) await this.#settle(marked, message);
      else this.#options.receipts.heard(nameOf(row), message);
    } catch (error) {
      await this.#failed(row, error, attemptedBefore).catch((second: unknown) => {
        this.#options.failed(second);
      });
    }
  }

  /** It was typed for a chat that is no more, whose number another one has now. */
  #isOfAnother(row: Row): boolean {
    const created = this.#options.createdAt(row.chat_id);
    return row.chat_created !== undefined && created !== undefined && created !== row.chat_created;
  }

  async #failed(row: Row, error: unknown, attemptedBefore: boolean): Promise<void> {
    const { clock } = this.#options;
    if (error instanceof Refusal && error.code === "rate_limited") {
      this.#window = Math.max(1, this.#window >> 1);
      const pause = (error.retryAfter ?? 0) * 1_000 || backoff(this.#limits++);
      this.#limitedUntil = Math.max(this.#limitedUntil, clock.now() + pause);
      this.#options.changed(new Set(this.#rows.map((one) => one.chat_id)));
    } else if (error instanceof Unreachable) {
      // Whether the server has it is not known: the same client_id settles it.
      this.#failures.set(row.chat_id, { count: 0, until: clock.now() + kBreath });
    } else if (error instanceof Refusal && !isTransient(error)) {
      const { code, status, errors } = error;
      const problem = { code, status, errors, detail: errors[0]?.message ?? error.message };
      await this.#mark(row, (_, now) => Promise.resolve({ ...now, attempted: false, problem }));
      this.#options.receipts.refused(nameOf(row), problem);
      this.#options.tell();
      return;
    } else {
      if (!(error instanceof Refusal)) this.#options.failed(error);
      const count = (this.#failures.get(row.chat_id)?.count ?? 0) + 1;
      this.#failures.set(row.chat_id, { count, until: clock.now() + backoff(count - 1) });
    }
    // Nothing was stored by this try; by one before, perhaps.
    if (isNotStored(error) && !attemptedBefore) {
      await this.#mark(row, (_, now) => Promise.resolve({ ...now, attempted: false }));
    }
  }

  /** Whether another instance has stored something before it, of which this one has not heard yet. */
  async #isBehind(writer: Writer, row: Row): Promise<boolean> {
    const earlier = await writer.list(["outbox", this.#options.account], { to: row.number - 1 });
    return earlier.some(
      (one) =>
        isRow(one) &&
        one.chat_id === row.chat_id &&
        !one.problem &&
        // Acknowledged, and about to be deleted.
        !this.#settling.has(idOf(one)) &&
        !this.#find(one)?.sent,
    );
  }

  /** Acknowledged is acknowledged, whoever holds the lease now. */
  async #settle(row: Row, message: Message): Promise<void> {
    if (this.#settling.has(idOf(row))) return;
    this.#settling.add(idOf(row));
    this.#remove(row);
    if (this.#options.isExpected(message)) this.#put({ ...row, sent: message });
    this.#options.receipts.acknowledged(nameOf(row), message);
    try {
      await this.#change(row, (writer) =>
        writer.delete(["outbox", this.#options.account, row.number]),
      );
      this.#options.tell(message);
    } catch (error) {
      this.#options.failed(error);
    } finally {
      this.#settling.delete(idOf(row));
    }
  }

  /** Stores what `change` makes of a row, here and in storage; undefined: it is gone. */
  async #mark<Other = never>(
    row: Row,
    change: (writer: Writer, now: Row) => Promise<Row | Other>,
  ): Promise<Row | Other | undefined> {
    const marked = await this.#change(row, async (writer, now) => {
      const next = await change(writer, now);
      if (isRow(next)) await writer.put(["outbox", this.#options.account, row.number], next);
      return next;
    });
    if (isRow(marked) && !this.#settling.has(idOf(row))) this.#put(marked);
    return marked;
  }

  /** With the row as it is in storage now; undefined: it is gone. */
  #change<Result>(
    row: Row,
    body: (writer: Writer, now: Row) => Promise<Result>,
  ): Promise<Result | undefined> {
    const { storage, account } = this.#options;
    return storage.write(async (writer) => {
      const now = await writer.get(["outbox", account, row.number]);
      if (!isRow(now) || now.client_id !== row.client_id) return undefined;
      return body(writer, now);
    });
  }

  #find(what: Named | Row): Row | undefined {
    if (isRow(what)) return this.#rows.find((row) => idOf(row) === idOf(what));
    return this.#rows.find((row) => nameOf(row) === nameOf(what));
  }

  #put(row: Row): void {
    const others = this.#rows.filter((other) => idOf(other) !== idOf(row));
    this.#rows = [...others, row].sort(byNumber);
    this.#options.changed([row.chat_id]);
  }

  #remove(what: Named): void {
    const row = this.#find(what);
    if (!row) return;
    this.#rows = this.#rows.filter((other) => other !== row);
    this.#options.changed([row.chat_id]);
  }

  #shown(row: Row): Outgoing {
    const { clock } = this.#options;
    const { number, client_id, chat_id, text, reply_to, at } = row;
    const shown = { number, client_id, chat_id, text, reply_to, at, stored: number > 0 };
    if (row.problem) return { ...shown, state: "refused", problem: row.problem };
    if (row.sent) return { ...shown, state: "sent" };
    const pause = this.#limitedUntil - clock.now();
    if (this.#live && pause > 0) {
      return { ...shown, state: "limited", until: clock.wall() + pause };
    }
    const sending = this.#sending.get(chat_id)?.client_id === client_id;
    return { ...shown, state: sending ? "sending" : "waiting" };
  }
}

function backoff(failures: number): number {
  return Math.min(kLongestPause, kPause * 2 ** Math.min(failures, 5));
}

/** Refused before anything was stored. */
function isNotStored(error: unknown): boolean {
  return error instanceof Refusal && ["rate_limited", "storage_full"].includes(error.code);
}
