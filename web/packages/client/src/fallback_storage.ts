// A storage that goes on in memory when the other one fails: the client works, and says so.
import { ClientClosed } from "./problems.js";
import { MemoryStorage } from "./memory_storage.js";
import {
  type Channel,
  type Reader,
  type Storage,
  StorageFailure,
  type StorageProblem,
  type Writer,
} from "./storage.js";

export class FallbackStorage implements Storage {
  #inner: Storage;
  #problem: StorageProblem | undefined;
  #closed = false;
  readonly #running = new Set<Promise<unknown>>();
  /** Makes room in a full storage; rejected: there is nothing to be had. */
  onFull: ((storage: Storage) => Promise<void>) | undefined;
  /**
   * Once, before anything is read from the memory, which is empty: brings over what is needed.
   * `failed`: what it was before.
   */
  onFallback:
    ((problem: StorageProblem, failed: Storage, memory: Storage) => Promise<void>) | undefined;
  #falling: Promise<void> | undefined;

  constructor(inner: Storage, problem?: StorageProblem) {
    this.#inner = inner;
    this.#problem = problem;
  }

  get kind(): "memory" | "persistent" {
    return this.#inner.kind;
  }
  /** Why it is only memory, if something failed. */
  get problem(): StorageProblem | undefined {
    return this.#problem;
  }

  read<Result>(body: (reader: Reader) => Promise<Result>): Promise<Result> {
    return this.#try((storage) => storage.read(body));
  }

  write<Result>(body: (writer: Writer) => Promise<Result>): Promise<Result> {
    return this.#try((storage) => storage.write(body));
  }

  channel(hear: (message: unknown) => void): Channel {
    return this.#inner.channel(hear);
  }

  close(): void {
    this.#inner.close();
  }

  /** From now on everything is refused; resolves when what is under way has ended. */
  async end(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled([...this.#running]);
  }

  #try<Result>(attempt: (storage: Storage) => Promise<Result>): Promise<Result> {
    if (this.#closed) return Promise.reject(new ClientClosed());
    const running = this.#attempt(attempt).finally(() => {
      this.#running.delete(running);
    });
    this.#running.add(running);
    return running;
  }

  async #attempt<Result>(attempt: (storage: Storage) => Promise<Result>): Promise<Result> {
    const storage = this.#inner;
    try {
      return await attempt(storage);
    } catch (error) {
      if (!(error instanceof StorageFailure)) throw error;
      if (error.reason === "full" && (await this.#makeRoom(storage))) {
        try {
          return await attempt(storage);
        } catch (again) {
          if (!(again instanceof StorageFailure)) throw again;
        }
      }
      await this.#fallBack(storage, error.reason);
      return attempt(this.#inner);
    }
  }

  async #makeRoom(storage: Storage): Promise<boolean> {
    try {
      await this.onFull?.(storage);
      return this.onFull !== undefined;
    } catch {
      return false;
    }
  }

  /** `failed`: what was tried. All who find it so wait for the same. */
  async #fallBack(failed: Storage, problem: StorageProblem): Promise<void> {
    if (this.#inner !== failed) return;
    this.#falling ??= this.#fallBackOnce(failed, problem);
    await this.#falling;
  }

  async #fallBackOnce(failed: Storage, problem: StorageProblem): Promise<void> {
    const memory = new MemoryStorage();
    this.#problem = problem;
    await this.onFallback?.(problem, failed, memory);
    this.#inner = memory;
  }
}
