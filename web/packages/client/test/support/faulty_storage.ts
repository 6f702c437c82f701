// A storage as one instance sees it: it stops and goes down with the instance (a transaction that
// is under way then is undone), it copies values, and it fails as browsers' storages do.
import {
  type Bounds,
  type Channel,
  type Key,
  type Reader,
  type Storage,
  StorageFailure,
  type StorageProblem,
  type Writer,
} from "../../src/storage.js";
import type { Gate } from "./gate.js";

/** What is wrong with a storage, for one instance. */
export class StorageFaults {
  #problem: StorageProblem | undefined;
  #in = 0;
  #once = false;
  /** Each transaction takes so many milliseconds longer. */
  slow = 0;

  /** From the call after so many others on; `full`: deleting and reading still work. */
  fail(problem: StorageProblem, options: { after?: number; once?: boolean } = {}): void {
    this.#problem = problem;
    this.#in = options.after ?? 0;
    this.#once = options.once ?? false;
  }
  heal(): void {
    this.#problem = undefined;
    this.slow = 0;
  }

  /** @internal */
  check(call: "read" | "put" | "delete"): void {
    const problem = this.#problem;
    if (problem === undefined || (problem === "full" && call !== "put")) return;
    if (this.#in-- > 0) return;
    if (this.#once) this.#problem = undefined;
    throw new StorageFailure(problem);
  }
}

export class FaultyStorage implements Storage {
  readonly kind = "persistent";
  readonly #inner: Storage;
  readonly #gate: Gate;
  readonly #faults: StorageFaults;
  #begun: Promise<void> = Promise.resolve();

  constructor(inner: Storage, gate: Gate, faults: StorageFaults) {
    this.#inner = inner;
    this.#gate = gate;
    this.#faults = faults;
  }

  read<Result>(body: (reader: Reader) => Promise<Result>): Promise<Result> {
    return this.#run(() => this.#inner.read((reader) => body(this.#watch(reader))));
  }
  write<Result>(body: (writer: Writer) => Promise<Result>): Promise<Result> {
    return this.#run(() => this.#inner.write((writer) => body(this.#watchWriter(writer))));
  }

  channel(hear: (message: unknown) => void): Channel {
    const channel = this.#inner.channel((message) => {
      this.#gate.run(() => {
        hear(message);
      });
    });
    this.#gate.onDeath(() => {
      channel.close();
    });
    return channel;
  }

  close(): void {
    // It is of all the instances.
  }

  async #run<Result>(transaction: () => Promise<Result>): Promise<Result> {
    // They begin in the order in which they were asked for.
    this.#begun = this.#begun.then(() => this.#begin());
    await this.#begun;
    try {
      const result = await transaction();
      await this.#gate.pass();
      return result;
    } catch (error) {
      await this.#gate.pass();
      throw error;
    }
  }

  async #begin(): Promise<void> {
    const { slow } = this.#faults;
    if (slow > 0) await new Promise((resolve) => setTimeout(resolve, slow));
    await this.#gate.pass();
  }

  #allow(call: "read" | "put" | "delete"): void {
    if (this.#gate.dead) throw new Error("The instance has crashed in mid-transaction.");
    this.#faults.check(call);
  }

  #watch(reader: Reader): Reader {
    return {
      get: async (key: Key) => {
        this.#allow("read");
        return structuredClone(await reader.get(key));
      },
      list: async (prefix: Key, bounds?: Bounds) => {
        this.#allow("read");
        return structuredClone(await reader.list(prefix, bounds));
      },
      last: async (prefix: Key) => {
        this.#allow("read");
        return structuredClone(await reader.last(prefix));
      },
    };
  }

  #watchWriter(writer: Writer): Writer {
    return {
      ...this.#watch(writer),
      put: async (key: Key, value: unknown) => {
        this.#allow("put");
        await writer.put(key, structuredClone(value));
      },
      delete: async (key: Key) => {
        this.#allow("delete");
        await writer.delete(key);
      },
      deleteAll: async (prefix: Key, bounds?: Bounds) => {
        this.#allow("delete");
        await writer.deleteAll(prefix, bounds);
      },
    };
  }
}
