// Whoever has chosen a theme, or has a dark system, never sees a flash of another one while the page starts.
import { setTimeout as sleep } from "node:timers/promises";

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { AsqServer } from "../../../client/test/support/asq_server.js";
import { openChromium } from "../../../client/test/support/chromium.js";
import { openWatched } from "../support/watched_page.js";

const slowMs = 500;

let server: AsqServer;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([AsqServer.start(), openChromium()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), server.discard()]);
});

test("nothing is painted before the script has come, however slow it is", async () => {
  const { page } = await openWatched(browser, { colorScheme: "dark" });
  await page.route("**/assets/*.js", async (route) => {
    await sleep(slowMs);
    await route.continue();
  });
  await page.goto(server.url);
  const times = () =>
    page.evaluate(() => ({
      paint: performance.getEntriesByName("first-paint")[0]?.startTime,
      script: performance
        .getEntriesByType("resource")
        .filter(({ name }) => name.endsWith(".js"))
        .map((entry) => (entry as PerformanceResourceTiming).responseEnd)[0],
    }));
  await expect.poll(async () => (await times()).paint).toBeDefined();
  const { paint = 0, script = 0 } = await times();
  expect(script).toBeGreaterThan(slowMs / 2);
  expect(paint).toBeGreaterThanOrEqual(script);
});

test("until the script has come, the page has the system's colours", async () => {
  const { page } = await openWatched(browser, { colorScheme: "dark" });
  await page.route("**/assets/*.js", (route) => route.abort());
  await page.goto(server.url);
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const brightest = Math.max(...(background.match(/\d+/g) ?? []).map(Number));
  expect(brightest).toBeLessThan(64);
});
