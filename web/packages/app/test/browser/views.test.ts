// Every view, in both themes, on a desktop and a phone, in each language: axe finds nothing, nothing is wider than the window.
import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, test } from "vitest";

import { ask, newGroup, type Person } from "../../../client/test/support/people.js";
import { sections } from "../../src/pages/settings_sections.js";
import { findings, phone, useWorld, write } from "../support/messenger.js";

const world = useWorld();

async function look(page: Page, view: string): Promise<void> {
  // What appears is half transparent for a moment, which would count as too little contrast.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((one) => one.finished.catch(() => undefined))),
  );
  expect([view, ...(await findings(page))]).toEqual([view]);
  const wide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect([view, wide]).toEqual([view, 0]);
}

async function invitation(owner: Person, chat: number, more = {}): Promise<string> {
  const path = `/chat/chats/${chat}/invites`;
  return (await ask<{ token: string }>(world.server.url, owner, path, more)).token;
}

async function lookOutside(page: Page, language: string, token: string): Promise<void> {
  const open = (path: string) =>
    page.goto(`${world.pages.url}/${path.replace(/(#.*)?$/, `?language=${language}$1`)}`);
  await open("");
  await page.locator("h1").waitFor();
  await look(page, "welcome");
  await page.locator("form.entry button[type=button]").last().click();
  await page.locator("form.entry [name=name]").waitFor();
  await page.locator(".entry button[type=submit]").click();
  await page.locator(".field-wrong").first().waitFor();
  await look(page, "registering, with everything wrong");
  await open(`i/${token}`);
  await page.locator(".entry").waitFor();
  await look(page, "an invitation");
  await open("i/AAAAAAABxq5rGYyC0Vb5pw");
  await page.locator("h1").waitFor();
  await look(page, "an invitation that is none");
  await open("reset#AAAAAAABxq5rGYyC0Vb5pw");
  await page.locator("[name=password]").waitFor();
  await look(page, "a new password");
}

async function lookInside(page: Page, language: string): Promise<void> {
  const settings = (section = "") =>
    page.goto(`${world.pages.url}/settings/${section}?language=${language}`);
  await page.goto(`${world.pages.url}/?language=${language}`);
  await page.locator("a.chat-row").first().waitFor();
  await look(page, "chats");
  await page.keyboard.press("Control+k");
  await page.locator("dialog [role=combobox], dialog input").first().waitFor();
  await look(page, "the switcher");
  await page.keyboard.type("nobody at all");
  await look(page, "the switcher, without a result");
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("?");
  await page.locator("dialog").waitFor();
  await look(page, "the keys");
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  await page.locator("a.chat-row").first().click();
  await page.locator("article").first().waitFor();
  await look(page, "a conversation");
  await page.locator("article .row").last().click({ button: "right" });
  await page.locator(".menu, [role=menu]").first().waitFor();
  await look(page, "the menu of a message");
  await page.keyboard.press("Escape");
  for (const section of sections) {
    await settings(section);
    await page.locator(".settings-section *").first().waitFor();
    await look(page, `settings: ${section}`);
  }
}

test.each<[string, string, BrowserContextOptions]>([
  ["light, on a desktop", "en", { colorScheme: "light" }],
  ["dark, on a desktop", "ru", { colorScheme: "dark" }],
  ["light, on a phone", "ru", { ...phone, colorScheme: "light" }],
  ["dark, on a phone", "pseudo", { ...phone, colorScheme: "dark" }],
])("%s (%s)", async (_, language, options) => {
  const [anna, boris] = [await world.person(), await world.person()];
  const group = await newGroup(world.server.url, anna, "Design team", [boris]);
  await write(world.server.url, boris, group, "Look at https://example.org");
  await write(world.server.url, anna, group, "Nice");
  const stranger = await (await world.browser.newContext(options)).newPage();
  await lookOutside(stranger, language, await invitation(anna, group));
  await stranger.context().close();
  await lookInside(await world.enter(anna, options), language);

  const alone = await world.enter(await world.person(), options);
  await alone.goto(`${world.pages.url}/?language=${language}`);
  await alone.locator("[name=group]").waitFor();
  await look(alone, "no chats yet");
  world.pages.refuse();
  await alone.locator(".connection-line:visible").first().waitFor();
  await look(alone, "offline");
});
