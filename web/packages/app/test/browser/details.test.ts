// The details of a chat: who is in it, and what one may do with it.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { newGroup } from "../../../client/test/support/people.js";
import { direct, findings, phone, useWorld } from "../support/messenger.js";

const world = useWorld();

const pane = (page: Page) => page.locator(".details");
const member = (page: Page, name: string) => page.locator(".member", { hasText: name });

async function openDetails(page: Page, chat: string): Promise<void> {
  await page.locator("a.chat-row", { hasText: chat }).click();
  await page.getByRole("button", { name: "Details" }).click();
  await pane(page).locator(".details-body").waitFor();
}

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
  expect(await member(page, olga.user.username).locator(".avatar-online").count()).toBe(0);
  await world.enter(olga);
  await member(page, olga.user.username).locator(".avatar-online").waitFor();
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

test("on a phone Back closes the details, then the chat", async () => {
  const [anna, dima] = [await world.person(), await world.person()];
  await direct(world.server.url, anna, dima);
  await newGroup(world.server.url, anna, "Design team", [dima]);
  const page = await world.enter(anna, phone);
  await openDetails(page, "Design team");
  expect(await pane(page).evaluate((box) => box.clientWidth)).toBe(360);
  await page.goBack();
  await pane(page).waitFor({ state: "detached" });
  expect(await page.locator(".conversation").isVisible()).toBe(true);
  await page.goBack();
  await expect.poll(() => page.locator(".sidebar").isVisible()).toBe(true);
  expect(await findings(page)).toEqual([]);
});
