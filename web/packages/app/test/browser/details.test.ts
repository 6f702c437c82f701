// The details of a chat: who is in it, how they open and close, and what they say when something is missing.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { newGroup } from "../../../client/test/support/people.js";
import { Wire } from "../support/chat_page.js";
import { member, openDetails, pane } from "../support/details.js";
import { direct, findings, phone, useWorld, write } from "../support/messenger.js";

const world = useWorld();

test("a group's members have name, handle, role and presence, the owner first", async () => {
  const [anna, dima, olga] = [await world.person(), await world.person(), await world.person()];
  await newGroup(world.server.url, anna, "Design team", [dima, olga]);
  const page = await world.enter(dima);
  await openDetails(page, "Design team");
  await expect.poll(() => page.locator(".member-name").allTextContents()).toHaveLength(3);
  const rows = await page.locator(".member").allTextContents();
  expect(rows[0]).toContain(anna.user.username);
  expect(rows[0]).toContain("Owner");
  expect(rows[1]).toContain("You");
  expect(rows[2]).toContain(`@${olga.user.handle}`);
  expect(await member(page, olga).locator(".avatar-online").count()).toBe(0);
  await world.enter(olga);
  await member(page, olga).locator(".avatar-online").waitFor();
});

test("Esc, Back, the cross and the button close the details, and the focus is back", async () => {
  const anna = await world.person();
  await newGroup(world.server.url, anna, "Design team");
  const page = await world.enter(anna);
  await openDetails(page, "Design team");
  const opener = page.getByRole("button", { name: "Details" });
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  const before = await page.evaluate(() => history.length);
  for (const close of [
    () => page.keyboard.press("Escape"),
    () => page.goBack(),
    () => pane(page).getByRole("button", { name: "Close" }).click(),
    () => opener.click(),
  ]) {
    await close();
    await pane(page).waitFor({ state: "detached" });
    await expect.poll(focused).toBe("Details");
    await page.keyboard.press("Enter");
    await pane(page).locator(".details-body").waitFor();
  }
  expect(await page.evaluate(() => history.length)).toBe(before);
  expect(page.url()).toContain("/c/");
});

test("on a phone Back closes the menu, then the details, then the chat", async () => {
  const [anna, dima] = [await world.person(), await world.person()];
  await newGroup(world.server.url, anna, "Design team", [dima]);
  const page = await world.enter(anna, phone);
  await openDetails(page, "Design team");
  expect(await pane(page).evaluate((box) => box.clientWidth)).toBe(360);
  await member(page, dima).tap();
  await page.getByRole("menu").waitFor();
  await page.goBack();
  await page.getByRole("menu").waitFor({ state: "detached" });
  expect(await pane(page).isVisible()).toBe(true);
  await page.goBack();
  await pane(page).waitFor({ state: "detached" });
  expect(await page.locator(".conversation").isVisible()).toBe(true);
  await page.goBack();
  await expect.poll(() => page.locator(".sidebar").isVisible()).toBe(true);
});

test("where they lie over the conversation, it can't be reached until they are closed", async () => {
  const anna = await world.person();
  await newGroup(world.server.url, anna, "Design team");
  const page = await world.enter(anna, { viewport: { width: 768, height: 800 } });
  await openDetails(page, "Design team");
  await page.getByRole("button", { name: "Close" }).focus();
  for (let turn = 0; turn < 20; turn += 1) {
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.closest(".pane"))).toBe(null);
  }
  await page.mouse.click(380, 400);
  await pane(page).waitFor({ state: "detached" });
  // A button that can be pressed again is no longer inert.
  await page.getByRole("button", { name: "Details" }).click();
  await pane(page).waitFor();
  // With room for three columns it lies beside them.
  await page.setViewportSize({ width: 1_200, height: 800 });
  await page.locator("textarea").fill("Hello");
  expect(await pane(page).evaluate((box) => box.getBoundingClientRect().width)).toBe(320);
});

test("a direct chat says who the other one is, when they were there, and that they are gone", async () => {
  const [anna, dima] = [await world.person(), await world.person()];
  const { url } = world.server;
  const chat = await direct(url, dima, anna);
  await write(url, dima, chat, "Hello");
  const page = await world.enter(anna);
  await openDetails(page, dima.user.username);
  const text = () => pane(page).locator(".details-who").textContent();
  await expect.poll(text).toContain(`@${dima.user.handle}`);
  await expect.poll(text).toMatch(/last seen|not online/);
  await world.enter(dima);
  await expect.poll(text).toMatch(/online$/);
  await fetch(`${url}/chat/me`, {
    method: "DELETE",
    headers: { Authorization: `Bearer ${dima.token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ current_password: dima.password }),
  });
  await expect.poll(text).toContain("This account is deleted");
  expect(await text()).toContain("Deleted account");
  expect(await text()).not.toContain("@");
});

// It was written small, as "today" is.
test("the day on which somebody was there last keeps the letters of its language", async () => {
  const [anna, dima] = [await world.person(), await world.person()];
  const chat = await direct(world.server.url, dima, anna);
  await write(world.server.url, dima, chat, "Hello");
  const wire = new Wire();
  wire.change = (text) =>
    text.replace(/"last_seen":"[^"]+"/g, '"last_seen":"2026-11-23T12:00:00Z"');
  const page = await world.enter(anna, {}, { prepare: wire.prepare });
  await (await world.enter(dima)).context().close();
  await openDetails(page, dima.user.username);
  const text = () => pane(page).locator(".details-who").textContent();
  await expect.poll(text).toContain("last seen Monday");
});

test("without a connection it says what is missing, and has it when the connection is back", async () => {
  const [anna, dima] = [await world.person(), await world.person()];
  await newGroup(world.server.url, anna, "Design team", [dima]);
  await newGroup(world.server.url, anna, "Lunch", [dima]);
  const page = await world.enter(anna);
  await openDetails(page, "Lunch");
  await member(page, dima).waitFor();
  await page.locator("a.chat-row", { hasText: "Design team" }).click();
  await pane(page).waitFor({ state: "detached" });
  world.pages.refuse();
  await page.getByRole("button", { name: "Details" }).click();
  await pane(page).getByText("The members could not be loaded").waitFor();
  await pane(page).getByText("Your links could not be loaded").waitFor();
  expect(await findings(page, ".details")).toEqual([]);
  world.pages.accept();
  await member(page, dima).waitFor();
  await page.getByRole("button", { name: "Make a link" }).waitFor();
});

test("of 3,000 members fewer than 40 are in the page, and the arrows go through all", async () => {
  const anna = await world.person();
  const team = await newGroup(world.server.url, anna, "Design team", [await world.person()]);
  const prepare = (page: Page) => manyMembers(page, team, anna.user.id, 3_000);
  const page = await world.enter(anna, {}, { prepare });
  await openDetails(page, "Design team");
  await expect.poll(() => page.locator(".member-name").count()).toBe(10);
  await page.getByRole("button", { name: "Show all 3,000 members" }).click();
  await page.locator('[aria-setsize="3000"]').first().waitFor();
  const few = async () => {
    expect(await page.locator(".member").count()).toBeLessThan(40);
  };
  await few();
  const list = pane(page).locator(".details-scroll");
  await list.evaluate((box) => (box.scrollTop = 84_000));
  await page.locator(".member", { hasText: "Member 1500" }).waitFor();
  await few();
  await page.locator("button.member").first().focus();
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
  await page.keyboard.press("End");
  await expect.poll(focused).toContain("Member 2999");
  await page.keyboard.press("ArrowUp");
  await expect.poll(focused).toContain("Member 2998");
  await few();
  // One of the list alone is on the way of Tab.
  expect(await page.locator('.member[tabindex="0"]').count()).toBe(1);
  await page.keyboard.press("Home");
  await expect.poll(focused).toContain("Member 1");
});

/** The server's answers, as if so many people were in a group. */
async function manyMembers(page: Page, chat_id: number, me: number, count: number): Promise<void> {
  const created_at = new Date().toISOString();
  const members = Array.from({ length: count }, (_, n) => ({
    user: {
      id: n === 0 ? me : 1_000_000 + n,
      username: `Member ${n}`,
      handle: `m${n}`,
      created_at,
    },
    role: n === 0 ? "owner" : "member",
    joined_at: created_at,
    read_seq: 0,
  }));
  await page.route(new RegExp(`/chat/chats/${chat_id}/members`), (route) => {
    const from = Number(new URL(route.request().url()).searchParams.get("cursor") ?? 0);
    const next = from + 1_000;
    const next_cursor = next < count ? String(next) : null;
    return route.fulfill({ json: { members: members.slice(from, next), next_cursor } });
  });
}

test.each([
  ["360 px", { ...phone }],
  ["768 px", { viewport: { width: 768, height: 800 } }],
  ["1,440 px", { viewport: { width: 1_440, height: 900 } }],
])("at %s, light and dark, axe finds nothing, and nothing is too wide", async (_, options) => {
  const anna = await world.person();
  const name = "a".repeat(60) + " very long name of a group that nobody could remember";
  await newGroup(world.server.url, anna, name, [await world.person()]);
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await world.enter(anna, { ...options, colorScheme, reducedMotion: "reduce" });
    await openDetails(page, name);
    await page.locator(".link-row").waitFor();
    await page.locator(".member").first().waitFor();
    expect(await findings(page)).toEqual([]);
    const wide = await pane(page)
      .locator(".details-scroll")
      .evaluate((box) => box.scrollWidth - box.clientWidth);
    expect(wide).toBe(0);
    await page.locator("button.member").click();
    await page.getByRole("menu").waitFor();
    expect(await findings(page, ".menu")).toEqual([]);
  }
});

test("on touch everything that is pressed is 44 px high and wide", async () => {
  const anna = await world.person();
  await newGroup(world.server.url, anna, "Design team", [await world.person()]);
  const page = await world.enter(anna, phone);
  await openDetails(page, "Design team");
  await page.locator(".link-row").waitFor();
  await page.locator("button.member").waitFor();
  const small = await pane(page)
    .locator("button, label")
    .evaluateAll((all) =>
      all
        .map((one) => ({ name: one.textContent, box: one.getBoundingClientRect() }))
        .filter(({ box }) => box.width < 44 || box.height < 44)
        .map(({ name }) => name),
    );
  expect(small).toEqual([]);
});
