// What one does with a message: by keys, by touch, and what is offered to whom.
import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";

import { ask } from "../../../client/test/support/people.js";
import { en } from "../../src/i18n/en.js";
import { changeChats, openChat, rowOf } from "../support/chat_page.js";
import { findings, phone, useWorld } from "../support/messenger.js";

const world = useWorld();

const hasFocus = (one: Locator) => one.evaluate((element) => element === document.activeElement);
const react = async (chat: number, seq: number, person: { token: string }, emoji = "👍") => {
  const path = `/chat/chats/${String(chat)}/messages/${String(seq)}/reactions/${encodeURIComponent(emoji)}`;
  const headers = { Authorization: `Bearer ${person.token}` };
  const { ok } = await fetch(world.server.url + path, { method: "PUT", headers });
  expect(ok).toBe(true);
};

test("Enter, Menu and Shift+F10 on a message open its menu, and the focus comes back", async () => {
  const { page } = await openChat(world, { dima: ["one"] });
  const row = rowOf(page, "one");
  for (const key of ["Enter", "ContextMenu", "Shift+F10"]) {
    await row.focus();
    await page.keyboard.press(key);
    await page.getByRole("menu").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("menu").waitFor({ state: "detached" });
    expect(await hasFocus(row)).toBe(true);
  }
});

test("the menu holds the reactions, and Home, End and the arrows reach everything", async () => {
  const { page } = await openChat(world, { anna: ["mine"] });
  await rowOf(page, "mine").click({ button: "right", position: { x: 500, y: 15 } });
  const menu = page.getByRole("menu");
  const reaction = menu.getByRole("menuitemcheckbox", { name: "👍" });
  await reaction.waitFor();
  await page.keyboard.press("End");
  expect(await hasFocus(menu.getByRole("menuitem", { name: en.deleteMessage }))).toBe(true);
  await page.keyboard.press("ArrowDown");
  expect(await hasFocus(reaction)).toBe(true);
  await page.keyboard.press("End");
  await page.keyboard.press("Home");
  expect(await hasFocus(reaction)).toBe(true);
  await page.keyboard.press("ArrowRight");
  expect(await hasFocus(menu.getByRole("menuitemcheckbox", { name: "❤️" }))).toBe(true);
  expect(await findings(page, "dialog")).toEqual([]);
  await page.keyboard.press("Enter");
  await rowOf(page, "mine").getByLabel(en.reactions("❤️", 1)).waitFor();
});

test("who may not write is offered no answer and no reaction", async () => {
  const prepare = changeChats((chat) => {
    chat["capabilities"] = [];
  });
  const { page, chat, dima } = await openChat(world, { dima: ["news"], enter: { prepare } });
  await react(chat, 1, dima);
  const row = rowOf(page, "news");
  await row.getByLabel(en.reactions("👍", 1)).waitFor();
  await page.getByText(en.mayNotWrite).waitFor();
  await row.hover();
  expect(await row.getByRole("button", { name: en.reply }).count()).toBe(0);
  expect(await row.locator("button.reaction").count()).toBe(0);
  expect(await findings(page, ".timeline")).toEqual([]);
});

test("a reaction tells who it is from", async () => {
  const { page, chat, dima } = await openChat(world, { anna: ["mine"] });
  await react(chat, 1, dima);
  const chip = rowOf(page, "mine").getByLabel(en.reactions("👍", 1));
  await chip.hover();
  await expect.poll(() => chip.getAttribute("title")).toBe(dima.user.username);
});

test("a link to a chat here is followed in the page; others open a tab", async () => {
  const { page, chat, dima } = await openChat(world, { anna: ["first"] });
  const link = `${world.pages.url}/c/${String(chat)}/1`;
  await ask(world.server.url, dima, `/chat/chats/${String(chat)}/messages`, {
    text: `See ${link} and ${world.pages.url}/i/none and https://example.org`,
  });
  await page.evaluate(() => Object.assign(window, { same: true }));
  const target = (part: string) =>
    page.locator(`article a[href*="${part}"]`).getAttribute("target");
  await page.locator("article a").first().waitFor();
  expect(await target("example.org")).toBe("_blank");
  expect([await target("/c/"), await target("/i/")]).toEqual([null, null]);
  // Once more: it is the place one is at already.
  for (const _ of [1, 2]) {
    await page.locator('article a[href*="/c/"]').click();
    await page.locator(".message-marked", { hasText: "first" }).waitFor();
    await page.locator(".message-marked").waitFor({ state: "detached" });
  }
  expect(new URL(page.url()).pathname).toBe(`/c/${String(chat)}/1`);
  await page.locator('article a[href*="/i/"]').click();
  await page.getByText(en.noInvitation).waitFor();
  expect(await page.evaluate(() => "same" in window)).toBe(true);
  expect(page.context().pages()).toHaveLength(1);
});

async function swipe(page: Page, row: Locator, by: { x: number; y: number }): Promise<void> {
  const box = await row.boundingBox();
  if (!box) throw new Error("It is not shown.");
  const [x, y] = [box.x + 40, box.y + box.height / 2];
  const finger = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", part: number) =>
    finger.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: type === "touchEnd" ? [] : [{ x: x + by.x * part, y: y + by.y * part }],
    });
  await touch("touchStart", 0);
  for (let part = 1; part <= 10; ++part) await touch("touchMove", part / 10);
  await touch("touchEnd", 1);
}

test("a swipe to the right answers; a short one, one downwards or to the left does not", async () => {
  const { page } = await openChat(world, { dima: ["one"], browser: phone });
  const row = rowOf(page, "one");
  await row.waitFor();
  for (const by of [
    { x: 20, y: 0 },
    { x: 30, y: 120 },
    { x: -120, y: 0 },
  ])
    await swipe(page, row, by);
  expect(await page.locator(".composer-bar").count()).toBe(0);
  await swipe(page, row, { x: 140, y: 5 });
  await page.locator(".composer-bar", { hasText: "one" }).waitFor();
  await expect.poll(() => row.evaluate((one) => one.style.transform)).toBe("");
});

test("a long press opens the sheet, also if the finger trembles", async () => {
  const { page } = await openChat(world, { dima: ["one"], browser: phone });
  const row = rowOf(page, "one");
  await row.waitFor();
  const box = await row.boundingBox();
  const finger = await page.context().newCDPSession(page);
  for (const [type, by] of [
    ["touchStart", 0],
    ["touchMove", 3],
  ] as const)
    await finger.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: [{ x: (box?.x ?? 0) + 40 + by, y: (box?.y ?? 0) + 20 }],
    });
  await page.getByRole("menu").waitFor();
  await finger.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await page.getByRole("menu").waitFor();
});
