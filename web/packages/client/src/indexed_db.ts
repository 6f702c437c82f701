// The browser's storage, by `idb`. Tabs hear of each other by a BroadcastChannel.
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from "idb";

import {
  type Bounds,
  type Channel,
  type Key,
  type Reader,
  type Storage,
  StorageFailure,
  type StorageProblem,
  type Writer,
} from "./storage.js";

interface Schema extends DBSchema {
  rows: { key: IDBValidKey; value: unknown };
}

/** Raised when the rows of older versions have to be changed; `upgrade` then does it. */
const kVersion = 1;
const kOpenMilliseconds = 10_000;

/** @throws StorageFailure */
export async function openIndexedDb(name: string): Promise<Storage> {
  const storage = new IndexedDbStorage(name);
  await storage.open();
  return storage;
}

/** Some browsers never answer when their database is damaged. */
function withinTime<Result>(promise: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new StorageFailure("damaged"));
    }, kOpenMilliseconds);
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}

class IndexedDbStorage implements Storage {
  readonly kind = "persistent";
  readonly #name: string;
  #database: IDBPDatabase<Schema> | undefined;
  #opening: Promise<IDBPDatabase<Schema>> | undefined;
  #closed: "here" | "for a newer version" | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  /** @throws StorageFailure */
  async open(): Promise<IDBPDatabase<Schema>> {
    if (this.#closed) throw new StorageFailure("newer");
    if (this.#database) return this.#database;
    this.#opening ??= this.#openOnce().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  read<Result>(body: (reader: Reader) => Promise<Result>): Promise<Result> {
    return this.#transact(async (database) => {
      const transaction = database.transaction("rows", "readonly");
      transaction.done.catch(() => undefined);
      return body(new RowsReader(transaction));
    });
  }

  write<Result>(body: (writer: Writer) => Promise<Result>): Promise<Result> {
    return this.#transact(async (database) => {
      const transaction = database.transaction("rows", "readwrite");
      // Its rejection is that of the call that failed, or is awaited below.
      transaction.done.catch(() => undefined);
      try {
        const result = await body(new RowsWriter(transaction));
        await transaction.done;
        return result;
      } catch (error) {
        abort(transaction);
        throw error;
      }
    });
  }

  async #openOnce(): Promise<IDBPDatabase<Schema>> {
    let late = false;
    try {
      const opening = openDB<Schema>(this.#name, kVersion, {
        upgrade: (opened) => {
          if (!opened.objectStoreNames.contains("rows")) opened.createObjectStore("rows");
        },
        // A newer page wants to change the database: it must not wait for this one.
        blocking: () => {
          this.#close("for a newer version");
        },
        terminated: () => {
          this.#database = undefined;
        },
      });
      opening.then(
        (database) => {
          if (late) database.close();
        },
        () => undefined,
      );
      this.#database = await withinTime(opening);
      return this.#database;
    } catch (error) {
      late = true;
      throw failureFrom(error);
    }
  }

  /** A connection may be lost (a phone that slept): then it is opened once more. */
  async #transact<Result>(
    attempt: (database: IDBPDatabase<Schema>) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await attempt(await this.open());
    } catch (error) {
      if (!isConnectionLost(error) || this.#closed) throw failureFrom(error);
    }
    this.#database?.close();
    this.#database = undefined;
    try {
      return await attempt(await this.open());
    } catch (error) {
      throw failureFrom(error);
    }
  }

  #close(why: "here" | "for a newer version"): void {
    this.#closed ??= why;
    this.#database?.close();
    this.#database = undefined;
  }

  channel(hear: (message: unknown) => void): Channel {
    // Where there is none (Safari before 15.4), a tab takes the others for frozen.
    if (typeof BroadcastChannel === "undefined") {
      return { post: () => undefined, close: () => undefined };
    }
    const channel = new BroadcastChannel(this.#name);
    // A frozen page goes on hearing the channel, and nothing else. It must neither answer nor begin
    // a transaction, which would block all other pages: so what it hears waits for the thaw, in a port.
    const { port1: inlet, port2: outlet } = new MessageChannel();
    channel.onmessage = (event) => {
      inlet.postMessage(event.data);
    };
    outlet.onmessage = (event) => {
      hear(event.data);
    };
    return {
      post: (message) => {
        channel.postMessage(message);
      },
      close: () => {
        channel.close();
        outlet.close();
      },
    };
  }

  close(): void {
    this.#close("here");
  }
}

function isConnectionLost(error: unknown): boolean {
  return (
    error instanceof DOMException &&
    (error.name === "InvalidStateError" || error.name === "UnknownError")
  );
}

function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort();
  } catch {
    // It had ended already.
  }
}

type Transaction<Mode extends IDBTransactionMode> = IDBPTransaction<Schema, ["rows"], Mode>;

class RowsReader<Mode extends IDBTransactionMode = IDBTransactionMode> implements Reader {
  protected readonly transaction: Transaction<Mode>;
  constructor(transaction: Transaction<Mode>) {
    this.transaction = transaction;
  }

  get(key: Key): Promise<unknown> {
    return this.transaction.store.get([...key]);
  }

  list(prefix: Key, bounds: Bounds = {}): Promise<unknown[]> {
    return this.transaction.store.getAll(keyRange(prefix, bounds));
  }

  async last(prefix: Key): Promise<{ key: Key; value: unknown } | undefined> {
    const cursor = await this.transaction.store.openCursor(keyRange(prefix, {}), "prev");
    return cursor ? { key: cursor.key as unknown as Key, value: cursor.value } : undefined;
  }
}

class RowsWriter extends RowsReader<"readwrite"> implements Writer {
  async put(key: Key, value: unknown): Promise<void> {
    await this.transaction.store.put(value, [...key]);
  }

  delete(key: Key): Promise<void> {
    return this.transaction.store.delete([...key]);
  }

  deleteAll(prefix: Key, bounds: Bounds = {}): Promise<void> {
    return this.transaction.store.delete(keyRange(prefix, bounds));
  }
}

function keyRange(prefix: Key, bounds: Bounds): IDBKeyRange {
  const lower = bounds.from === undefined ? [...prefix] : [...prefix, bounds.from];
  // An array is greater than every number and string; `to` itself may continue.
  const upper = bounds.to === undefined ? [...prefix, []] : [...prefix, bounds.to, []];
  return IDBKeyRange.bound(lower, upper);
}

function failureFrom(error: unknown): Error {
  if (error instanceof StorageFailure) return error;
  const reasons: Record<string, StorageProblem> = {
    QuotaExceededError: "full",
    VersionError: "newer",
    SecurityError: "forbidden",
    InvalidStateError: "forbidden",
  };
  if (error instanceof DOMException) {
    return new StorageFailure(reasons[error.name] ?? "damaged", error);
  }
  // A mistake of the transaction's body is none of the storage's.
  return error instanceof Error ? error : new StorageFailure("damaged", error);
}
