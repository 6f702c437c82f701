import { expect, test } from "vitest";

import { troubleOf } from "./trouble.js";

test("nothing is said of a connection that is back within a second", () => {
  expect(troubleOf({ state: "offline", retryAt: 5_000 }, 0, 999)).toBe(undefined);
  expect(troubleOf({ state: "catching_up" }, 0, 500)).toBe(undefined);
  expect(troubleOf({ state: "live" }, 0, 90_000)).toBe(undefined);
});

test("offline counts down to the next try, then connects", () => {
  const offline = { state: "offline", retryAt: 6_000 } as const;
  expect(troubleOf(offline, 0, 1_500)).toEqual({ kind: "offline", seconds: 5 });
  expect(troubleOf(offline, 0, 6_000)).toEqual({ kind: "connecting" });
});

test("what was missed and takes long is said to be coming", () => {
  expect(troubleOf({ state: "catching_up" }, 0, 1_000)).toEqual({ kind: "updating" });
  expect(troubleOf({ state: "connecting" }, 0, 1_000)).toEqual({ kind: "connecting" });
});
