// A clock that can be stopped, that can go faster than time, and whose wall time jumps.
import type { Clock } from "../../src/platform.js";
import type { Gate } from "./gate.js";

export class TestClock implements Clock {
  readonly #gate: Gate;
  readonly #speed: number;
  readonly #timers = new Set<NodeJS.Timeout>();
  #jumped = 0;

  /** `speed`: so many times faster; all pauses of the library are shorter then. */
  constructor(gate: Gate, speed = 1) {
    this.#gate = gate;
    this.#speed = speed;
    gate.onDeath(() => {
      for (const timer of this.#timers) clearTimeout(timer);
      this.#timers.clear();
    });
  }

  now(): number {
    return performance.now() * this.#speed;
  }
  wall(): number {
    return Date.now() + this.#jumped;
  }
  /** The wall clock is set; back, if it is negative. */
  jump(milliseconds: number): void {
    this.#jumped += milliseconds;
  }

  after(milliseconds: number, callback: () => void): () => void {
    let waiting = !this.#gate.dead;
    if (!waiting) return () => undefined;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#gate.run(() => {
        if (waiting) callback();
        waiting = false;
      });
    }, milliseconds / this.#speed);
    this.#timers.add(timer);
    return () => {
      waiting = false;
      this.#timers.delete(timer);
      clearTimeout(timer);
    };
  }
}
