// A short game of script/chaos --web: typing under faults, and nothing is lost, doubled or stale.
import { expect, test, vi } from "vitest";

import { openChromium } from "../../../client/test/support/chromium.js";
import { play } from "../chaos/game.js";

vi.setConfig({ testTimeout: 240_000 });

test("a game under faults", async () => {
  const browser = await openChromium();
  try {
    const outcome = await play(browser, { seed: 5, rounds: 1, milliseconds: 8_000 });
    expect(outcome.findings).toEqual([]);
    expect(outcome.counts.typed).toBeGreaterThan(0);
  } finally {
    await browser.close();
  }
});
