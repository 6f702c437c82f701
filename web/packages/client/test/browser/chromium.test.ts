import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { AsqServer } from "../support/asq_server.js";
import { openChromium } from "../support/chromium.js";

let server: AsqServer;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([AsqServer.start(), openChromium()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), server.discard()]);
});

test("a page of the server reads its facts", async () => {
  const page = await browser.newPage();
  await page.goto(server.url);
  const name = await page.evaluate(async () => {
    const facts = (await (await fetch("/chat/server")).json()) as { name: string };
    return facts.name;
  });
  expect(name).toBe("ASQ Chat");
});
