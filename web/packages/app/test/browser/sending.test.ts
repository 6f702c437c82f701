// What is on its way, what was refused, and what stays when everything is loaded again.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { history } from "../../../client/test/support/people.js";
import { en } from "../../src/i18n/en.js";
import { openChat, rowOf, Wire } from "../support/chat_page.js";
import { findings, useWorld, write } from "../support/messenger.js";

const world = useWorld();

/** Writes an answer to a message that does not exist: the server refuses it. */
async function writeRefused(page: Page, account: number, chat: number): Promise<void> {
  await page.evaluate(
    ([key, draft]) => {
      localStorage.setItem(key, draft);
    },
    [`asq draft ${String(account)} ${String(chat)}`, '{"text":"late","replyTo":999}'] as const,
  );
  await page.reload();
  await page.locator("textarea").press("Enter");
}

test("a refused message says so, is tried again, and comes back into the composer", async () => {
  const { page, anna, chat } = await openChat(world, { anna: ["first"] });
  await writeRefused(page, anna.user.id, chat);
  const row = rowOf(page, "late");
  await row.getByRole("img", { name: en.notSent }).waitFor();
  expect(await row.getByLabel(en.waiting).count()).toBe(0);
  // What it answers can't be shown.
  await row.locator(".quote", { hasText: en.quoteFailed }).waitFor();
  expect(await findings(page, ".timeline")).toEqual([]);
  await row.getByRole("button", { name: en.tryAgain, exact: true }).click();
  await row.getByRole("button", { name: en.deleteMessage }).waitFor();
  await page.locator("textarea").fill("and this");
  await row.getByRole("button", { name: en.editMessage }).click();
  await row.waitFor({ state: "detached" });
  const field = page.locator("textarea");
  expect(await field.inputValue()).toBe("late\nand this");
  expect(await field.evaluate((one) => one === document.activeElement)).toBe(true);
});

test("one is told that a message which may have been sent can't be taken back", async () => {
  const wire = new Wire();
  const { page, anna, chat } = await openChat(world, { anna: ["first"], enter: wire });
  await rowOf(page, "first").waitFor();
  wire.change = () => undefined;
  await page.locator("textarea").fill("gone already");
  await page.locator("textarea").press("Enter");
  await expect.poll(() => history(world.server.url, anna, chat)).toContain("gone already");
  world.pages.refuse();
  const row = rowOf(page, "gone already");
  await row.getByRole("button", { name: en.withdraw }).click();
  await page.locator(".toast", { hasText: en.tooLateToWithdraw }).waitFor();
  wire.change = (text) => text;
  world.pages.accept();
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await row.getByRole("img", { name: en.stored, exact: true }).waitFor();
});

test("a message that was waiting keeps its row and the focus when it has been sent", async () => {
  const { page } = await openChat(world, { anna: ["first"] });
  world.pages.refuse();
  await page.locator(".pane > .connection-line").waitFor();
  await page.locator("textarea").fill("waits");
  await page.locator("textarea").press("Enter");
  const row = rowOf(page, "waits");
  await row.getByRole("img", { name: en.waiting }).waitFor();
  await page.keyboard.press("Shift+Tab");
  await row.focus();
  await row.evaluate((article) => {
    Object.assign(article, { mine: true });
    Object.assign(article.querySelector(".bubble") ?? {}, { mine: true });
  });
  world.pages.accept();
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await row.getByRole("img", { name: en.stored, exact: true }).waitFor();
  const kept = await row.evaluate((article) => [
    "mine" in article,
    "mine" in (article.querySelector(".bubble") ?? {}),
    article === document.activeElement,
    article.dataset["seq"],
  ]);
  expect(kept).toEqual([true, true, true, "2"]);
});

test("after everything was forgotten, what is shown is loaded again", async () => {
  const wire = new Wire();
  const { page, dima, chat } = await openChat(world, { dima: ["one", "two"], enter: wire });
  await rowOf(page, "two").waitFor();
  await write(world.server.url, dima, chat, "three");
  await rowOf(page, "three").waitFor();
  await page.locator("textarea").fill("half");
  const loaded = page.waitForResponse(/\/messages\?/);
  wire.say({ type: "resync", cursor: wire.cursor });
  await loaded;
  await expect.poll(() => page.locator(".missing").count()).toBe(0);
  expect(await page.locator("article").count()).toBe(3);
  expect(await page.locator("textarea").inputValue()).toBe("half");
});
