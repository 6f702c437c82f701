// Two people in a chat: what one does, the other sees; and what is typed is never lost.
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import axe from "axe-core";

import { AsqServer } from "../../../client/test/support/asq_server.js";
import { openChromium } from "../../../client/test/support/chromium.js";
import { en } from "../../src/i18n/en.js";
import { phone, Visitor } from "../support/visitors.js";

let server: AsqServer;
let browser: Browser;
let anna: Visitor;
let boris: Visitor;
beforeAll(async () => {
  [server, browser] = await Promise.all([
    AsqServer.start({ ASQ_PING_AFTER: "1s" }),
    openChromium(),
  ]);
});
afterAll(async () => {
  await Promise.all([browser.close(), server.discard()]);
});
afterEach(async () => {
  for (const { page } of [anna, boris]) await page.context().close();
});
beforeEach(async () => {
  anna = await Visitor.open(browser, server.url);
  await anna.page.getByRole("button", { name: en.createAccount }).click();
  await anna.register("Anna");
  const link = await anna.makeGroup("Team");
  boris = await Visitor.open(browser, link, phone);
  await boris.register("Boris");
  await boris.page.locator("textarea").waitFor();
});

async function menuOf(visitor: Visitor, text: string): Promise<void> {
  await visitor
    .message(text)
    .first()
    .click({ button: "right", position: { x: 60, y: 15 } });
  await visitor.page.getByRole("menu").waitFor();
}
const choose = (visitor: Visitor, label: string) =>
  visitor.page.getByRole("menuitem", { name: label, exact: true }).click();

test("reply, react, edit and delete reach the other one", async () => {
  await anna.write("first");
  await boris.sees("first");
  await menuOf(boris, "first");
  await boris.page.getByRole("menuitemcheckbox", { name: "👍" }).click();
  await anna.message("first").getByLabel(en.reactions("👍", 1)).waitFor();
  await menuOf(boris, "first");
  await choose(boris, en.reply);
  await boris.write("second");
  await anna.message("second").locator(".quote", { hasText: "first" }).waitFor();
  await menuOf(anna, "first");
  await choose(anna, en.editMessage);
  await anna.write("first, better");
  await boris.message("first, better").getByText(en.edited).waitFor();
  await menuOf(anna, "first, better");
  await choose(anna, en.deleteMessage);
  await anna.page.getByRole("dialog").getByRole("button", { name: en.deleteMessage }).click();
  await boris.page.locator(".timeline").getByText(en.messageDeleted).first().waitFor();
  expect([...anna.complaints, ...boris.complaints]).toEqual([]);
});

test("who writes is seen, and a read message has two ticks", async () => {
  await boris.page.locator("textarea").pressSequentially("a");
  await anna.page.locator(".typing-line", { hasText: en.peopleTyping(["Boris"]) }).waitFor();
  await anna.page.bringToFront();
  await anna.write("read me");
  await boris.page.bringToFront();
  await anna.message("read me").getByLabel(en.read, { exact: true }).waitFor();
});

test("what is written while the server is away waits, and goes out once", async () => {
  await server.kill();
  await anna.write("while it was away");
  await anna.page.locator(".pane .connection-line").waitFor();
  await anna.message("while it was away").getByLabel(en.waiting).waitFor();
  await server.startAgain();
  await anna.page.reload();
  await boris.sees("while it was away");
  await anna.message("while it was away").getByLabel(en.stored).waitFor();
  expect(await anna.message("while it was away").count()).toBe(1);
});

test("a draft survives a reload and another chat, with what it answers", async () => {
  await anna.write("to be answered");
  await boris.sees("to be answered");
  await menuOf(boris, "to be answered");
  await choose(boris, en.reply);
  await boris.page.locator("textarea").fill("half a");
  await boris.page.reload();
  await expect.poll(() => boris.page.locator("textarea").inputValue()).toBe("half a");
  await boris.page.locator(".composer-bar", { hasText: "to be answered" }).waitFor();
  await boris.page.getByRole("button", { name: en.send, exact: true }).click();
  await anna.message("half a").locator(".quote", { hasText: "to be answered" }).waitFor();
  expect(await boris.page.locator("textarea").inputValue()).toBe("");
});

test("Up edits one's last message, and Esc leaves that", async () => {
  await anna.write("a tpyo");
  await anna.message("a tpyo").getByLabel(en.stored).waitFor();
  await anna.page.locator("textarea").press("ArrowUp");
  await expect.poll(() => anna.page.locator("textarea").inputValue()).toBe("a tpyo");
  await anna.page.locator("textarea").press("Escape");
  await expect.poll(() => anna.page.locator("textarea").inputValue()).toBe("");
  await anna.page.locator("textarea").press("ArrowUp");
  await expect.poll(() => anna.page.locator("textarea").inputValue()).toBe("a tpyo");
  await anna.page.locator("textarea").fill("a typo");
  await anna.page.keyboard.press("Enter");
  await boris.sees("a typo");
});

test("naughty texts are shown as they were typed, and links are links", async () => {
  const texts = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "שלום עולם",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!",
    "javascript:alert(1)",
    "a".repeat(3_000),
  ];
  for (const text of texts) {
    await anna.write(text);
    await boris.sees(text);
  }
  await anna.write("see https://example.org/a?b=c.");
  const link = boris.page.getByRole("link", { name: "https://example.org/a?b=c" });
  await link.waitFor();
  expect(await link.getAttribute("rel")).toContain("noopener");
  const wide = () =>
    boris.page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
  expect(await wide()).toBe(false);
  expect([...anna.complaints, ...boris.complaints]).toEqual([]);
});

test("a message of 8,000 lines is folded, and can be unfolded", async () => {
  // At once, as a paste: typing so many lines takes minutes.
  await anna.page.locator("textarea").evaluate(
    (field: HTMLTextAreaElement, text) => {
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    },
    `${"x\n".repeat(8_000)}end`,
  );
  await anna.page.locator(".composer-send").click();
  await boris.page.getByRole("button", { name: en.showAll }).click();
  await boris.page.locator(".text", { hasText: "end" }).waitFor();
});

test("what is too long is not sent, and not lost", async () => {
  const text = "y".repeat(16_390);
  await anna.page.locator("textarea").fill(text);
  await anna.page.getByText(en.tooLong(6)).waitFor();
  await anna.page.keyboard.press("Enter");
  expect(await anna.page.locator("textarea").inputValue()).toBe(text);
});

test("axe finds nothing in a conversation, light and dark, on a desktop and a phone", async () => {
  await anna.write("hello");
  await boris.sees("hello");
  await boris.write("hello to you");
  await anna.sees("hello to you");
  for (const { page } of [anna, boris]) {
    for (const scheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      // The policy lets no script in: by the debugger.
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() =>
        (window as unknown as { axe: typeof axe }).axe.run(),
      );
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`)).toEqual([]);
    }
  }
});
