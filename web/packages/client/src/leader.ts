// Whether this instance is the one of several that sends the outbox and writes the cache.
import type { Lease } from "./lease.js";
import type { Clock } from "./platform.js";

const kTries = 5_000;

export interface LeaderOptions {
  lease: Lease;
  clock: Clock;
  /** It has begun. */
  leads: () => Promise<void>;
  /** It is about to end. */
  ends: () => Promise<void>;
  failed: (error: unknown) => void;
}

export class Leader {
  readonly #options: LeaderOptions;
  #taking: Promise<void> | undefined;
  #stopTimer: (() => void) | undefined;
  #may = false;
  #changing = Promise.resolve();
  #closed = false;

  constructor(options: LeaderOptions) {
    this.#options = options;
  }

  /** Only who has a connection leads: the others would have to wait for it. */
  setLive(live: boolean): Promise<void> {
    this.#may = live;
    this.#changing = this.#changing.then(() => (this.#may ? this.take() : this.#end()));
    return this.#changing;
  }

  /** Tries to become it, now and then every 5 s; takes up to a second. */
  async take(): Promise<void> {
    this.#taking ??= this.#takeOnce().finally(() => {
      this.#taking = undefined;
      this.#stopTimer?.();
      if (this.#closed || !this.#may) return;
      this.#stopTimer = this.#options.clock.after(kTries, () => {
        void this.take();
      });
    });
    await this.#taking;
  }

  /** `finish`: what has to be kept is written first, also by one that has not led, if no other does. */
  async close(finish: boolean): Promise<void> {
    const { lease, ends } = this.#options;
    this.#closed = true;
    this.#stopTimer?.();
    await this.#taking?.catch(() => undefined);
    try {
      if (finish && (lease.held || (await lease.take()))) await ends();
    } catch {
      // It is told again next time.
    }
    await lease.release().catch(() => undefined);
  }

  async #end(): Promise<void> {
    const { lease, ends, failed } = this.#options;
    this.#stopTimer?.();
    try {
      await ends();
    } catch (error) {
      failed(error);
    }
    await lease.release().catch(failed);
  }

  #isClosed(): boolean {
    return this.#closed;
  }

  #leads(): boolean {
    return this.#may && !this.#closed;
  }

  async #takeOnce(): Promise<void> {
    const { lease, leads, failed } = this.#options;
    if (lease.held || !this.#may || this.#closed) return;
    try {
      if (!(await lease.take())) return;
      // The connection may have gone meanwhile.
      if (this.#leads()) await leads();
      else if (!this.#isClosed()) await lease.release();
    } catch (error) {
      failed(error);
    }
  }
}
