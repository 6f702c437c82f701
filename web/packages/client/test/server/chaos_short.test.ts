// A short game of script/chaos --client, the same decisions each time. docs/reliability.md
import { expect, test } from "vitest";

import { play } from "../chaos/game.js";
import { report } from "../chaos/report.js";

test("under faults everybody sees what the server has, and all is sent once", async () => {
  const outcome = await play({ seed: 5, rounds: 3, milliseconds: 2_500 });
  const found = [...outcome.findings, ...outcome.errors];
  expect(found.length, report(5, outcome)).toBe(0);
  expect(outcome.sent).toBeGreaterThan(50);
});
