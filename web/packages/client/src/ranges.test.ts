import { describe, expect, test } from "vitest";

import { Random } from "../test/support/random.js";
import { addRange, clip, gapsIn, holds, type Ranges, removeRange } from "./ranges.js";

const ranges: Ranges = [
  { from: 3, to: 5 },
  { from: 8, to: 9 },
];

describe("adding", () => {
  test("what touches is joined", () => {
    expect(addRange(ranges, { from: 6, to: 7 })).toEqual([{ from: 3, to: 9 }]);
    expect(addRange(ranges, { from: 6, to: 6 })).toEqual([
      { from: 3, to: 6 },
      { from: 8, to: 9 },
    ]);
  });
  test("what overlaps is joined, and swallows what is within", () => {
    expect(addRange(ranges, { from: 1, to: 8 })).toEqual([{ from: 1, to: 9 }]);
  });
  test("what lies apart stays in its place", () => {
    expect(addRange(ranges, { from: 1, to: 1 })[0]).toEqual({ from: 1, to: 1 });
    expect(addRange(ranges, { from: 20, to: 21 }).at(-1)).toEqual({ from: 20, to: 21 });
  });
  test("nothing is nothing", () => {
    expect(addRange(ranges, { from: 2, to: 1 })).toEqual(ranges);
  });
});

test("removing splits, cuts and takes away", () => {
  expect(removeRange(ranges, { from: 4, to: 4 })).toEqual([
    { from: 3, to: 3 },
    { from: 5, to: 5 },
    { from: 8, to: 9 },
  ]);
  expect(removeRange(ranges, { from: 5, to: 8 })).toEqual([
    { from: 3, to: 4 },
    { from: 9, to: 9 },
  ]);
  expect(removeRange(ranges, { from: 1, to: 5 })).toEqual([{ from: 8, to: 9 }]);
});

test("gaps are what is missing of a range", () => {
  expect(gapsIn(ranges, { from: 1, to: 10 })).toEqual([
    { from: 1, to: 2 },
    { from: 6, to: 7 },
    { from: 10, to: 10 },
  ]);
  expect(gapsIn(ranges, { from: 4, to: 5 })).toEqual([]);
  expect(gapsIn(ranges, { from: 5, to: 4 })).toEqual([]);
});

test("clipping keeps what is within", () => {
  expect(clip(ranges, { from: 5, to: 8 })).toEqual([
    { from: 5, to: 5 },
    { from: 8, to: 8 },
  ]);
  expect(clip(ranges, { from: 6, to: 7 })).toEqual([]);
});

test("whatever is added and removed, it is as a set of numbers would be", () => {
  const random = new Random(1867);
  for (let game = 0; game < 50; ++game) {
    let held: Ranges = [];
    const numbers = new Set<number>();
    for (let step = 0; step < 30; ++step) {
      const from = random.between(1, 30);
      const range = { from, to: from + random.between(-1, 6) };
      const adds = random.chance(0.6);
      held = adds ? addRange(held, range) : removeRange(held, range);
      for (let number = range.from; number <= range.to; ++number) {
        if (adds) numbers.add(number);
        else numbers.delete(number);
      }
      for (let number = 0; number <= 40; ++number) {
        expect(holds(held, number)).toBe(numbers.has(number));
      }
      for (const [at, { from: next }] of held.entries()) {
        if (at > 0) expect(next).toBeGreaterThan((held[at - 1]?.to ?? 0) + 1);
      }
    }
  }
});
