// What the library takes from where it runs, each part replaceable: time, randomness, sockets, fetch.
// Everything here works on a page that came over plain http.

export interface Clock {
  /** Milliseconds that only grow, from any beginning: pauses and deadlines are measured with it. */
  now(): number;
  /** Milliseconds since 1970, as the wall clock says; it may jump. */
  wall(): number;
  /** Calls back once after that many milliseconds; the result takes it back. */
  after(milliseconds: number, callback: () => void): () => void;
}

const kLongestTimer = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after: (milliseconds, callback) => {
    // Beyond 24 days it would call back at once.
    const timer = setTimeout(callback, Math.min(milliseconds, kLongestTimer));
    return () => {
      clearTimeout(timer);
    };
  },
};

// Each signal has one listener, for all who wait for it: Node warns of more than ten.
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls back when the signal is aborted; the result takes it back. */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  let all = waiting.get(signal);
  if (!all) {
    const added = new Set<() => void>();
    signal.addEventListener("abort", () => {
      for (const one of [...added]) one();
    });
    waiting.set(signal, added);
    all = added;
  }
  const callbacks = all;
  callbacks.add(callback);
  return () => callbacks.delete(callback);
}

/** Ends early, without an error, when `signal` is aborted: nothing keeps Node alive then. */
export function sleep(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      stop();
      forget?.();
      resolve();
    };
    const stop = clock.after(milliseconds, end);
    const forget = signal && onAbort(signal, end);
  });
}

/** The part of the browser's WebSocket that is used; `ws` for Node has it too. */
export interface WebSocketLike {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number): void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onerror: ((event: never) => void) | null;
}
export type WebSocketClass = new (url: string, protocols: string[]) => WebSocketLike;

/** The global one, else that of `ws`, if it is installed. */
export async function defaultWebSocket(): Promise<WebSocketClass> {
  const there = (globalThis as { WebSocket?: unknown }).WebSocket;
  if (there !== undefined) return there as WebSocketClass;
  try {
    // A bundler for browsers must not look for it.
    const name = "ws";
    const module = (await import(/* @vite-ignore */ name)) as { WebSocket: WebSocketClass };
    return module.WebSocket;
  } catch {
    throw new Error('This Node has no WebSocket: run "npm install ws", or use Node 22 or newer.');
  }
}

let randomBytes: (bytes: Uint8Array) => Uint8Array = (bytes) => crypto.getRandomValues(bytes);

/** Node 18 has no global `crypto`. To be awaited before `randomId`. */
export async function prepareRandom(): Promise<void> {
  if ((globalThis as { crypto?: Crypto }).crypto !== undefined) return;
  const name = "node:crypto";
  const { webcrypto } = (await import(/* @vite-ignore */ name)) as { webcrypto: Crypto };
  randomBytes = (bytes) => webcrypto.getRandomValues(bytes);
}

/** 128 random bits, as 32 hexadecimal digits. `crypto.randomUUID` would need https. */
export function randomId(): string {
  const bytes = randomBytes(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Calls back when the page is left: it may be frozen, or never run again. */
export function onLeave(callback: () => void): () => void {
  const page = globalThis as unknown as Partial<Pick<Window, "addEventListener">> &
    Partial<Pick<Window, "removeEventListener">>;
  page.addEventListener?.("pagehide", callback);
  return () => page.removeEventListener?.("pagehide", callback);
}

/** Calls back when the page is seen again, and when the network comes or goes. */
export function onWakeUp(callback: () => void): () => void {
  const page = globalThis as unknown as {
    addEventListener?: (name: string, listener: () => void) => void;
    removeEventListener?: (name: string, listener: () => void) => void;
    document?: {
      visibilityState: string;
      addEventListener(name: string, listener: () => void): void;
      removeEventListener(name: string, listener: () => void): void;
    };
  };
  const { document } = page;
  const seen = () => {
    if (document?.visibilityState === "visible") callback();
  };
  if (!page.addEventListener || !document) return () => undefined;
  page.addEventListener("online", callback);
  page.addEventListener("offline", callback);
  page.addEventListener("pageshow", callback);
  document.addEventListener("visibilitychange", seen);
  return () => {
    page.removeEventListener?.("online", callback);
    page.removeEventListener?.("offline", callback);
    page.removeEventListener?.("pageshow", callback);
    document.removeEventListener("visibilitychange", seen);
  };
}
