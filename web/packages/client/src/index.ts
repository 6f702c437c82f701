// asq-client: an ASQ Chat server as its clients see it. Start with `connect`.
import { Client } from "./client.js";
import { FallbackStorage } from "./fallback_storage.js";
import { serverAddress } from "./given.js";
import { Http } from "./http.js";
import { openIndexedDb } from "./indexed_db.js";
import { Hub } from "./lease.js";
import { MemoryStorage } from "./memory_storage.js";
import {
  type Clock,
  defaultWebSocket,
  prepareRandom,
  systemClock,
  type WebSocketClass,
} from "./platform.js";
import { type Credentials, Session } from "./session.js";
import { type Storage, StorageFailure } from "./storage.js";

export interface ConnectSettings {
  /** The server's address, `https://chat.example.org`; default: where the page came from. */
  url?: string | URL;
  /** Default: IndexedDB in browsers, else memory. One that you give is not closed. */
  storage?: Storage;
  WebSocket?: WebSocketClass;
  fetch?: typeof fetch;
  clock?: Clock;
  /** 0 to 1, for the pauses between tries. */
  random?: () => number;
}

export type ConnectOptions = ConnectSettings & Credentials;

/**
 * Logs in, or goes on with what is remembered, and connects. What storage has is shown at once;
 * `connection` tells when the server has been heard.
 * @throws SessionEnded: nobody is logged in. Refusal: wrong password, … Unreachable: the server was
 * needed to know who one is, and did not answer.
 */
export async function connect(options: ConnectOptions): Promise<Client> {
  await prepareRandom();
  const url = serverAddress(options.url ?? pageAddress());
  const clock = options.clock ?? systemClock;
  const storage = options.storage
    ? new FallbackStorage(options.storage)
    : await openDefaultStorage(url);
  const WebSocket = options.WebSocket ?? (await defaultWebSocket());
  const hub = new Hub(storage);
  const stopping = new AbortController();
  const { signal } = stopping;
  let client: Client | undefined;
  const http = new Http({
    url,
    fetch: options.fetch ?? globalThis.fetch.bind(globalThis),
    clock,
    signal,
    onVersion: (version) => client?.heardVersion(version),
  });
  const ownsStorage = options.storage === undefined;
  // Messages can be had again; what is not sent yet can't.
  storage.onFull = (inner) =>
    inner.write(async (writer) => {
      for (const table of ["state", "chat", "message", "user"]) await writer.deleteAll([table]);
    });
  try {
    const session = await Session.begin({ http, storage, hub, clock, signal }, options);
    const random = options.random ?? Math.random;
    client = new Client({
      url,
      session,
      storage,
      ownsStorage,
      hub,
      clock,
      random,
      WebSocket,
      stopping,
    });
    await client.start();
    return client;
  } catch (error) {
    stopping.abort();
    hub.close();
    if (ownsStorage) storage.close();
    throw error;
  }
}

async function openDefaultStorage(url: string): Promise<FallbackStorage> {
  try {
    // A browser may forbid even to look whether it has one.
    if (typeof indexedDB === "undefined") return new FallbackStorage(new MemoryStorage());
    return new FallbackStorage(await openIndexedDb(`asq ${url}`));
  } catch (error) {
    const problem = error instanceof StorageFailure ? error.reason : "forbidden";
    return new FallbackStorage(new MemoryStorage(), problem);
  }
}

/** The server may be below a path: then the page says so by `<base>`. */
function pageAddress(): string {
  const { document } = globalThis as { document?: { baseURI: string } };
  if (!document) throw new TypeError("connect: say where the server is (url).");
  return new URL(".", document.baseURI).href;
}

export { Client } from "./client.js";
export type { ClientEvents, Connection } from "./client_events.js";
export { ChatHandle, type SendOptions } from "./chat.js";
export type { Outgoing, SendProblem } from "./outgoing.js";
export type { People } from "./people.js";
export type { Credentials } from "./session.js";
export { Server, type Registration } from "./server.js";
export type { Answer, Request } from "./http.js";
export type { Listener } from "./events.js";
export { MemoryStorage } from "./memory_storage.js";
export { openIndexedDb } from "./indexed_db.js";
export type { Bounds, Channel, Key, Reader, Storage, StorageProblem, Writer } from "./storage.js";
export { StorageFailure } from "./storage.js";
export { randomId } from "./platform.js";
export type { Clock, WebSocketClass, WebSocketLike } from "./platform.js";
export {
  AsqError,
  ClientClosed,
  Refusal,
  SessionEnded,
  Unreachable,
  Withdrawn,
} from "./problems.js";
export type { Range, Ranges } from "./ranges.js";
export type * from "./types.js";
