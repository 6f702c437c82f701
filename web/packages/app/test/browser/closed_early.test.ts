// A page that is closed in the very moment of sending, or while a change is under way, loses nothing of it.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { history, newGroup } from "../../../client/test/support/people.js";
import { openChat } from "../support/chat_page.js";
import { useWorld } from "../support/messenger.js";

const world = useWorld();

/** Enter, and the page is gone before any promise of it can come. */
async function sendAndReload(page: Page, text: string): Promise<void> {
  await page.locator("textarea").fill(text);
  await Promise.all([
    page.waitForEvent("load"),
    page.evaluate(() => {
      const field = document.querySelector("textarea");
      const enter = { key: "Enter", bubbles: true, cancelable: true };
      // As where the disk is slow: nothing is stored any more.
      IDBDatabase.prototype.transaction = () => {
        throw new DOMException("closing", "InvalidStateError");
      };
      field?.dispatchEvent(new KeyboardEvent("keydown", enter));
      location.reload();
    }),
  ]);
}

test("what was sent right before a reload is there once", async () => {
  const anna = await world.person();
  const group = await newGroup(world.server.url, anna, "Team");
  const page = await world.enter(anna);
  await page.locator("a.chat-row").click();
  const texts = ["first", "second", "third"];
  for (const text of texts) {
    await page.locator("textarea").waitFor();
    await sendAndReload(page, text);
    await page.locator("article", { hasText: text }).waitFor();
  }
  await expect.poll(() => history(world.server.url, anna, group)).toEqual(texts);
  expect(await page.locator("textarea").inputValue()).toBe("");
  const kept = () => page.evaluate(() => Object.keys(localStorage).join());
  await expect.poll(kept).not.toContain("unsent");
});

// It waits for the connection, and was known to the page alone.
test("a change of a message that the server has not heard is offered again", async () => {
  const { page, anna, chat } = await openChat(world, { anna: ["a typo"] });
  const field = page.locator("textarea");
  await page.locator("article", { hasText: "a typo" }).waitFor();
  world.pages.refuse();
  await field.press("ArrowUp");
  await field.fill("no typo");
  await field.press("Enter");
  await expect.poll(() => field.inputValue()).toBe("");
  await field.fill("and a new one");
  await page.goto("about:blank");
  world.pages.accept();
  await page.goto(`${world.pages.url}/c/${String(chat)}`);
  await expect.poll(() => field.inputValue()).toBe("no typo");
  await field.press("Enter");
  await expect.poll(() => history(world.server.url, anna, chat)).toEqual(["no typo"]);
  await expect.poll(() => field.inputValue()).toBe("and a new one");
});
