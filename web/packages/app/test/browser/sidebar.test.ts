// The list of chats: what it says, how it moves, and that 2,000 chats don't slow it down.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { newGroup } from "../../../client/test/support/people.js";
import { direct, findings, phone, useWorld, write } from "../support/messenger.js";

const world = useWorld();

const row = (page: Page, name: string) => page.locator("a.chat-row", { hasText: name });
const rows = (page: Page) => page.locator(".chat-row-name").allTextContents();
const top = (page: Page) => page.locator(".chat-list").evaluate((list) => list.scrollTop);

test("a row has the name, the time, the last line with its sender, and what is unread", async () => {
  const [anna, dima] = [await world.person(), await world.person()];
  const { url } = world.server;
  const team = await newGroup(url, anna, "Design team", [dima]);
  await write(url, dima, team, "I moved the launch\nto Thursday");
  const page = await world.enter(anna);
  const text = () => row(page, "Design team").locator(".chat-row-last").textContent();
  await expect.poll(text).toBe(`${dima.user.username}:I moved the launch to Thursday`);
  expect(await row(page, "Design team").locator(".badge").textContent()).toContain("1");
  expect(await row(page, "Design team").locator("time").textContent()).toMatch(/^\d\d:\d\d$/);
  await write(url, anna, team, "Fine");
  await expect.poll(text).toBe("You:Fine");
  expect(await findings(page)).toEqual([]);
});

test("who is there has a dot, and who types is told in place of the last line", async () => {
  const [anna, dima] = [await world.person(), await world.person()];
  const chat = await direct(world.server.url, dima, anna);
  await write(world.server.url, dima, chat, "Hello");
  await write(world.server.url, anna, chat, "Hello");
  const page = await world.enter(anna);
  const of = row(page, dima.user.username);
  expect(await of.locator(".avatar-online").count()).toBe(0);
  const other = await world.enter(dima);
  await of.locator(".avatar-online").waitFor();
  await row(other, anna.user.username).click();
  await other.locator("textarea").fill("I a");
  await expect.poll(() => of.locator(".chat-row-last").textContent()).toBe("typing…");
});

test("a deleted message and a deleted account have words", async () => {
  const [anna, dima] = [await world.person(), await world.person()];
  const { url } = world.server;
  const chat = await direct(url, dima, anna);
  await write(url, dima, chat, "Hello");
  const headers = { Authorization: `Bearer ${dima.token}`, "Content-Type": "application/json" };
  await fetch(`${url}/chat/chats/${String(chat)}/messages/1`, { method: "DELETE", headers });
  const page = await world.enter(anna);
  await row(page, "Message deleted").waitFor();
  const body = JSON.stringify({ current_password: dima.password });
  await fetch(`${url}/chat/me`, { method: "DELETE", headers, body });
  await expect.poll(() => rows(page)).toEqual(["Deleted account"]);
});

test("on a phone Back leads from the chat to the list, and the arrow leaves no trail", async () => {
  const anna = await world.person();
  const team = await newGroup(world.server.url, anna, "Design team");
  const page = await world.enter(anna, phone);
  await row(page, "Design team").tap();
  await page.waitForURL(`**/c/${String(team)}`);
  await expect.poll(() => page.locator(".sidebar").isVisible()).toBe(false);
  await page.goBack();
  await expect.poll(() => page.locator(".sidebar").isVisible()).toBe(true);
  const before = await page.evaluate(() => history.length);
  for (let turn = 0; turn < 3; turn += 1) {
    await row(page, "Design team").tap();
    await page.locator(".conversation").waitFor();
    await page.locator(".conversation-back button").tap();
    await page.locator(".conversation").waitFor({ state: "detached" });
  }
  expect(await page.evaluate(() => history.length)).toBe(before);
});

test("on a phone without chats one sees at once how to begin", async () => {
  const page = await world.enter(await world.person(), phone);
  await page.getByText("Name your group").first().waitFor();
  expect(await page.getByRole("button", { name: "Settings" }).isVisible()).toBe(true);
});

test("while the server has not told of any chat, there are rows without words", async () => {
  const anna = await world.person();
  await newGroup(world.server.url, anna, "Ours");
  const held: { free: () => void }[] = [];
  const prepare = (page: Page) =>
    page.routeWebSocket(/\/chat\/ws/, (socket) => {
      held.push({ free: () => void socket.close({ code: 1_001 }) });
    });
  const page = await world.enter(anna, {}, { prepare });
  await page.locator(".chat-row-skeleton").first().waitFor();
  // A socket that says nothing is given up, and the next one is the server's.
  await page.routeWebSocket(/\/chat\/ws/, (socket) => void socket.connectToServer());
  for (const { free } of held) free();
  await row(page, "Ours").waitFor();
  expect(await page.locator(".chat-row-skeleton").count()).toBe(0);
});

test("arrows, Home and End move through the list, and Enter opens", async () => {
  const anna = await world.person();
  for (const name of ["One", "Two", "Three"]) await newGroup(world.server.url, anna, name);
  const page = await world.enter(anna);
  await row(page, "Three").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
  await expect.poll(focused).toContain("One");
  await page.keyboard.press("ArrowUp");
  await expect.poll(focused).toContain("Two");
  await page.keyboard.press("Home");
  await expect.poll(focused).toContain("Three");
  await page.keyboard.press("End");
  await expect.poll(focused).toContain("One");
  // One of the list alone is on the way of Tab.
  expect(await page.locator('.chat-row[tabindex="0"]').count()).toBe(1);
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator(".chat-row-open").textContent()).toContain("One");
});

test("of 2,000 chats fewer than 40 are in the page, wherever one scrolls", async () => {
  const anna = await world.person();
  const { url } = world.server;
  const ids: number[] = [];
  for (let at = 0; at < 2_000; at += 50) {
    const some = Array.from({ length: 50 }, (_, n) => newGroup(url, anna, `Group ${at + n}`));
    ids.push(...(await Promise.all(some)));
  }
  const page = await world.enter(anna);
  await page.locator('[aria-setsize="2000"]').first().waitFor();
  expect(await page.locator("a.chat-row").count()).toBeLessThan(40);

  const list = page.locator(".chat-list");
  for (let turn = 1; turn <= 20; turn += 1)
    await list.evaluate((box, to) => {
      box.scrollTop = to;
      return new Promise((done) => requestAnimationFrame(done));
    }, turn * 5_000);
  await row(page, "Group").nth(15).click();
  await page.locator(".conversation").waitFor();
  expect(await page.locator("a.chat-row").count()).toBeLessThan(40);

  // A chat that moves to the top from far below does not move what one looks at.
  const seen = await row(page, "Group").nth(15).textContent();
  const before = await top(page);
  await write(url, anna, Math.min(...ids), "up");
  await expect.poll(() => top(page)).toBe(before + 64);
  expect(await row(page, "Group").nth(15).textContent()).toBe(seen);

  // Where one was is kept while one is elsewhere.
  await page.getByRole("button", { name: "Settings" }).click();
  await page.locator(".settings").waitFor();
  await page.getByRole("button", { name: "To my chats" }).click();
  await expect.poll(() => top(page)).toBe(before + 64);
}, 180_000);
