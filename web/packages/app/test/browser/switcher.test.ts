// Finding chats and people, and new chats.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { newGroup } from "../../../client/test/support/people.js";
import { findings, phone, useWorld } from "../support/messenger.js";

const world = useWorld();

const dialog = (page: Page) => page.getByRole("dialog");
const options = (page: Page) => page.getByRole("option").allTextContents();

test("Ctrl K, the beginning of a name, Enter: the chat is open, and Back leads to where one was", async () => {
  const anna = await world.person();
  for (const name of ["Friday lunch", "Design team", "Lunch"])
    await newGroup(world.server.url, anna, name);
  const page = await world.enter(anna);
  await page.keyboard.press("Control+k");
  await expect.poll(() => options(page)).toEqual(["LLunch", "DTDesign team", "FLFriday lunch"]);
  await page.keyboard.type("lun");
  await expect.poll(() => options(page)).toEqual(["LLunch", "FLFriday lunch"]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Friday lunch" }).waitFor();
  expect(await dialog(page).count()).toBe(0);
  await page.goBack();
  await expect.poll(() => new URL(page.url()).pathname).toBe("/");
  expect(await dialog(page).count()).toBe(0);
});

test("Esc, the backdrop and Back close it, and the focus returns", async () => {
  const page = await world.enter(await world.person());
  const find = page.getByRole("button", { name: "Find a chat or a person" });
  const closers = [
    () => page.keyboard.press("Escape"),
    () => page.mouse.click(20, 700),
    () => page.goBack(),
  ];
  for (const close of closers) {
    await find.click();
    await dialog(page).waitFor();
    await close();
    await dialog(page).waitFor({ state: "detached" });
    await expect.poll(() => find.evaluate((one) => one === document.activeElement)).toBe(true);
  }
});

test("a person is found by name, by handle and by e-mail, and a direct chat opens", async () => {
  const [anna, dima] = [await world.person(), await world.person()];
  const page = await world.enter(anna);
  for (const query of [dima.user.username, `@${dima.user.handle}`, dima.email]) {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill(query);
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: dima.user.username }).waitFor();
    await page.goto(`${world.pages.url}/`);
    await page.locator(".messenger").waitFor();
  }
});

test("where nothing is found one is told what else to try, and gets a link", async () => {
  const page = await world.enter(await world.person());
  await page.keyboard.press("Control+k");
  await page.keyboard.type("nobody at all");
  await page.getByText("Nothing found").waitFor();
  expect(await findings(page)).toEqual([]);
  await page.getByRole("button", { name: "Copy an invite link" }).click();
  await expect.poll(() => page.getByLabel("Invite link").inputValue()).toMatch(/\/i\/[\w-]{22}$/);
  await page.getByRole("combobox").fill("nobody@example.net");
  await page.getByRole("option").first().waitFor();
  await page.getByRole("combobox").press("Enter");
  await page.getByText("Nobody here goes by nobody@example.net").waitFor();
});

test("a group is made with people, and with nobody its link is copied", async () => {
  const [anna, dima] = [await world.person(), await world.person()];
  const page = await world.enter(anna);
  await page.getByRole("button", { name: "New chat" }).click();
  await page.getByRole("button", { name: "Create and copy link" }).last().click();
  await page.getByLabel("Name of the group").last().fill("Weekend trip");
  const people = dialog(page).getByRole("combobox");
  await people.fill(dima.user.username);
  await page.getByRole("option").first().waitFor();
  await people.press("Enter");
  expect(await findings(page)).toEqual([]);
  await page.getByRole("button", { name: "Create group" }).click();
  await page.getByRole("heading", { name: "Weekend trip" }).waitFor();
  await page.getByText("2 members").waitFor();

  await page.getByRole("button", { name: "New chat" }).click();
  await page.getByLabel("Name of the group").fill("Alone");
  await page.keyboard.press("Enter");
  await page.getByText("The link is copied").waitFor();
});

test("from a new chat to a person, and one Back closes it", async () => {
  const [anna, dima] = [await world.person(), await world.person()];
  await newGroup(world.server.url, anna, "Ours", [dima]);
  const page = await world.enter(anna, phone);
  await page.getByRole("button", { name: "New chat" }).tap();
  await page.getByRole("button", { name: "Find a person" }).tap();
  // Those whom one knows are there before one types.
  await expect.poll(() => options(page)).toHaveLength(1);
  await page.goBack();
  await dialog(page).waitFor({ state: "detached" });
  expect(await page.locator(".sidebar").isVisible()).toBe(true);
});
