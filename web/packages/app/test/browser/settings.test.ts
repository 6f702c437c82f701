import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { Server } from "../../../client/src/index.js";
import { plainHttpName } from "../../../client/test/support/chromium.js";
import { newGroup } from "../../../client/test/support/people.js";
import { findings, phone, useWorld } from "../support/messenger.js";

const world = useWorld();

const section = async (page: Page, name: string) => {
  const link = page.getByRole("link", { name });
  if (!(await link.isVisible())) await page.getByRole("button", { name: "Settings" }).click();
  await link.click();
};
const logIn = (email: string, password: string) =>
  new Server(world.server.url).logIn(email, password).then(
    () => true,
    () => false,
  );

test("a name and a handle are changed, and what is wrong with a handle is said", async () => {
  const [anna, dima] = [await world.person(), await world.person()];
  const page = await world.enter(anna);
  await section(page, "Profile");
  await page.getByLabel("Your name").fill("Anna Ivanova");
  await page.getByLabel("Handle").fill("a..b");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("no dot at either end").waitFor();
  await page.getByLabel("Handle").fill(dima.user.handle);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("This handle is taken").waitFor();
  await page.getByLabel("Handle").fill("@Anna.Ivanova");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved").waitFor();
  await page.getByText("@anna.ivanova").waitFor();
  expect(await page.getByLabel("Handle").inputValue()).toBe("anna.ivanova");
});

test("a new password needs the old one, and ends the other sessions", async () => {
  const anna = await world.person();
  const page = await world.enter(anna);
  const other = await world.enter(anna);
  await section(page, "E-mail and password");
  await page.getByLabel("Your password now").fill("wrong");
  await page.getByLabel("New password").fill("another long secret");
  await page.getByRole("button", { name: "Change the password" }).click();
  await page.getByText("This is not your password").waitFor();
  await page.getByLabel("Your password now").fill(anna.password);
  await page.getByRole("button", { name: "Change the password" }).click();
  await page.getByText("The password is changed").waitFor();
  expect(await logIn(anna.email, anna.password)).toBe(false);
  expect(await logIn(anna.email, "another long secret")).toBe(true);
  await other.getByLabel("Password", { exact: true }).waitFor();
});

test("sessions are listed, this one marked, and the others can be ended", async () => {
  const anna = await world.person();
  const page = await world.enter(anna);
  const other = await world.enter(anna);
  await section(page, "Where you are logged in");
  await page.getByText("This browser").waitFor();
  // Here, in the other page, and the test's own.
  await expect.poll(() => page.locator(".session").count()).toBe(3);
  await page.locator(".session button").first().click();
  await page.getByText("1 session ended").waitFor();
  await page.getByRole("button", { name: "Log out of 1 other session" }).click();
  await expect.poll(() => page.locator(".session").count()).toBe(1);
  await other.getByLabel("Password", { exact: true }).waitFor();
});

test("language and theme are changed at once, and stay", async () => {
  const page = await world.enter(await world.person());
  await section(page, "Language and theme");
  await page.getByLabel("Русский").check();
  await page.getByRole("heading", { name: "Язык и тема" }).waitFor();
  await page.getByLabel("Тёмная").check();
  const root = () =>
    page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset["theme"]]);
  expect(await root()).toEqual(["ru", "dark"]);
  await page.reload();
  await page.getByRole("heading", { name: "Язык и тема" }).waitFor();
  expect(await root()).toEqual(["ru", "dark"]);
});

test("who logs out is told of what waits to be sent", async () => {
  const anna = await world.person();
  await newGroup(world.server.url, anna, "Ours");
  const page = await world.enter(anna);
  await page.locator("a.chat-row").click();
  world.pages.refuse();
  await page.locator(".connection-offline").first().waitFor({ state: "attached" });
  await page.locator("textarea").fill("later");
  await page.keyboard.press("Enter");
  await section(page, "Log out or delete");
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByText("1 message is not sent yet").waitFor();
  world.pages.accept();
  await page.getByRole("dialog").getByRole("button", { name: "Log out" }).click();
  await page.getByLabel("Password", { exact: true }).waitFor();
  // One knows that oneself.
  expect(await page.getByText("You were logged out").count()).toBe(0);
});

test("the account is deleted by who knows the password", async () => {
  const anna = await world.person();
  const page = await world.enter(anna);
  await section(page, "Log out or delete");
  await page.getByRole("button", { name: "Delete the account" }).click();
  const password = page.getByLabel("Your password now");
  await expect.poll(() => password.evaluate((one) => one === document.activeElement)).toBe(true);
  await password.fill("wrong");
  await page.keyboard.press("Enter");
  await page.getByText("This is not your password").waitFor();
  await password.fill(anna.password);
  await page.keyboard.press("Enter");
  await page.getByLabel("Password", { exact: true }).waitFor();
  expect(await logIn(anna.email, anna.password)).toBe(false);
});

test("no section has a finding of axe", async () => {
  const page = await world.enter(await world.person());
  const names = ["Profile", "E-mail", "Where you", "Language", "Log out", "About"];
  for (const name of names) {
    await section(page, name);
    await page.locator(".settings-section > *").first().waitFor();
    expect([name, ...(await findings(page))]).toEqual([name]);
  }
});

test("on a phone Back leads from a section to the list, then to the chats; the arrows the same way", async () => {
  const page = await world.enter(await world.person(), phone);
  const path = () => new URL(page.url()).pathname;
  await section(page, "About");
  await expect.poll(path).toBe("/settings/about");
  await page.goBack();
  await expect.poll(path).toBe("/settings");
  await page.goBack();
  await expect.poll(path).toBe("/");
  await section(page, "About");
  await page.getByRole("button", { name: "Back" }).click();
  await expect.poll(path).toBe("/settings");
  await page.getByRole("button", { name: "To my chats" }).click();
  await expect.poll(path).toBe("/");
});

test("beside each other one goes from section to section, and Back leads to the chat", async () => {
  const anna = await world.person();
  const chat = await newGroup(world.server.url, anna, "Ours");
  const page = await world.enter(anna);
  await page.locator("a.chat-row").click();
  for (const name of ["Profile", "About"]) await section(page, name);
  await page.getByRole("button", { name: "To my chats" }).click();
  await expect.poll(() => new URL(page.url()).pathname).toBe(`/c/${String(chat)}`);
  await page.locator(".conversation").waitFor();
});

test("over plain http it is said what https would add, and a link is copied all the same", async () => {
  const page = await world.enter(await world.person(), {}, { host: plainHttpName });
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  await section(page, "About");
  await page.getByText("This server is open over plain http").waitFor();
  await page.goto(`http://${plainHttpName}:${world.pages.port}/`);
  await page.getByRole("button", { name: "New chat" }).click();
  await page.getByRole("button", { name: "Copy an invite link" }).click();
  await page.getByText("The link is copied").waitFor();
  const link = await page.getByLabel("Invite link").inputValue();
  await page.getByRole("dialog").getByRole("combobox").focus();
  await page.keyboard.press("Control+v");
  expect(await page.getByRole("dialog").getByRole("combobox").inputValue()).toBe(link);
});
