import { expect, test } from "vitest";

import { swiped } from "./swipe.js";

test("a swipe goes to the right, and far", () => {
  const state = (x: number, y: number, swiping = false) => swiped({ x, y }, swiping).state;
  expect(state(5, -5)).toBe("still");
  expect(state(0, 30)).toBe("other");
  expect(state(20, 15)).toBe("other");
  expect(state(-30, 0)).toBe("other");
  expect(state(30, 2)).toBe("near");
  expect(state(80, 2)).toBe("far");
});

test("once it has begun it may come back, and the row goes only so far", () => {
  expect(swiped({ x: 3, y: 40 }, true)).toEqual({ state: "near", shift: 3 });
  expect(swiped({ x: -20, y: 0 }, true)).toEqual({ state: "near", shift: 0 });
  expect(swiped({ x: 500, y: 0 }, true)).toEqual({ state: "far", shift: 96 });
});
