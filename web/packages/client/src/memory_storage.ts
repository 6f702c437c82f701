// A storage that lives as long as its object. Several clients over one such object share it.
import type { Bounds, Channel, Key, Reader, Storage, Writer } from "./storage.js";

interface Row {
  readonly key: Key;
  value: unknown;
}

export class MemoryStorage implements Storage {
  readonly kind = "memory";
  readonly #rows: Row[] = []; // by key
  readonly #channels = new Set<MemoryChannel>();
  #queue: Promise<unknown> = Promise.resolve();

  read<Result>(body: (reader: Reader) => Promise<Result>): Promise<Result> {
    return this.#next(() => body(new RowsTransaction(this.#rows)));
  }

  write<Result>(body: (writer: Writer) => Promise<Result>): Promise<Result> {
    return this.#next(async () => {
      const transaction = new RowsTransaction(this.#rows);
      try {
        return await body(transaction);
      } catch (error) {
        transaction.undo();
        throw error;
      }
    });
  }

  channel(hear: (message: unknown) => void): Channel {
    const channel = new MemoryChannel(this.#channels, hear);
    this.#channels.add(channel);
    return channel;
  }

  close(): void {
    // The rows stay for others, and for a later client over this object.
  }

  /** One transaction at a time. */
  #next<Result>(body: () => Promise<Result>): Promise<Result> {
    const result = this.#queue.then(body);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}

class RowsTransaction implements Writer {
  readonly #rows: Row[];
  readonly #undo: (() => void)[] = [];
  constructor(rows: Row[]) {
    this.#rows = rows;
  }

  get(key: Key): Promise<unknown> {
    const at = this.#find(key);
    return Promise.resolve(this.#isAt(at, key) ? this.#rows[at]?.value : undefined);
  }

  list(prefix: Key, bounds: Bounds = {}): Promise<unknown[]> {
    const [begin, end] = this.#between(prefix, bounds);
    return Promise.resolve(this.#rows.slice(begin, end).map((row) => row.value));
  }

  last(prefix: Key): Promise<{ key: Key; value: unknown } | undefined> {
    const [begin, end] = this.#between(prefix, {});
    const row = this.#rows[end - 1];
    return Promise.resolve(end > begin && row ? { key: row.key, value: row.value } : undefined);
  }

  put(key: Key, value: unknown): Promise<void> {
    const at = this.#find(key);
    const row = this.#rows[at];
    if (row && this.#isAt(at, key)) {
      const before = row.value;
      this.#undo.push(() => (row.value = before));
      row.value = value;
    } else {
      this.#undo.push(() => {
        this.#remove(key);
      });
      this.#rows.splice(at, 0, { key: [...key], value });
    }
    return Promise.resolve();
  }

  delete(key: Key): Promise<void> {
    this.#remove(key, true);
    return Promise.resolve();
  }

  deleteAll(prefix: Key, bounds: Bounds = {}): Promise<void> {
    const [begin, end] = this.#between(prefix, bounds);
    const removed = this.#rows.splice(begin, end - begin);
    this.#undo.push(() => this.#rows.splice(begin, 0, ...removed));
    return Promise.resolve();
  }

  /** Takes everything back, the newest change first. */
  undo(): void {
    for (const step of this.#undo.reverse()) step();
    this.#undo.length = 0;
  }

  #remove(key: Key, undoable = false): void {
    const at = this.#find(key);
    if (!this.#isAt(at, key)) return;
    const removed = this.#rows.splice(at, 1);
    if (undoable) this.#undo.push(() => this.#rows.splice(at, 0, ...removed));
  }

  #isAt(at: number, key: Key): boolean {
    const row = this.#rows[at];
    return row !== undefined && compareKeys(row.key, key) === 0;
  }

  /** Where the key is, or would be. */
  #find(key: Key): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const row = this.#rows[middle];
      if (row && compareKeys(row.key, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #between(prefix: Key, bounds: Bounds): [number, number] {
    const begin = this.#find(bounds.from === undefined ? prefix : [...prefix, bounds.from]);
    // The first that begins with more than `to`, or does not begin with the prefix any more.
    let end = begin;
    let step = this.#rows.length - begin;
    while (step > 0) {
      const half = step >> 1;
      const row = this.#rows[end + half];
      if (row && isWithin(row.key, prefix, bounds.to)) {
        end += half + 1;
        step -= half + 1;
      } else {
        step = half;
      }
    }
    return [begin, end];
  }
}

/** Of a key that is not before the beginning of the range. */
function isWithin(key: Key, prefix: Key, to: number | undefined): boolean {
  if (compareKeys(key.slice(0, prefix.length), prefix) !== 0) return false;
  const next = key[prefix.length];
  return to === undefined || next === undefined || (typeof next === "number" && next <= to);
}

export function compareKeys(left: Key, right: Key): number {
  for (const [at, one] of left.entries()) {
    const other = right[at];
    if (other === undefined) return 1;
    if (typeof one !== typeof other) return typeof one === "number" ? -1 : 1;
    if (one < other) return -1;
    if (one > other) return 1;
  }
  return left.length - right.length;
}

class MemoryChannel implements Channel {
  readonly #all: Set<MemoryChannel>;
  readonly #hear: (message: unknown) => void;
  constructor(all: Set<MemoryChannel>, hear: (message: unknown) => void) {
    this.#all = all;
    this.#hear = hear;
  }

  post(message: unknown): void {
    for (const other of this.#all) {
      if (other === this) continue;
      queueMicrotask(() => {
        if (this.#all.has(other)) other.#hear(message);
      });
    }
  }

  close(): void {
    this.#all.delete(this);
  }
}
