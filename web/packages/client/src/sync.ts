// Keeps the cache equal to what the server has: events in the log's order, and where these are not
// enough, everything anew.
//
//   connecting -> catching_up -> live          offline <-> connecting          ended
//
// `cursor` is that of the newest event that was applied. It says something of the cache only while
// the lists are whole: after a resync they are loaded first.
import type { Cache, Change } from "./cache.js";
import type { Connection } from "./client_events.js";
import type { Keeper } from "./keeper.js";
import type { Loader } from "./loader.js";
import type { Clock, WebSocketClass } from "./platform.js";
import { sleep } from "./platform.js";
import { AsqError, isTransient, Refusal, Unreachable } from "./problems.js";
import type { Session } from "./session.js";
import { PersonSocket, type Reply } from "./socket.js";
import type { Command, HelloReply, StreamEvent } from "./types.js";

export interface SyncOptions {
  url: string;
  session: Session;
  cache: Cache;
  keeper: Keeper;
  loader: Loader;
  clock: Clock;
  random: () => number;
  WebSocket: WebSocketClass;
  connection: (connection: Connection) => void;
  greeted: (reply: HelloReply) => void;
  /** Commands are answered from here on, or not any more. */
  live: (live: boolean) => void;
  /** After the cache has it. */
  heard: (event: StreamEvent, changes: readonly Change[]) => void;
  /** `first`: nothing was there before. */
  resync: (first: boolean) => void;
  failed: (error: unknown) => void;
  /** Aborted when the client is closed. */
  signal: AbortSignal;
}

const kStaleSoon = 300;
const kCommandTime = 30_000;
const kBoundEvery = 1_000;
const kCursorsKept = 10_000;

export class Sync {
  readonly #options: SyncOptions;
  readonly #socket: PersonSocket;
  readonly #waiting = new Set<() => void>(); // for `live`
  #connection: Connection = { state: "connecting" };
  #cursor: string | undefined; // to resume with
  #lasting: string | undefined; // of an event, or what it began with
  #whole = false;
  #live = false;
  #events = 0;
  // Of the newest events.
  #heard = new Set<string>();
  #heardBefore = new Set<string>();
  #stopStale: (() => void) | undefined;

  constructor(options: SyncOptions) {
    this.#options = options;
    const { url, session, clock, random, WebSocket } = options;
    this.#socket = new PersonSocket(
      {
        url,
        WebSocket,
        clock,
        random,
        token: () => session.token(),
        check: () => session.check(),
      },
      {
        since: () => this.#cursor,
        hello: (reply) => {
          this.#greeted(reply);
        },
        event: (event) => {
          this.#hear(event);
        },
        connecting: () => {
          this.#connects();
        },
        closed: (retryIn) => {
          this.#wentOffline(retryIn);
        },
        damaged: (error) => {
          this.#cursor = undefined;
          this.#whole = false;
          options.failed(error);
        },
        ended: (error) => {
          this.end(error);
        },
      },
    );
  }

  get connection(): Connection {
    return this.#connection;
  }
  /** Commands are answered. */
  get live(): boolean {
    return this.#live;
  }
  /**
   * Of the newest lasting event in the cache, which other instances hear, too; undefined: its lists
   * are not whole.
   */
  get cursor(): string | undefined {
    return this.#whole ? this.#lasting : undefined;
  }

  /** Something was told since the start. */
  get heardAny(): boolean {
    return this.#events > 0;
  }

  /** Whether the cache has the event of that cursor; false: it is not known. */
  hasHeard(cursor: string): boolean {
    return this.#heard.has(cursor) || this.#heardBefore.has(cursor);
  }

  /** `cursor`: what the cache was loaded with, if it was. */
  start(cursor: string | undefined): void {
    if (cursor !== undefined) this.#setCursor(cursor);
    this.#whole = cursor !== undefined;
    this.#socket.start();
  }

  wake(): void {
    this.#socket.wake();
  }

  /** For ever. */
  end(error: Error): void {
    if (this.#connection.state === "ended") return;
    this.#socket.close();
    this.#stopStale?.();
    this.#setLive(false);
    const known = error instanceof AsqError ? error : new Unreachable(error.message);
    this.#setConnection({ state: "ended", error: known });
    this.#resume();
  }

  /** Asks once. @throws Refusal, Unreachable */
  ask(command: Command): Promise<Reply> {
    return this.#socket.command(command);
  }

  /** Says what has no answer and may be lost. */
  say(command: { type: "typing"; chat_id: number }): void {
    if (this.#live) this.#socket.say(command);
  }

  /**
   * Over reconnections, for 30 s: for what may be done twice.
   * @throws Refusal, Unreachable, or what the client ended with
   */
  async command(command: Command): Promise<Reply> {
    const { clock } = this.#options;
    const end = clock.now() + kCommandTime;
    for (;;) {
      if (this.#connection.state === "ended") throw this.#connection.error;
      try {
        if (this.#live) return await this.#socket.command(command);
        if (clock.now() >= end) throw new Unreachable();
        await this.#untilLive(end - clock.now());
      } catch (error) {
        const pause = error instanceof Refusal ? (error.retryAfter ?? 1) : 0;
        if (!isTransient(error) || clock.now() + pause * 1_000 >= end) throw error;
        await sleep(clock, Math.max(20, pause * 1_000), this.#options.signal);
      }
    }
  }

  /** Something in the cache has to be asked again. */
  refreshStale(): void {
    const { cache, loader, keeper, clock, failed } = this.#options;
    if (this.#stopStale || cache.stale.size === 0 || !this.#live) return;
    this.#stopStale = clock.after(kStaleSoon, () => {
      this.#stopStale = undefined;
      loader.refreshStale().then(() => {
        keeper.changed();
      }, failed);
    });
  }

  #setCursor(cursor: string): void {
    this.#cursor = cursor;
    this.#lasting = cursor;
    this.#heard.add(cursor);
    if (this.#heard.size < kCursorsKept) return;
    this.#heardBefore = this.#heard;
    this.#heard = new Set();
  }

  /** After a pause, or because a session has ended under the socket. */
  #connects(): void {
    this.#setLive(false);
    this.#setConnection({ state: "connecting" });
  }

  #greeted(reply: HelloReply): void {
    this.#options.greeted(reply);
    this.#setConnection({ state: "catching_up" });
    if (!reply.resumed) this.#resync(reply.cursor);
  }

  #hear(event: StreamEvent): void {
    if (event.type === "live") {
      // A place of this connection: nobody else hears of it.
      this.#cursor = event.cursor;
      this.#wentLive();
      return;
    }
    if (event.type === "resync") {
      this.#resync(event.cursor);
      return;
    }
    const changes = this.#options.cache.apply(event);
    if ("cursor" in event) this.#setCursor(event.cursor);
    this.#options.heard(event, changes);
    this.refreshStale();
    if (!("cursor" in event) && changes.length === 0) return;
    this.#options.keeper.changed();
    if (++this.#events % kBoundEvery === 0) this.#options.keeper.bound();
  }

  #wentLive(): void {
    this.#socket.settled();
    this.#setLive(true);
    this.refreshStale();
    this.#options.keeper.changed();
    this.#settle();
    this.#resume();
  }

  #wentOffline(retryIn: number): void {
    this.#setLive(false);
    const retryAt = this.#options.clock.wall() + retryIn;
    this.#setConnection({ state: "offline", retryAt });
  }

  #resync(cursor: string): void {
    const { cache, keeper, loader, failed } = this.#options;
    const first = this.#cursor === undefined && cache.chats.size === 0;
    this.#setCursor(cursor);
    this.#whole = false;
    cache.forget();
    keeper.reset();
    this.#options.resync(first);
    if (this.#connection.state === "live") this.#setConnection({ state: "catching_up" });
    loader.loadLists().then((done) => {
      if (!done) return;
      this.#whole = true;
      keeper.changed();
      this.refreshStale();
      this.#settle();
    }, failed);
  }

  /** Live, and with all lists. */
  #settle(): void {
    if (this.#live && this.#whole) this.#setConnection({ state: "live" });
  }

  #setLive(live: boolean): void {
    if (this.#live === live) return;
    this.#live = live;
    this.#options.live(live);
  }

  #setConnection(connection: Connection): void {
    const before = this.#connection;
    if (before.state === "ended") return;
    if (before.state === connection.state && connection.state !== "offline") return;
    this.#connection = connection;
    this.#options.connection(connection);
  }

  #untilLive(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        stop();
        this.#waiting.delete(done);
        resolve();
      };
      const stop = this.#options.clock.after(milliseconds, done);
      this.#waiting.add(done);
    });
  }

  #resume(): void {
    for (const resume of [...this.#waiting]) resume();
  }
}
