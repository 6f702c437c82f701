// How far a finger has come, and what it means. Pure.

export interface Way {
  readonly x: number;
  readonly y: number;
}

export interface Swipe {
  /** still: a finger trembles. other: it scrolls. far: far enough to answer. */
  readonly state: "still" | "other" | "near" | "far";
  /** Pixels that the row follows it. */
  readonly shift: number;
}

const kTrembles = 10;
const kFar = 64;
const kFurthest = 96;

/** `swiping`: it had been going to the right, and may now go anywhere. */
export function swiped({ x, y }: Way, swiping: boolean): Swipe {
  const shift = Math.max(0, Math.min(kFurthest, x));
  if (!swiping) {
    if (Math.hypot(x, y) < kTrembles) return { state: "still", shift: 0 };
    // To the right, and more sideways than up or down.
    if (x < 2 * Math.abs(y)) return { state: "other", shift: 0 };
  }
  return { state: shift >= kFar ? "far" : "near", shift };
}
