// From where to resume. Markers (`read`) are told up to a second late, in busy groups later, and have no
// cursor: whoever has the newest event need not have a marker from before it, and a resume tells only
// of those that moved after `since`. So it begins with an event of some seconds earlier; what comes
// again is recognised by its cursor. Pure.

const kMarkersLate = 5_000;

export class Trail {
  #settled: string | undefined;
  #recent: { cursor: string; at: number }[] = [];

  /** Everything up to there has been told, markers too. */
  settle(cursor: string): void {
    this.#settled = cursor;
    this.#recent = [];
  }

  /** An event came; `now`: milliseconds that only grow. */
  add(cursor: string, now: number): void {
    this.#recent.push({ cursor, at: now });
    let old = 0;
    while ((this.#recent[old]?.at ?? now) <= now - kMarkersLate) ++old;
    this.#settled = this.#recent[old - 1]?.cursor ?? this.#settled;
    this.#recent.splice(0, old);
  }

  /** undefined: there is nothing to go on from. */
  get since(): string | undefined {
    return this.#settled ?? this.#recent[0]?.cursor;
  }
}
