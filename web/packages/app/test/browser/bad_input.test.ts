// What nobody plans for: browsers that refuse to keep things, clocks that are wrong, names and texts of every kind.
import type { BrowserContext, Page } from "playwright-core";
import { expect, test } from "vitest";

import { history, newGroup } from "../../../client/test/support/people.js";
import { en } from "../../src/i18n/en.js";
import { direct, phone, useWorld, write } from "../support/messenger.js";

const world = useWorld();

async function send(page: Page, text: string): Promise<void> {
  await page.locator("textarea").fill(text);
  await page.locator(".composer-send").click();
}

test("a browser that refuses cookies is told what that means", async () => {
  const page = await (await world.browser.newContext({ locale: "en-GB" })).newPage();
  await page.addInitScript(() => {
    Object.defineProperty(navigator, "cookieEnabled", { get: () => false });
  });
  await page.goto(world.pages.url);
  await page.getByText(en.noCookies).waitFor();
});

test("where the cookie was not kept, a reload leads to the log-in and says so", async () => {
  const anna = await world.person();
  const page = await world.enter(anna);
  await page.context().clearCookies();
  await page.reload();
  await page.getByText(en.loggedOut).waitFor();
  await page.getByLabel(en.email).waitFor();
});

test("whoever logs in as another in a second tab has both tabs, and sees nothing of the first one's", async () => {
  const [anna, boris] = [await world.person(), await world.person()];
  const chat = await newGroup(world.server.url, anna, "Of Anna alone");
  const first = await world.enter(anna);
  await first.locator("a.chat-row").click();
  await first.locator("textarea").fill("a draft of Anna's");
  const second = await openLoggedOut(first.context());
  await second.getByLabel(en.email).fill(boris.email);
  await second.getByLabel(en.password, { exact: true }).fill(boris.password);
  await second.keyboard.press("Enter");
  await second.locator("[name=group]").waitFor();
  await first.getByText(en.gone).waitFor();
  await first.goto(world.pages.url);
  await first.locator("[name=group]").waitFor();
  for (const page of [first, second]) {
    expect(await page.getByText("Of Anna alone").count()).toBe(0);
  }
  await first.goto(`${world.pages.url}/c/${chat}`);
  await first.getByText(en.gone).waitFor();
  expect(await first.content()).not.toContain("a draft of Anna's");
});

/** As where one's own session is in another tab only: without what leads back into it. */
async function openLoggedOut(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript(() => {
    const found = Object.getOwnPropertyDescriptor(Storage.prototype, "getItem");
    const getItem = found?.value as (this: Storage, key: string) => string | null;
    Storage.prototype.getItem = function (key) {
      return key === "asq session" ? null : getItem.call(this, key);
    };
  });
  await page.goto(world.pages.url);
  return page;
}

test("names of 64 emoji, and of letters that look like nothing, break no row", async () => {
  const [anna, boris] = [await world.person(), await world.person()];
  await newGroup(world.server.url, anna, "👩‍👩‍👧‍👦".repeat(9), [boris]);
  await newGroup(world.server.url, anna, "M".repeat(128), [boris]);
  await newGroup(world.server.url, anna, "שלום, ערוץ", [boris]);
  for (const options of [phone, {}]) {
    const page = await world.enter(boris, options);
    await expect.poll(() => page.locator("a.chat-row").count()).toBe(3);
    const heights = await page
      .locator("a.chat-row")
      .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
    expect(new Set(heights).size).toBe(1);
    for (let at = 0; at < 3; ++at) {
      await page.goto(world.pages.url);
      await page.locator("a.chat-row").nth(at).click();
      await page.locator(".conversation h1").waitFor();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide).toBeLessThanOrEqual(0);
    }
  }
});

test("a message of 16,384 characters in 8,192 lines is folded, and its page stays quick to use", async () => {
  const [anna, boris] = [await world.person(), await world.person()];
  const chat = await direct(world.server.url, anna, boris);
  const long = "a\n".repeat(8_191) + "ab";
  await write(world.server.url, anna, chat, long);
  const page = await world.enter(boris);
  await page.locator("a.chat-row").click();
  await page.locator("article").waitFor();
  const height = await page
    .locator("article")
    .evaluate((row) => row.getBoundingClientRect().height);
  expect(height).toBeLessThan(1_000);
  await send(page, "I got it");
  await expect.poll(() => history(world.server.url, boris, chat)).toEqual([long, "I got it"]);
});

test("a clock that is wrong by days changes no order and loses nothing", async () => {
  const anna = await world.person();
  const chat = await newGroup(world.server.url, anna, "Team");
  await write(world.server.url, anna, chat, "first");
  for (const days of [-3, 3]) {
    const page = await world.enter(
      anna,
      {},
      {
        prepare: (prepared) => prepared.clock.install({ time: Date.now() + days * 86_400_000 }),
      },
    );
    await page.locator("a.chat-row").click();
    await page.locator("article", { hasText: "first" }).waitFor();
    await send(page, `at ${String(days)}`);
    await page.locator("article", { hasText: `at ${String(days)}` }).waitFor();
    await expect
      .poll(async () => (await history(world.server.url, anna, chat)).at(-1))
      .toBe(`at ${String(days)}`);
  }
  const texts = ["first", "at -3", "at 3"];
  const page = await world.enter(anna);
  await page.locator("a.chat-row").click();
  await expect.poll(() => page.locator("article .text").allTextContents()).toEqual(texts);
});

test("addresses that lead nowhere show a page, and a way on", async () => {
  const anna = await world.person();
  const page = await world.enter(anna);
  for (const path of ["c/9007199254740993", "c/999999", "settings/nonsense", "i/%FF", "i/%00"]) {
    await page.goto(`${world.pages.url}/${path}`);
    await page.locator("button, a[href]").first().waitFor();
    await page.locator("h1, h2, p").first().waitFor();
  }
});

test("who logs out leaves no draft behind, for whoever comes next", async () => {
  const [anna, boris] = [await world.person(), await world.person()];
  await newGroup(world.server.url, anna, "Team", [boris]);
  const page = await world.enter(anna);
  await page.locator("a.chat-row").click();
  await page.locator("textarea").fill("a secret of Anna's");
  await page.goto(`${world.pages.url}/settings/account`);
  await page.getByRole("button", { name: en.logOut, exact: true }).click();
  await page.locator("dialog").getByRole("button", { name: en.logOut, exact: true }).click();
  await page.getByLabel(en.email).fill(boris.email);
  await page.getByLabel(en.password, { exact: true }).fill(boris.password);
  await page.keyboard.press("Enter");
  await page.locator("a.chat-row", { hasText: "Team" }).waitFor();
  expect(await page.content()).not.toContain("a secret of Anna's");
  const kept = await page.evaluate(() => Object.values(localStorage).join());
  expect(kept).not.toContain("secret");
});
