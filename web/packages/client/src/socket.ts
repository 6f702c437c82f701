// The socket of a person: opens it, keeps it, opens it again. What is said on it is decided elsewhere.
//
//   idle -> connecting -> (hello) -> open -> waiting -> connecting ...      ended: for ever
//
// A browser does not show pings, so silence says nothing: where nothing was heard for as long as the
// server pings, it is asked something cheap, and must answer.
import { Refusal, SessionEnded, Unreachable } from "./problems.js";
import type { Clock, WebSocketClass, WebSocketLike } from "./platform.js";
import type { Command, CommandError, HelloReply, StreamEvent } from "./types.js";

export interface SocketEvents {
  /** Of the newest event that has been handled; undefined: there is none. */
  since(): string | undefined;
  hello(reply: HelloReply): void;
  event(event: StreamEvent): void;
  /** It is tried again. */
  connecting(): void;
  /** `retryIn`: milliseconds until it is tried again. */
  closed(retryIn: number): void;
  /** The server said what can't be understood: the connection is lost. */
  damaged(error: unknown): void;
  /** It makes no sense to come back. */
  ended(error: Error): void;
}

export interface SocketOptions {
  /** Of the server, http or https. */
  url: string;
  WebSocket: WebSocketClass;
  clock: Clock;
  random: () => number;
  /** A token that is good, as far as is known. */
  token(): Promise<string>;
  /**
   * The socket was refused, or its session has ended: finds out whether the token is any good, and
   * takes care of another one. @throws SessionEnded; Refusal or Unreachable if it can't be told.
   */
  check(): Promise<void>;
}

export interface Reply {
  type: string;
  [field: string]: unknown;
}

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

const kShortestPause = 500;
const kLongestPause = 30_000;
const kAnswerTime = 10_000;
const kPingSeconds = 30;
// Somebody looks, or the network is said to be gone.
const kWakeTime = 3_000;
// Up to 64 may be in progress, one of which is the question whether it is still there.
const kInProgress = 48;
// Closes after which the same would happen again.
const kFinal = new Set([1002, 1003, 1007, 4409]);
const kTooLarge = 1009;
/** The server takes no larger message. */
const kMostBytes = 256 * 1_024;

type State = "idle" | "connecting" | "open" | "waiting" | "ended";

export class PersonSocket {
  readonly #options: SocketOptions;
  readonly #events: SocketEvents;
  #state: State = "idle";
  #socket: WebSocketLike | undefined;
  #nextId = 1;
  readonly #waiting = new Map<number, Waiting>();
  #queue: (() => void)[] = [];
  #failures = 0;
  #heard = 0;
  #stopTimer: (() => void) | undefined;
  #stopPause: (() => void) | undefined;

  constructor(options: SocketOptions, events: SocketEvents) {
    this.#options = options;
    this.#events = events;
  }

  get open(): boolean {
    return this.#state === "open";
  }

  start(): void {
    if (this.#state === "idle") void this.#connect();
  }

  close(): void {
    this.#state = "ended";
    this.#drop(1000);
    this.#stopPause?.();
  }

  /** Now rather than after the pause; and a socket that seems open has to prove it. */
  wake(): void {
    if (this.#state === "waiting") {
      this.#stopPause?.();
      void this.#connect();
    } else if (this.#state === "open") {
      this.#prove(kWakeTime);
    }
  }

  /**
   * Asks, and waits for the answer.
   * @throws Refusal; Unreachable if the connection was lost: it may or may not have been carried out.
   */
  async command(command: Command): Promise<Reply> {
    while (this.#waiting.size >= kInProgress) {
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    }
    if (this.#state !== "open") throw new Unreachable();
    return new Promise((resolve, reject) => {
      if (isTooLarge(command)) reject(tooLarge());
      else this.#ask(command, { resolve, reject });
    });
  }

  /** Says something that has no answer, if the socket is open. */
  say(command: { type: "typing"; chat_id: number }): void {
    if (this.#state === "open") this.#send(command);
  }

  async #connect(): Promise<void> {
    this.#state = "connecting";
    this.#events.connecting();
    try {
      const token = await this.#options.token();
      // Closed, or woken twice.
      if (!this.#is("connecting") || this.#socket) return;
      this.#open(token);
    } catch (error) {
      if (this.#is("connecting")) this.#failed(error);
    }
  }

  // The compiler takes a state that it has seen for one that can't change while something is awaited.
  #is(state: State): boolean {
    return this.#state === state;
  }

  #open(token: string): void {
    const url = `${this.#options.url.replace(/^http/, "ws")}/chat/ws`;
    const socket = new this.#options.WebSocket(url, ["asq", `bearer.${token}`]);
    this.#socket = socket;
    let opened = false;
    this.#limit(kAnswerTime);
    socket.onopen = () => {
      opened = true;
      const since = this.#events.since();
      // At once and not by a promise: events may come in the same chunk as the reply.
      this.#ask(
        { type: "hello", ...(since === undefined ? {} : { since }) },
        {
          resolve: (reply) => {
            this.#greet(reply as unknown as HelloReply);
          },
          reject: (error) => {
            if (this.#socket === socket) this.#lost(error);
          },
        },
      );
    };
    socket.onmessage = (message) => {
      this.#hear(message.data);
    };
    socket.onerror = () => undefined; // a close follows
    socket.onclose = ({ code }) => {
      this.#closed(code, opened);
    };
  }

  #greet(reply: HelloReply): void {
    this.#state = "open";
    this.#watch((reply.ping_seconds || kPingSeconds) * 1_000);
    this.#events.hello(reply);
  }

  /** The newest catch-up has ended: the next failure is the first. */
  settled(): void {
    this.#failures = 0;
  }

  #hear(data: unknown): void {
    this.#heard = this.#options.clock.now();
    try {
      this.#handle(JSON.parse(String(data)) as Reply);
    } catch (error) {
      // What came with it may be half done: everything is asked anew.
      this.#events.damaged(error);
      this.#lost(new Unreachable());
    }
  }

  #handle(message: Reply): void {
    const waiting =
      typeof message["id"] === "number" ? this.#waiting.get(message["id"]) : undefined;
    if (waiting) {
      this.#waiting.delete(message["id"] as number);
      this.#queue.shift()?.();
      if (message.type === "error") {
        waiting.reject(new Refusal((message as unknown as CommandError).error));
      } else {
        waiting.resolve(message);
      }
    } else if (message["id"] === undefined && message.type !== "error") {
      this.#events.event(message as unknown as StreamEvent);
    }
  }

  #ask(command: Command | { type: "hello"; since?: string }, waiting: Waiting): void {
    const id = this.#nextId++;
    this.#waiting.set(id, waiting);
    this.#send({ ...command, id });
  }

  #send(command: object): void {
    try {
      this.#socket?.send(JSON.stringify(command));
    } catch {
      this.#lost(new Unreachable());
    }
  }

  #closed(code: number, opened: boolean): void {
    // A proxy may allow less than the server does. The command that was too large is not said again.
    if (code === kTooLarge) {
      const last = Math.max(...this.#waiting.keys());
      this.#waiting.get(last)?.reject(tooLarge());
      this.#waiting.delete(last);
    }
    if (kFinal.has(code)) {
      this.#end(
        new Refusal({
          code: `close_${String(code)}`,
          detail: closeSentence(code),
          retryable: false,
        }),
      );
    } else if (code === 4401 || !opened) {
      // Browsers don't say why a socket did not open.
      this.#drop();
      this.#state = "connecting";
      this.#events.connecting();
      this.#options.check().then(
        () => {
          if (this.#is("connecting")) this.#lost(new Unreachable());
        },
        (error: unknown) => {
          if (this.#is("connecting")) this.#failed(error);
        },
      );
    } else {
      this.#lost(new Unreachable());
    }
  }

  #failed(error: unknown): void {
    if (error instanceof SessionEnded) this.#end(error);
    else this.#lost(error);
  }

  #lost(error: unknown): void {
    this.#drop();
    if (this.#is("ended")) return;
    const asked = error instanceof Refusal ? (error.retryAfter ?? 0) * 1_000 : 0;
    const longest = Math.min(kLongestPause, kShortestPause * 2 ** Math.min(this.#failures, 10));
    const pause = Math.max(asked, longest * (0.5 + this.#options.random() / 2));
    this.#failures += 1;
    this.#state = "waiting";
    this.#stopPause = this.#options.clock.after(pause, () => {
      if (this.#state === "waiting") void this.#connect();
    });
    this.#events.closed(pause);
  }

  #end(error: Error): void {
    this.#drop();
    this.#state = "ended";
    this.#events.ended(error);
  }

  /** A socket that does not answer may take minutes to close: it is left alone. */
  #drop(code?: number): void {
    this.#stopTimer?.();
    this.#stopPause?.();
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.onerror = () => undefined;
      try {
        socket.close(code);
      } catch {
        // It was not open yet.
      }
    }
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const one of waiting) one.reject(new Unreachable());
    for (const resume of this.#queue.splice(0)) resume();
  }

  /** Opened, and greeted, within that time. */
  #limit(milliseconds: number): void {
    this.#stopTimer?.();
    this.#stopTimer = this.#options.clock.after(milliseconds, () => {
      if (this.#state === "connecting") this.#lost(new Unreachable());
    });
  }

  #watch(silence: number): void {
    this.#stopTimer?.();
    const quiet = this.#options.clock.now() - this.#heard;
    this.#stopTimer = this.#options.clock.after(Math.max(1_000, silence - quiet), () => {
      if (this.#state !== "open") return;
      if (this.#options.clock.now() - this.#heard >= silence) this.#prove(kAnswerTime);
      this.#watch(silence);
    });
  }

  #prove(milliseconds: number): void {
    const socket = this.#socket;
    const stop = this.#options.clock.after(milliseconds, () => {
      if (this.#socket === socket) this.#lost(new Unreachable());
    });
    // A refusal is an answer, too; a lost connection has been seen to.
    this.#ask({ type: "unwatch", user_ids: [] }, { resolve: stop, reject: stop });
  }
}

function isTooLarge(command: Command): boolean {
  // Some room for the id. Three bytes are the most that a unit of a string takes.
  const text = JSON.stringify(command);
  if (text.length * 3 < kMostBytes - 100) return false;
  return new TextEncoder().encode(text).length > kMostBytes - 100;
}

function tooLarge(): Refusal {
  return new Refusal({
    code: "invalid",
    detail: "This is too long: at most 256 KiB can be sent at once.",
    retryable: false,
    status: 422,
  });
}

function closeSentence(code: number): string {
  if (code === 4409) return "You have opened this chat in too many places; this one was closed.";
  return `The server closed the connection (${String(code)}).`;
}
