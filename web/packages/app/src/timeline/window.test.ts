import { expect, test } from "vitest";

import {
  around,
  atEnd,
  downwards,
  draggedTo,
  follow,
  grown,
  heightAbove,
  heightBelow,
  kAround,
  kMost,
  upwards,
  type Window,
} from "./window.js";

test("it begins at the newest messages, or around one", () => {
  expect(atEnd(0)).toEqual({ from: 1, to: 0 });
  expect(atEnd(5)).toEqual({ from: 1, to: 5 });
  expect(atEnd(1_000)).toEqual({ from: 1_000 - kAround + 1, to: 1_000 });
  expect(around(1, 1_000)).toEqual({ from: 1, to: kAround });
  const middle = around(500, 1_000);
  expect(middle.from).toBeLessThan(500);
  expect(middle.to).toBeGreaterThan(500);
  expect(around(1_000, 1_000).to).toBe(1_000);
  expect(around(5_000, 1_000).to).toBe(1_000);
});

test("it never holds more rows than it may, wherever it is moved", () => {
  let window: Window = atEnd(100_000);
  for (let step = 0; step < 50; ++step) {
    window = upwards(window);
    expect(window.to - window.from).toBeLessThan(kMost);
  }
  for (let step = 0; step < 80; ++step) {
    window = downwards(window, 100_000);
    expect(window.to - window.from).toBeLessThan(kMost);
  }
  expect(window.to).toBe(100_000);
  for (let last = 100_000; last < 102_000; last += 10) window = grown(window, last, last + 10);
  expect(window.to).toBe(102_000);
  expect(window.to - window.from).toBeLessThan(kMost);
});

test("new messages move no window that is elsewhere", () => {
  const window = around(50, 1_000);
  expect(grown(window, 1_000, 1_001)).toBe(window);
});

test("a window never reaches beyond the newest message, also if there are fewer than before", () => {
  expect(grown(around(500, 1_000), 1_000, 300)).toEqual(atEnd(300));
  expect(grown(around(50, 1_000), 1_000, 300)).toEqual(around(50, 1_000));
});

test("the stretches are as high as all other rows, and no browser's limit is reached", () => {
  const window = around(500, 1_000);
  const rows = window.to - window.from + 1;
  const pixels = heightAbove(window, 1_000) + heightBelow(window, 1_000);
  expect(pixels).toBe((1_000 - rows) * 60);
  expect(heightAbove(atEnd(10_000_000), 10_000_000)).toBeLessThan(16_000_000);
});

test("it follows what is seen", () => {
  const window = around(500, 1_000);
  const rowsTop = heightAbove(window, 1_000);
  const rowsBottom = rowsTop + 60 * kAround;
  const seen = (top: number) => ({ top, bottom: top + 800, rowsTop, rowsBottom });
  expect(follow(window, seen(rowsTop + 3_000), 1_000)).toBe(window);
  expect(follow(window, seen(rowsTop + 100), 1_000)).toEqual(upwards(window));
  expect(follow(window, seen(rowsBottom - 900), 1_000)).toEqual(downwards(window, 1_000));
  const begin = follow(window, seen(0), 1_000);
  expect(begin.from).toBe(1);
  const end = follow(window, seen(rowsBottom + heightBelow(window, 1_000) - 800), 1_000);
  expect(end.to).toBe(1_000);
});

test("a scrollbar dragged to where no rows are means the message that is likely to be there", () => {
  const window = { from: 1, to: 80 };
  // Rows are lower here than they are likely to be.
  const at = (top: number) => ({ top, bottom: top + 800, rowsTop: 0, rowsBottom: 2_400 });
  expect(draggedTo(window, at(2_000), 1_000)).toBeUndefined();
  expect(draggedTo(window, at(2_400 + 60 * 100), 1_000)).toBe(180);
  expect(draggedTo(window, at(1_000_000), 1_000)).toBe(1_000);
  const below = { top: 600, bottom: 1_400, rowsTop: 6_000, rowsBottom: 8_000 };
  expect(draggedTo({ from: 101, to: 180 }, below, 1_000)).toBe(11);
});
