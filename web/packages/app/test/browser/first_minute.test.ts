// From the link to the first message: half a minute, four fields, on a desktop and on a phone, in both languages.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { AsqServer } from "../../../client/test/support/asq_server.js";
import { openChromium, plainHttpName } from "../../../client/test/support/chromium.js";
import { en } from "../../src/i18n/en.js";
import { ru } from "../../src/i18n/ru.js";
import { kPassword, phone, Visitor } from "../support/visitors.js";

let server: AsqServer;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([AsqServer.start(), openChromium()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), server.discard()]);
});

/** Somebody with a group, and its link. */
async function host(words = en, locale = "en-GB") {
  const anna = await Visitor.open(browser, server.url, { locale }, words);
  await anna.page.getByRole("button", { name: words.createAccount }).click();
  await anna.register("Anna");
  return { anna, link: await anna.makeGroup("Trip") };
}

test.each([
  ["en-GB", en],
  ["ru-RU", ru],
])("a person gets in by a link on a phone, writes and is answered (%s)", async (locale, words) => {
  const { anna, link } = await host(words, locale);
  const boris = await Visitor.open(browser, link, { ...phone, locale }, words);
  await boris.page.getByText(words.invitesTo("Anna", "Trip")).waitFor();
  await boris.register("Boris");
  await boris.page.locator("textarea").waitFor();
  expect(boris.fields).toBeLessThanOrEqual(4);
  expect(new URL(boris.page.url()).pathname).toMatch(/^\/c\/\d+$/);
  await boris.write("Hello from the phone");
  await anna.sees("Hello from the phone");
  await anna.write("Welcome!");
  await boris.sees("Welcome!");
  expect([...anna.complaints, ...boris.complaints]).toEqual([]);
});

test("the link can be copied again where nobody has written yet", async () => {
  const { anna, link } = await host();
  await anna.page.reload();
  await expect.poll(() => anna.page.getByLabel(en.inviteLink).inputValue()).toContain("/i/");
  await anna.page.getByText(en.onlyThisComputer).waitFor();
  expect(link).toContain("/i/");
});

test("over plain http it is the same", async () => {
  const url = `http://${plainHttpName}:${String(server.port)}`;
  const anna = await Visitor.open(browser, url, { permissions: [] });
  await anna.page.getByRole("button", { name: en.createAccount }).click();
  await anna.register("Anna");
  await anna.fill(en.groupName, "Plain");
  await anna.page.keyboard.press("Enter");
  const link = await anna.page.getByLabel(en.inviteLink).inputValue();
  expect(link).toContain(`${plainHttpName}:`);
  const boris = await Visitor.open(browser, link, { permissions: [] });
  await boris.register("Boris");
  await boris.write("over plain http");
  await anna.sees("over plain http");
});

test("somebody with an account joins with one button, and may log out first", async () => {
  const { link } = await host();
  const clara = await Visitor.open(browser, server.url);
  await clara.page.getByRole("button", { name: en.createAccount }).click();
  await clara.register("Clara");
  await clara.page.getByLabel(en.groupName).waitFor();
  await clara.page.goto(link);
  await clara.page.getByText(en.joinAs("Clara")).waitFor();
  await clara.page.getByRole("button", { name: en.notYou }).click();
  await clara.page.getByLabel(en.name, { exact: true }).waitFor();
  await clara.page.getByRole("button", { name: en.haveAccount }).click();
  await clara.logIn(clara.email);
  await clara.page.locator("textarea").waitFor();
});

test("a link that is of no use says why, and leads on", async () => {
  const { anna, link } = await host();
  const stranger = await Visitor.open(browser, `${link}x`);
  await stranger.page.getByText(en.noInvitation).waitFor();
  await stranger.page.getByRole("button", { name: en.logIn }).click();
  await stranger.page.getByLabel(en.email, { exact: true }).waitFor();
  const token = link.split("/").at(-1) ?? "";
  const answer = await fetch(`${server.url}/chat/token`, {
    method: "POST",
    body: new URLSearchParams({ username: anna.email, password: kPassword }),
  });
  const { access_token } = (await answer.json()) as { access_token: string };
  const headers = { Authorization: `Bearer ${access_token}` };
  await fetch(`${server.url}/chat/invites/${token}`, { method: "DELETE", headers });
  await stranger.page.goto(link);
  await stranger.page.getByText(en.invitationOver).waitFor();
});

test("what is wrong with a form is said beside its field", async () => {
  const { page } = await Visitor.open(browser, server.url);
  await page.getByRole("button", { name: en.createAccount }).click();
  const submit = () => page.getByRole("button", { name: en.createAccount }).click();
  const fill = (label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text);
  await submit();
  for (const text of [en.needName, en.needEmail, en.needPassword])
    await page.getByText(text).waitFor();
  expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("name");
  await fill(en.name, "Anna");
  await fill(en.email, "no address");
  await fill(en.password, "short");
  await submit();
  await page.getByText(en.badEmail).waitFor();
  await page.getByText(en.shortPassword(8)).waitFor();
  await fill(en.email, "late@example.com");
  await fill(en.password, "password123");
  await submit();
  await page.getByText(en.commonPassword).waitFor();
  // What was typed is kept for the other way in.
  await page.getByRole("button", { name: en.haveAccount }).click();
  expect(await page.getByLabel(en.email, { exact: true }).inputValue()).toBe("late@example.com");
  await page.getByRole("button", { name: en.logIn, exact: true }).click();
  await page.getByText(en.wrongPassword).waitFor();
});

test("naughty names are shown as they were typed", async () => {
  for (const name of [
    "<img src=x onerror=alert(1)>",
    "𝕬𝖓𝖓𝖆 🦄",
    "'; DROP TABLE users; --",
    "🦄".repeat(64),
    "w".repeat(120),
  ]) {
    const visitor = await Visitor.open(browser, server.url, phone);
    await visitor.page.getByRole("button", { name: en.createAccount }).click();
    await visitor.register("Somebody");
    await visitor.fill(en.groupName, name);
    await visitor.page.keyboard.press("Enter");
    await visitor.page.locator(".conversation-title h1", { hasText: name }).waitFor();
    expect(await visitor.page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(visitor.complaints).toEqual([]);
    await visitor.page.context().close();
  }
});

test("another tab goes in and out with this one", async () => {
  const { anna } = await host();
  const other = await anna.page.context().newPage();
  await other.goto(server.url);
  await other.locator("a.chat-row").waitFor();
  await other.goto(`${server.url}/settings/account`);
  await other.getByRole("button", { name: en.logOut }).first().click();
  await other.getByRole("dialog").getByRole("button", { name: en.logOut }).click();
  await anna.page.getByText(en.loggedOut).waitFor();
  await anna.logIn(anna.email);
  await anna.page.locator("a.chat-row").waitFor();
  await other.locator("a.chat-row").waitFor();
});
