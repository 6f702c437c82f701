// What can go wrong on the way in: each has words of its own, and a way on.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { ask, newGroup } from "../../../client/test/support/people.js";
import { en } from "../../src/i18n/en.js";
import { phone, useWorld } from "../support/messenger.js";

const world = useWorld();
const kSecret = "another long secret";

async function open(path: string, options = {}): Promise<Page> {
  const page = await (await world.browser.newContext({ locale: "en-GB", ...options })).newPage();
  await page.goto(`${world.pages.url}${path}`);
  return page;
}
const fill = (page: Page, label: string, text: string) =>
  page.getByLabel(label, { exact: true }).fill(text);
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute("name") ?? "");

async function fillAccount(page: Page, name: string, email: string): Promise<void> {
  await fill(page, en.name, name);
  await fill(page, en.email, email);
  await fill(page, en.password, kSecret);
}

test("until the server has said its name, no other one is shown", async () => {
  const page = await (await world.browser.newContext({ locale: "en-GB" })).newPage();
  let answer: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route("**/chat/server", async (route) => {
    await asked;
    await route.continue();
  });
  await page.goto(world.pages.url);
  await page.getByLabel(en.email).waitFor();
  expect(await page.locator("h1").count()).toBe(0);
  answer();
  await page.getByRole("heading", { name: "Acme chat" }).waitFor();
});

test("a new password is set by a link, once", async () => {
  const anna = await world.person();
  const token = await world.server.resetToken(anna.email);
  const page = await open(`/reset#${token}`);
  await fill(page, en.password, "short");
  await press(page, en.setPassword);
  await page.getByText(en.shortPassword(8)).waitFor();
  expect(await focused(page)).toBe("password");
  await fill(page, en.password, kSecret);
  await press(page, en.setPassword);
  await page.getByText(en.passwordSet).waitFor();
  await press(page, en.logIn);
  await fill(page, en.email, anna.email);
  await fill(page, en.password, kSecret);
  await press(page, en.logIn);
  await page.locator(".messenger").waitFor();
  const again = await open(`/reset#${token}`);
  await fill(again, en.password, kSecret);
  await press(again, en.setPassword);
  await again.getByText(en.resetOver).waitFor();
});

test("a link for a password that the server does not know is told from one that failed", async () => {
  const page = await open("/reset#AAAAAAABxq5rGYyC0Vb5pw");
  await fill(page, en.password, kSecret);
  await press(page, en.setPassword);
  await page.getByText(en.noReset).waitFor();
});

test("another link for a password in the same tab begins anew", async () => {
  const anna = await world.person();
  const page = await open("/reset#AAAAAAABxq5rGYyC0Vb5pw");
  await fill(page, en.password, kSecret);
  await press(page, en.setPassword);
  const token = await world.server.resetToken(anna.email);
  await page.goto(`${world.pages.url}/reset#${token}`);
  await fill(page, en.password, kSecret);
  await press(page, en.setPassword);
  await page.getByText(en.passwordSet).waitFor();
});

test("whoever did not hear that the account was made gets in by the second try", async () => {
  const page = await open("/");
  await press(page, en.createAccount);
  await fillAccount(page, "Clara", "clara@example.org");
  await page.route(
    "**/chat/register",
    async (route) => {
      await route.fetch();
      await route.abort();
    },
    { times: 1 },
  );
  await press(page, en.createAccount);
  await page.getByText(en.unreachable).waitFor();
  await press(page, en.createAccount);
  await page.locator(".messenger").waitFor();
});

test("an e-mail that somebody else has is still refused", async () => {
  const anna = await world.person();
  const page = await open("/");
  await press(page, en.createAccount);
  await fillAccount(page, "Somebody", anna.email);
  await press(page, en.createAccount);
  await page.getByText(en.emailTaken).waitFor();
  expect(await focused(page)).toBe("email");
});

test("over the limit the seconds count down, and then one may try again", async () => {
  const page = await open("/");
  await page.route(
    "**/chat/token",
    (route) =>
      route.fulfill({
        status: 429,
        headers: { "Retry-After": "3" },
        contentType: "application/problem+json",
        body: JSON.stringify({ code: "rate_limited", detail: "", retryable: true, status: 429 }),
      }),
    { times: 1 },
  );
  await fill(page, en.email, "nobody@example.org");
  await fill(page, en.password, kSecret);
  await press(page, en.logIn);
  const told = (seconds: number) => page.locator("p.entry-problem", { hasText: en.busy(seconds) });
  for (const seconds of [3, 2, 1]) await told(seconds).waitFor();
  await told(1).waitFor({ state: "hidden" });
  await press(page, en.logIn);
  await page.getByText(en.wrongPassword).waitFor();
});

test("a link that one has used up oneself leads into the chat again", async () => {
  const anna = await world.person();
  const chat = await newGroup(world.server.url, anna, "Once");
  const { token } = await ask<{ token: string }>(
    world.server.url,
    anna,
    `/chat/chats/${String(chat)}/invites`,
    { max_uses: 1 },
  );
  const page = await open(`/i/${token}`);
  await fillAccount(page, "Dora", "dora@example.org");
  await press(page, en.join("Once"));
  await page.locator("textarea").waitFor();
  await page.goto(`${world.pages.url}/i/${token}`);
  await page.locator("textarea").waitFor();
  const stranger = await open(`/i/${token}`);
  await stranger.getByText(en.invitationOver).waitFor();
});

test("an invitation that is taken back while one types says so", async () => {
  const anna = await world.person();
  const chat = await newGroup(world.server.url, anna, "Brief");
  const path = `/chat/chats/${String(chat)}/invites`;
  const { token } = await ask<{ token: string }>(world.server.url, anna, path, {});
  const page = await open(`/i/${token}`);
  await fillAccount(page, "Emil", "emil@example.org");
  const headers = { Authorization: `Bearer ${anna.token}` };
  await fetch(`${world.server.url}/chat/invites/${token}`, { method: "DELETE", headers });
  await press(page, en.join("Brief"));
  await page.getByText(en.invitationOver).waitFor();
});

test("looking at an empty group again and again makes one link", async () => {
  const anna = await world.person();
  const chat = await newGroup(world.server.url, anna, "Empty");
  const page = await world.enter(anna);
  await page.goto(`${world.pages.url}/c/${String(chat)}`);
  const links = new Set<string>();
  for (let time = 0; time < 3; time += 1) {
    links.add(await page.getByLabel(en.inviteLink).inputValue());
    await page.reload();
  }
  await page.getByLabel(en.inviteLink).waitFor();
  const path = `/chat/chats/${String(chat)}/invites`;
  const { invites } = await ask<{ invites: unknown[] }>(world.server.url, anna, path);
  expect([links.size, invites.length]).toEqual([1, 1]);
});

test("a first group whose link could not be made is there all the same, once", async () => {
  const anna = await world.person();
  const page = await world.enter(anna);
  await page.route("**/invites", (route) => route.abort(), { times: 1 });
  await fill(page, en.groupName, "Only one");
  await press(page, en.createAndCopy);
  await page.getByLabel(en.messageTo("Only one")).waitFor();
  await page.goto(world.pages.url);
  await page.locator("a.chat-row").first().waitFor();
  expect(await page.locator("a.chat-row").count()).toBe(1);
});

test("where copying is impossible, the link is selected", async () => {
  const anna = await world.person();
  const chat = await newGroup(world.server.url, anna, "Uncopied");
  const page = await world.enter(anna);
  await page.goto(`${world.pages.url}/c/${String(chat)}`);
  await page.evaluate(() => {
    const writeText = () => Promise.reject(new Error("forbidden"));
    Object.defineProperty(navigator, "clipboard", { value: { writeText } });
    Object.defineProperty(document, "execCommand", { value: () => false });
  });
  await page.locator(".invite-card").getByRole("button", { name: en.copyLink }).click();
  const link = await page.getByLabel(en.inviteLink).inputValue();
  const selected = () =>
    page.evaluate(() => {
      const field = document.activeElement as HTMLInputElement;
      return field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0);
    });
  await expect.poll(selected).toBe(link);
});

test("on a desktop one types at once; on a phone no keyboard hides the page", async () => {
  const desktop = await open("/");
  await expect.poll(() => focused(desktop)).toBe("email");
  await press(desktop, en.createAccount);
  await expect.poll(() => focused(desktop)).toBe("name");
  const mobile = await open("/", phone);
  await mobile.getByLabel(en.email, { exact: true }).waitFor();
  expect(await focused(mobile)).toBe("");
});
