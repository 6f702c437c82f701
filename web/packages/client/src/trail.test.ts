import { expect, test } from "vitest";

import { Trail } from "./trail.js";

test("it begins with an event that came five seconds before the newest", () => {
  const trail = new Trail();
  trail.settle("start");
  trail.add("a", 1_000);
  trail.add("b", 2_000);
  expect(trail.since).toBe("start");
  trail.add("c", 6_500);
  expect(trail.since).toBe("a");
  trail.add("d", 60_000);
  expect(trail.since).toBe("c");
});

test("what is settled needs no time", () => {
  const trail = new Trail();
  expect(trail.since).toBeUndefined();
  trail.add("a", 1_000);
  trail.settle("live");
  expect(trail.since).toBe("live");
});
