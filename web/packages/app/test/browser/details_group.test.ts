// What one can do with a group in its details, and what the others see of it.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { ask, newGroup } from "../../../client/test/support/people.js";
import { choose, entries, member, openDetails, pane, press } from "../support/details.js";
import { useWorld } from "../support/messenger.js";

const world = useWorld();

const button = (page: Page, name: string) => pane(page).getByRole("button", { name, exact: true });
const rows = (page: Page) => page.locator(".chat-row-name").allTextContents();

test("who may renames the group where its name stands, and the others see it", async () => {
  const [anna, dima] = [await world.person(), await world.person()];
  await newGroup(world.server.url, anna, "Design team", [dima]);
  const page = await world.enter(anna);
  const other = await world.enter(dima);
  await openDetails(page, "Design team");
  await openDetails(other, "Design team");
  expect(await button(other, "Rename the group").count()).toBe(0);

  await button(page, "Rename the group").click();
  const field = page.getByLabel("Name of the group");
  await page.keyboard.press("Escape");
  await field.waitFor({ state: "detached" });
  expect(await pane(page).isVisible()).toBe(true);

  await page.keyboard.press("Enter");
  await field.fill("  ");
  await page.keyboard.press("Enter");
  await page.getByText("Name your group").waitFor();
  await field.fill("Launch");
  await page.keyboard.press("Enter");
  await expect.poll(() => other.locator(".details-name").textContent()).toBe("Launch");
  await field.waitFor({ state: "detached" });
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  expect(await focused()).toBe("Rename the group");
});

test("people are added, and who can't be stays with the reason", async () => {
  const [anna, dima, olga] = [await world.person(), await world.person(), await world.person()];
  await newGroup(world.server.url, anna, "Design team", [dima]);
  const page = await world.enter(anna);
  await openDetails(page, "Design team");
  await press(page, "Add people");
  await press(page, "Add");
  await page.getByText("Choose somebody first").waitFor();
  const field = page.getByRole("combobox");
  for (const address of [olga.email, "nobody@example.org"]) {
    await field.fill(address);
    await page.getByRole("option", { name: address }).waitFor();
    await page.keyboard.press("Enter");
  }
  await press(page, "Add");
  await page.getByText("Nobody here goes by nobody@example.org").waitFor();
  await member(page, olga).waitFor();
  expect(await page.locator(".chip").allTextContents()).toEqual(["nobody@example.org"]);
  await press(page, "Cancel");
  await page.locator("dialog").waitFor({ state: "detached" });
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Add people");
});

test("who left is added again by an admin only, and a member is told so", async () => {
  const [anna, dima, olga] = [await world.person(), await world.person(), await world.person()];
  const { url } = world.server;
  const team = await newGroup(url, anna, "Design team", [dima, olga]);
  await fetch(`${url}/chat/chats/${String(team)}/members/${String(olga.user.id)}`, {
    method: "DELETE",
    headers: { Authorization: `Bearer ${olga.token}` },
  });
  const page = await world.enter(dima);
  await openDetails(page, "Design team");
  await press(page, "Add people");
  await page.getByRole("combobox").fill(olga.email);
  await page.getByRole("option", { name: olga.email }).waitFor();
  await page.keyboard.press("Enter");
  await press(page, "Add");
  await page.getByText("Only an admin can add them").waitFor();
});

test("the owner gives roles, and with the role comes what one may do", async () => {
  const [anna, dima, olga] = [await world.person(), await world.person(), await world.person()];
  await newGroup(world.server.url, anna, "Design team", [dima, olga]);
  const page = await world.enter(anna);
  const other = await world.enter(dima);
  await openDetails(page, "Design team");
  await openDetails(other, "Design team");
  expect(await entries(other, olga)).toEqual(["Write a message"]);

  await choose(page, dima, "Make admin");
  await expect.poll(() => member(page, dima).textContent()).toContain("Admin");
  await button(other, "Rename the group").waitFor();
  expect(await entries(other, olga)).toEqual(["Write a message", "Remove from the group"]);
  expect(await entries(other, anna)).toEqual(["Write a message"]);

  await choose(page, dima, "Make owner");
  await press(page, "Make owner");
  await expect.poll(() => member(page, dima).textContent()).toContain("Owner");
  await button(other, "Delete the group").waitFor();
  await button(page, "Delete the group").waitFor({ state: "detached" });
  expect(await entries(other, anna)).toEqual([
    "Write a message",
    "Dismiss as admin",
    "Make owner",
    "Remove from the group",
  ]);
});

test("somebody is removed after one question, and the focus is not lost", async () => {
  const [anna, dima] = [await world.person(), await world.person()];
  await newGroup(world.server.url, anna, "Design team", [dima]);
  const page = await world.enter(anna);
  const other = await world.enter(dima);
  await openDetails(page, "Design team");
  await openDetails(other, "Design team");
  await choose(page, dima, "Remove from the group");
  await press(page, "Cancel");
  await page.locator("dialog").waitFor({ state: "detached" });
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.textContent))
    .toContain(dima.user.username);
  await choose(page, dima, "Remove from the group");
  await press(page, "Remove");
  await member(page, dima).waitFor({ state: "detached" });
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Details");
  await pane(other).waitFor({ state: "detached" });
  await other.getByText("You are not in this chat").waitFor();
});

test("who leaves is with the other chats, and Back does not lead into the group", async () => {
  const [anna, dima] = [await world.person(), await world.person()];
  const { url } = world.server;
  const team = await newGroup(url, anna, "Design team", [dima]);
  await newGroup(url, dima, "Lunch");
  const page = await world.enter(dima);
  await openDetails(page, "Design team");
  await press(page, "Leave the group");
  await page.getByText("Only an admin can add you again").waitFor();
  await press(page, "Leave");
  await page.getByText("You have left the group").waitFor();
  await expect.poll(() => rows(page)).toEqual(["Lunch"]);
  expect(new URL(page.url()).pathname).toBe("/");
  await page.goBack();
  await page.locator(".messenger").waitFor();
  expect(page.url()).not.toContain(`/c/${String(team)}`);
});

test("the owner deletes the group for everybody", async () => {
  const [anna, dima] = [await world.person(), await world.person()];
  await newGroup(world.server.url, anna, "Design team", [dima]);
  const page = await world.enter(anna);
  const other = await world.enter(dima);
  await other.locator("a.chat-row").waitFor();
  await openDetails(page, "Design team");
  await press(page, "Delete the group");
  await page.getByText("deleted for everybody").waitFor();
  await press(page, "Delete the group");
  await page.getByText("The group is deleted").waitFor();
  await expect.poll(() => rows(page)).toEqual([]);
  await expect.poll(() => rows(other)).toEqual([]);
});

test("one's links are made, copied and ended", async () => {
  const anna = await world.person();
  await newGroup(world.server.url, anna, "Design team", [await world.person()]);
  await ask(world.server.url, anna, "/chat/invites", {});
  const page = await world.enter(anna, { permissions: ["clipboard-read", "clipboard-write"] });
  await openDetails(page, "Design team");
  const links = page.locator(".link-row");
  // The empty conversation has one already.
  await expect.poll(() => links.count()).toBe(1);
  await press(page, "Make a link");
  await page.getByText("The link is copied").waitFor();
  await expect.poll(() => links.count()).toBe(2);
  const made = await page.evaluate(() => navigator.clipboard.readText());
  const row = page.locator(".link-row", { has: page.locator(`[title="${made}"]`) });
  expect(await row.textContent()).toMatch(/Until \d+ \w+, not used yet/);

  await row.getByRole("button", { name: "End the link" }).click();
  await press(page, "End the link");
  await page.getByText("The link no longer works").waitFor();
  await expect.poll(() => links.count()).toBe(1);
  const token = made.split("/").at(-1) ?? "";
  expect((await fetch(`${world.server.url}/chat/invites/${token}`)).status).toBe(410);
});

test("where only admins add people, a member sees neither the button nor links", async () => {
  const [anna, dima] = [await world.person(), await world.person()];
  await newGroup(world.server.url, anna, "Design team", [dima]);
  const page = await world.enter(anna);
  const other = await world.enter(dima);
  await openDetails(page, "Design team");
  await openDetails(other, "Design team");
  await button(other, "Add people").waitFor();
  await page.getByLabel("Only admins can add people").check();
  await button(other, "Add people").waitFor({ state: "detached" });
  expect(await button(other, "Make a link").count()).toBe(0);
});

test("what the server refuses is said in words", async () => {
  const anna = await world.person();
  await newGroup(world.server.url, anna, "Design team", [await world.person()]);
  const page = await world.enter(anna);
  await openDetails(page, "Design team");
  const refusal = { code: "forbidden", detail: "No.", retryable: false, status: 403 };
  await page.route(/\/chat\/chats\/\d+$/, (route) =>
    route.fulfill({ status: 403, contentType: "application/problem+json", json: refusal }),
  );
  await button(page, "Rename the group").click();
  await page.getByLabel("Name of the group").fill("Launch");
  await page.keyboard.press("Enter");
  await pane(page).getByText("You may no longer do this here").waitFor();
});

test("one writes to a member from the list", async () => {
  const [anna, dima] = [await world.person(), await world.person()];
  await newGroup(world.server.url, anna, "Design team", [dima]);
  const page = await world.enter(anna);
  await openDetails(page, "Design team");
  await choose(page, dima, "Write a message");
  await page.getByRole("heading", { name: dima.user.username }).waitFor();
  expect(await pane(page).count()).toBe(0);
});

// It closed whatever was open by then, and what the server said was heard by nobody.
test("a question that is closed before the server has answered closes no other, and tells why", async () => {
  const [anna, dima, olga] = [await world.person(), await world.person(), await world.person()];
  await newGroup(world.server.url, anna, "Design team", [dima, olga]);
  const page = await world.enter(anna);
  await openDetails(page, "Design team");
  const answers: ((status: number) => void)[] = [];
  await page.route(/members\/\d+$/, async (route) => {
    const status = await new Promise<number>((answer) => answers.push(answer));
    const problem = { code: "forbidden", detail: "They are not to be removed.", status };
    await (status < 400 ? route.continue() : route.fulfill({ status, json: problem }));
  });
  for (const status of [403, 204]) {
    await choose(page, dima, "Remove from the group");
    await press(page, "Remove");
    await expect.poll(() => answers.length).toBe(1);
    await page.keyboard.press("Escape");
    await choose(page, olga, "Remove from the group");
    await page.getByRole("heading", { name: olga.user.username }).waitFor();
    answers.pop()?.(status);
    if (status === 403) await page.locator(".toast").waitFor();
    else await member(page, dima).waitFor({ state: "detached" });
    expect(await page.locator("dialog").count()).toBe(1);
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
  }
});
