import { expect, test } from "vitest";

import { anchoredTop, pieces, rowsInView, scrollToShow } from "./list_window.js";

test("of 2,000 rows those in view and a few beyond are in the page", () => {
  expect(rowsInView(0, 640, 64, 2_000)).toEqual({ from: 0, to: 18 });
  expect(rowsInView(64_000, 640, 64, 2_000)).toEqual({ from: 992, to: 1_018 });
  expect(rowsInView(128_000, 640, 64, 2_000)).toEqual({ from: 1_992, to: 2_000 });
  expect(rowsInView(900, 640, 64, 0)).toEqual({ from: 0, to: 0 });
});

test("rows and gaps fill the whole length, with a row that is kept for its focus", () => {
  expect(pieces({ from: 2, to: 4 }, [7, -1], 10)).toEqual([
    { gap: 2, before: 2 },
    { row: 2 },
    { row: 3 },
    { gap: 3, before: 7 },
    { row: 7 },
    { gap: 2, before: 10 },
  ]);
});

test("a row out of view is scrolled to by the shortest way", () => {
  expect(scrollToShow(3, 0, 640, 64)).toBe(0);
  expect(scrollToShow(12, 0, 640, 64)).toBe(192);
  expect(scrollToShow(1, 640, 640, 64)).toBe(64);
});

test("what one looks at stays when a chat moves to the top", () => {
  const before = [1, 2, 3, 4, 5, 6, 7, 8];
  expect(anchoredTop(before, [8, 1, 2, 3, 4, 5, 6, 7], 128, 64)).toBe(192);
  // A chat above what is seen: nothing below it moves.
  expect(anchoredTop(before, [2, 1, 3, 4, 5, 6, 7, 8], 128, 64)).toBe(128);
  // The first one that is seen.
  expect(anchoredTop(before, [3, 1, 2, 4, 5, 6, 7, 8], 128, 64)).toBe(128);
  expect(anchoredTop(before, [8, 1, 2, 3, 4, 5, 6, 7], 0, 64)).toBe(0);
});
