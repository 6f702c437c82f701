import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { ask, newGroup } from "../../../client/test/support/people.js";
import { findings, useWorld, write } from "../support/messenger.js";

const world = useWorld();

const open = (page: Page) =>
  page
    .locator(".chat-row-open .chat-row-name")
    .textContent({ timeout: 2_000 })
    .catch(() => "");

test("Alt and the arrows go through the chats and leave no trail, with Shift through the unread ones", async () => {
  const [anna, dima] = [await world.person(), await world.person()];
  const { url } = world.server;
  const unread = await newGroup(url, anna, "Unread", [dima]);
  await write(url, dima, unread, "Hello");
  for (const name of ["Three", "Two", "One"]) await newGroup(url, anna, name);
  const page = await world.enter(anna);
  await page.locator("a.chat-row", { hasText: "One" }).waitFor();
  await page.keyboard.press("Alt+ArrowDown");
  await expect.poll(() => open(page)).toBe("One");
  const before = await page.evaluate(() => history.length);
  await page.keyboard.press("Alt+ArrowDown");
  await expect.poll(() => open(page)).toBe("Two");
  await page.keyboard.press("Alt+ArrowUp");
  await expect.poll(() => open(page)).toBe("One");
  await page.keyboard.press("Alt+Shift+ArrowDown");
  await expect.poll(() => open(page)).toBe("Unread");
  expect(await page.evaluate(() => history.length)).toBe(before);
});

test("? lists the keys, but not while one writes", async () => {
  const anna = await world.person();
  await newGroup(world.server.url, anna, "Ours");
  const page = await world.enter(anna);
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.locator("a.chat-row").click();
  await page.locator("textarea").pressSequentially("Really?");
  expect(await page.locator("textarea").inputValue()).toBe("Really?");
  expect(await page.getByRole("dialog").count()).toBe(0);
});

test("title and icon tell what is unread", async () => {
  const [anna, dima] = [await world.person(), await world.person()];
  const { url } = world.server;
  const chat = await newGroup(url, anna, "Design team", [dima]);
  const prepare = (page: Page) =>
    page.route("**/icon*.svg", (route) =>
      route.fulfill({
        contentType: "image/svg+xml",
        body: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"></svg>',
      }),
    );
  const page = await world.enter(anna, {}, { prepare });
  const icon = () => page.locator('link[rel="icon"]').getAttribute("href");
  await expect.poll(() => page.title()).toBe("Acme chat");
  const plain = await icon();
  for (const text of ["one", "two", "three"]) await write(url, dima, chat, text);
  await expect.poll(() => page.title()).toBe("(3) Acme chat");
  await expect.poll(icon).toMatch(/^data:image\/svg\+xml,.*circle/);
  // Read elsewhere.
  await ask(url, anna, `/chat/chats/${String(chat)}/read`, { seq: 3 });
  await expect.poll(() => page.title()).toBe("Acme chat");
  expect(await icon()).toContain(String(plain).replace(/^\.?\//, ""));
});
