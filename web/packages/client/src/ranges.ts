// Ranges of message numbers: which of a chat's messages are held. Pure.

/** Both ends belong to it; `from <= to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Ascending, neither touching nor overlapping. */
export type Ranges = readonly Range[];

export function addRange(ranges: Ranges, added: Range): Ranges {
  if (added.from > added.to) return ranges;
  let { from, to } = added;
  const before: Range[] = [];
  const after: Range[] = [];
  for (const range of ranges) {
    if (range.to + 1 < from) before.push(range);
    else if (to + 1 < range.from) after.push(range);
    else {
      from = Math.min(from, range.from);
      to = Math.max(to, range.to);
    }
  }
  return [...before, { from, to }, ...after];
}

export function removeRange(ranges: Ranges, removed: Range): Ranges {
  if (removed.from > removed.to) return ranges;
  const left: Range[] = [];
  for (const range of ranges) {
    const before = { from: range.from, to: Math.min(range.to, removed.from - 1) };
    const after = { from: Math.max(range.from, removed.to + 1), to: range.to };
    if (before.from <= before.to) left.push(before);
    if (after.from <= after.to) left.push(after);
  }
  return left;
}

/** The parts of `wanted` that are in none of the ranges. */
export function gapsIn(ranges: Ranges, wanted: Range): Ranges {
  let gaps: Ranges = wanted.from <= wanted.to ? [wanted] : [];
  for (const range of ranges) gaps = removeRange(gaps, range);
  return gaps;
}

export function holds(ranges: Ranges, seq: number): boolean {
  return ranges.some((range) => range.from <= seq && seq <= range.to);
}

/** The parts of `ranges` within `window`. */
export function clip(ranges: Ranges, window: Range): Ranges {
  const parts: Range[] = [];
  for (const range of ranges) {
    const part = { from: Math.max(range.from, window.from), to: Math.min(range.to, window.to) };
    if (part.from <= part.to) parts.push(part);
  }
  return parts;
}
