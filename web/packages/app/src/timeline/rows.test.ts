import { expect, test } from "vitest";

import { beginsDay, standTogether } from "./rows.js";

const at = (time: string, sender = 1) => ({ sender, at: new Date(`2026-11-23T${time}`).getTime() });

test("one sender within five minutes stands together", () => {
  expect(standTogether(at("10:00"), at("10:04:59"))).toBe(true);
  expect(standTogether(at("10:00"), at("10:05"))).toBe(false);
  expect(standTogether(at("10:00"), at("10:01", 2))).toBe(false);
  expect(standTogether(undefined, at("10:00"))).toBe(false);
});

test("midnight parts them", () => {
  const before = { sender: 1, at: new Date("2026-11-23T23:59:30").getTime() };
  const after = { sender: 1, at: new Date("2026-11-24T00:00:10").getTime() };
  expect(standTogether(before, after)).toBe(false);
  expect(beginsDay(before, after)).toBe(true);
  expect(beginsDay(undefined, after)).toBe(true);
  expect(beginsDay(at("10:00"), at("11:00"))).toBe(false);
});
