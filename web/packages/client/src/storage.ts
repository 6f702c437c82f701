// Where the library keeps what has to survive a reload and a crash: the outbox, the newest cursor,
// chats and messages; and how the instances over one storage (tabs, for instance) hear of each other.
//
// A storage is an ordered map from keys to plain values, with atomic transactions. Bring your own by
// implementing `Storage`; `MemoryStorage` shows what it takes.
import { AsqError } from "./problems.js";

/** Compared element by element, numbers before strings, as IndexedDB does. */
export type Key = readonly (string | number)[];

/** `readonly`: what a transaction reads is of one moment. */
export interface Reader {
  get(key: Key): Promise<unknown>;
  /** The values of all keys that begin with `prefix` and continue with `from` to `to`, ascending. */
  list(prefix: Key, bounds?: Bounds): Promise<unknown[]>;
  /** The key and value of the last such key. */
  last(prefix: Key): Promise<{ key: Key; value: unknown } | undefined>;
}
export interface Bounds {
  readonly from?: number;
  readonly to?: number;
}

export interface Writer extends Reader {
  put(key: Key, value: unknown): Promise<void>;
  delete(key: Key): Promise<void>;
  /** All keys that begin with `prefix`, and continue within the bounds. */
  deleteAll(prefix: Key, bounds?: Bounds): Promise<void>;
}

/**
 * Within `body` only the transaction's own calls may be awaited. It takes effect as a whole, or, if
 * `body` or the storage fails, not at all, and the promise is rejected.
 */
export interface Storage {
  /** `memory`: it is gone with the process. */
  readonly kind: "memory" | "persistent";
  read<Result>(body: (reader: Reader) => Promise<Result>): Promise<Result>;
  write<Result>(body: (writer: Writer) => Promise<Result>): Promise<Result>;
  /** What the instances over this storage tell each other; it may be lost, and nobody relies on it. */
  channel(hear: (message: unknown) => void): Channel;
  close(): void;
}

export interface Channel {
  /** To all the others. */
  post(message: unknown): void;
  close(): void;
}

/** Why a storage can't be used; the client goes on in memory, and says so (`storage`). */
export class StorageFailure extends AsqError {
  readonly reason: StorageProblem;
  constructor(reason: StorageProblem, cause?: unknown) {
    super("storage_failed", `The storage can't be used: ${reason}.`, false);
    this.cause = cause;
    this.reason = reason;
  }
}
/**
 * `full`; `forbidden` (private windows, settings); `newer`: written by a newer version of this
 * library; `damaged`: anything else that it answered with an error.
 */
export type StorageProblem = "full" | "forbidden" | "newer" | "damaged";
