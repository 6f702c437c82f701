// What stands between one instance of the library and the world. Frozen (a tab in the background):
// what comes waits, in order. Dead (a crash, a reload): nothing comes any more, for ever.

const kTraced = 60;

export class Gate {
  #state: "open" | "frozen" | "dead" = "open";
  #queue: (() => void)[] = [];
  #draining = false;
  readonly #onDeath: (() => void)[] = [];
  readonly #trace: string[] = [];
  /** The access token that was used last. */
  token: string | undefined;

  /** What came and went last, for whoever has to find out why. */
  get trace(): readonly string[] {
    return this.#trace;
  }
  note(what: string): void {
    this.#trace.push(`${(performance.now() / 1_000).toFixed(3)} ${what.slice(0, 160)}`);
    if (this.#trace.length > kTraced) this.#trace.shift();
  }

  get dead(): boolean {
    return this.#state === "dead";
  }
  get frozen(): boolean {
    return this.#state === "frozen";
  }

  /** Now, after the thaw, or never. */
  run(callback: () => void): void {
    if (this.dead) return;
    if (this.#state === "open" && this.#queue.length === 0) callback();
    else this.#queue.push(callback);
  }

  pass(): Promise<void> {
    return new Promise((resolve) => {
      this.run(resolve);
    });
  }

  freeze(): void {
    if (this.#state === "open") this.#state = "frozen";
  }
  thaw(): void {
    if (this.#state !== "frozen") return;
    this.#state = "open";
    this.#drain();
  }
  kill(): void {
    if (this.dead) return;
    this.#state = "dead";
    this.#queue = [];
    for (const callback of this.#onDeath.splice(0)) callback();
  }
  onDeath(callback: () => void): void {
    if (this.dead) callback();
    else this.#onDeath.push(callback);
  }

  /** One event after the other, each with its microtasks, as an event loop does it. */
  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    const step = () => {
      if (this.#state === "open") this.#queue.shift()?.();
      if (this.#state === "open" && this.#queue.length > 0) setImmediate(step);
      else this.#draining = false;
    };
    setImmediate(step);
  }
}
