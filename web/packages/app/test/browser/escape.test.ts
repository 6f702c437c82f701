// Esc: a reply or an edit first, then the newest message; never what somebody has written.
import { expect, test } from "vitest";

import { ask } from "../../../client/test/support/people.js";
import { en } from "../../src/i18n/en.js";
import { changeChats, openChat, rowOf, Wire } from "../support/chat_page.js";
import { useWorld } from "../support/messenger.js";

const world = useWorld();

const many = Array.from({ length: 60 }, (_, at) => `line ${String(at + 1)}\n\nof several`);

test("Esc ends the reply, then leads to the newest message and marks everything read", async () => {
  const { page, anna, chat } = await openChat(world, { dima: many });
  const newest = page.getByRole("button", { name: en.toNewest });
  await newest.waitFor();
  const field = page.locator("textarea");
  await field.fill("my draft");
  const first = page.locator('article[data-seq="1"]');
  await first.hover();
  await first.getByRole("button", { name: en.reply }).click();
  await page.locator(".composer-bar").waitFor();
  await first.focus();
  await page.keyboard.press("Escape");
  await page.locator(".composer-bar").waitFor({ state: "detached" });
  expect(await newest.count()).toBe(1);
  await page.keyboard.press("Escape");
  await newest.waitFor({ state: "detached" });
  await expect
    .poll(async () => {
      const path = `/chat/chats/${String(chat)}`;
      return (await ask<{ unread: number }>(world.server.url, anna, path)).unread;
    })
    .toBe(0);
  expect(await field.inputValue()).toBe("my draft");
});

test("Esc in the composer does the same, and a menu has it first", async () => {
  const { page } = await openChat(world, { dima: many });
  const newest = page.getByRole("button", { name: en.toNewest });
  await newest.waitFor();
  await page.locator('article[data-seq="1"]').focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menu").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("menu").waitFor({ state: "detached" });
  expect(await newest.count()).toBe(1);
  await page.locator("textarea").press("Escape");
  await newest.waitFor({ state: "detached" });
});

test("a draft waits while one edits a message, and is there again after Esc and after saving", async () => {
  const { page } = await openChat(world, { anna: ["mine"] });
  const field = page.locator("textarea");
  const edit = async () => {
    await rowOf(page, "mine").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: en.editMessage }).click();
    await expect.poll(() => field.inputValue()).toMatch(/^mine/);
  };
  await field.fill("my draft");
  await edit();
  await field.press("Escape");
  expect(await field.inputValue()).toBe("my draft");
  await edit();
  await page.reload();
  await field.fill("mine, better");
  await field.press("Enter");
  await rowOf(page, "mine, better").waitFor();
  await expect.poll(() => field.inputValue()).toBe("my draft");
});

test("the day that somebody was last here keeps its capital letter", async () => {
  const wire = new Wire();
  const ago = new Date(Date.now() - 3 * 86_400_000).toISOString();
  wire.change = (text) => text.replace(/"last_seen":"[^"]+"/g, `"last_seen":"${ago}"`);
  const { page, anna, dima } = await openChat(world, { enter: wire });
  const visit = await world.enter(dima);
  // Who was never connected was never here.
  await page.locator(".conversation-title p", { hasText: "online" }).waitFor();
  await visit.context().close();
  const chat = await ask<{ id: number }>(world.server.url, anna, "/chat/chat", {
    creator_id: anna.user.id,
    second_email: dima.email,
  });
  await page.goto(`${world.pages.url}/c/${String(chat.id)}`);
  await expect
    .poll(() => page.locator(".conversation-title p").textContent())
    .toMatch(/^last seen [A-Z]\w+day,? \d+ [A-Z]\w+, \d\d:\d\d$/);
});

test("how many are online is left out where not everybody is watched", async () => {
  const wire = new Wire();
  const fill = changeChats((chat) => {
    const known = chat["participant_ids"] as number[];
    const others = Array.from({ length: 120 }, (_, at) => 10_000 + at);
    chat["participant_ids"] = [...known, ...others];
    chat["member_count"] = known.length + others.length;
  });
  const { page, dima } = await openChat(world, { enter: { prepare: fill } });
  const visit = await world.enter(dima);
  await visit.locator(".messenger").waitFor();
  void wire;
  await page.locator(".chat-row").first().waitFor();
  expect(await page.locator(".conversation-title p").textContent()).toBe(en.members(122));
});
