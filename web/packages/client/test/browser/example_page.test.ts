// docs/examples/page in two browsers, on a site of its own, with the library that npm has installed.
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import { connect, Server } from "../../src/index.js";
import { AsqServer } from "../support/asq_server.js";
import { openChromium } from "../support/chromium.js";
import { readDocument } from "../support/document.js";
import { InstalledLibrary } from "../support/installed_library.js";
import { StaticServer } from "../support/static_server.js";

const anna = { email: "anna@example.com", password: "secret-1" };
const maks = { email: "maks@example.com", password: "secret-2" };

let library: InstalledLibrary;
let site: StaticServer;
let server: AsqServer;
let browser: Browser;
beforeAll(async () => {
  [library, browser] = await Promise.all([InstalledLibrary.install(), openChromium()]);
  for (const name of ["index.html", "page.js"]) {
    await library.write(name, await readDocument(`docs/examples/page/${name}`));
  }
  site = await StaticServer.start(library.folder);
  server = await AsqServer.start({ ASQ_ALLOWED_ORIGINS: site.url });
  const asked = new Server(server.url);
  await asked.register({ username: "Anna", ...anna });
  await asked.register({ username: "Макс", ...maks });
  const client = await connect({ url: server.url, ...anna });
  await client.openDirect(maks.email);
  await client.close();
});
afterAll(async () => {
  site.stop();
  await Promise.all([browser.close(), server.discard(), library.discard()]);
});

let annas: Page;
let makss: Page;
beforeEach(async () => {
  [annas, makss] = await Promise.all([logIn(anna), logIn(maks)]);
});
afterEach(async () => {
  await Promise.all([annas, makss].map((page) => page.context().close()));
});

async function logIn({ email, password }: typeof anna): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${site.url}/?server=${server.url}`);
  await page.fill("#email", email);
  await page.fill("#password", password);
  await page.click("text=Log in");
  await page.locator("#state", { hasText: "live" }).waitFor();
  return page;
}

async function say(page: Page, text: string): Promise<void> {
  await page.fill("#text", text);
  await page.press("#text", "Enter");
}

// As soon as the page shows such a line.
async function line(page: Page, text: string | RegExp): Promise<string | null> {
  const found = page.locator("#messages li", { hasText: text });
  await found.waitFor();
  return found.textContent();
}

test("what one says, the other reads, and the first sees that it was read", async () => {
  await say(annas, "Привет!");
  expect(await line(makss, "Привет!")).toBe("Anna: Привет!");
  expect(await line(annas, "✓✓")).toBe("Anna: Привет! ✓✓ Edit");
});

test("an edit is shown on both sides", async () => {
  await say(annas, "Helo");
  await annas.locator("li", { hasText: "Helo" }).getByText("Edit").click();
  await say(annas, "Hello");
  expect(await line(makss, "Hello")).toBe("Anna: Hello edited");
  expect(await line(annas, "Hello")).toContain("Anna: Hello edited");
  expect(await makss.locator("li", { hasText: "Helo" }).count()).toBe(0);
});

test("one sees that the other is typing, until the message is there", async () => {
  await makss.fill("#text", "Let me think");
  const typing = annas.locator("#typing", { hasText: "Макс is typing…" });
  await typing.waitFor();
  await makss.press("#text", "Enter");
  await line(annas, "Let me think");
  await typing.waitFor({ state: "hidden" });
});

test("after a reload it goes on without a password", async () => {
  await say(annas, "Before the reload");
  await line(annas, "Before the reload");
  await annas.reload();
  await line(annas, "Before the reload");
  await annas.locator("#state", { hasText: "live" }).waitFor();
  expect(await annas.locator("#login").isVisible()).toBe(false);
});

test("what is refused says why, and a wrong password too", async () => {
  await say(annas, " ");
  await say(annas, "x".repeat(20_000));
  await line(annas, "at most");
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${site.url}/?server=${server.url}`);
  await page.fill("#email", anna.email);
  await page.fill("#password", "wrong-1");
  await page.click("text=Log in");
  await page.locator("#problem", { hasText: "The e-mail or the password is wrong." }).waitFor();
  await page.context().close();
});
