// What the timeline shows and what it tells the server, while somebody scrolls, looks, or has something open over it.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { ask, type Person } from "../../../client/test/support/people.js";
import { openChat, rowOf } from "../support/chat_page.js";
import { useWorld, write } from "../support/messenger.js";

const world = useWorld({ ASQ_LIMITS: "off" });

const many = (count: number) => Array.from({ length: count }, (_, at) => `number ${at + 1}.`);

/** The numbers of the rows that can be seen. */
const seen = (page: Page) =>
  page.locator(".timeline").evaluate((box) => {
    const { top, bottom } = box.getBoundingClientRect();
    const inView = [...box.querySelectorAll<HTMLElement>("[data-loaded]")].filter((row) => {
      const place = row.getBoundingClientRect();
      return place.bottom > top && place.top < bottom;
    });
    return inView.map((row) => Number(row.dataset["seq"]));
  });

// Below the drawn rows the end was taken for what is seen, and the chat went there.
test("a scrollbar that is dragged to the middle shows the middle", async () => {
  const { page, chat } = await openChat(world, { anna: many(600) });
  await page.goto(`${world.pages.url}/c/${String(chat)}/1`);
  await rowOf(page, "number 1.").first().waitFor();
  await expect.poll(() => seen(page)).toContain(1);
  await page.locator(".timeline").evaluate((box) => {
    box.scrollTop = box.scrollHeight / 2;
  });
  await expect
    .poll(async () => (await seen(page)).some((seq) => seq > 200 && seq < 500))
    .toBe(true);
  expect(await seen(page)).not.toContain(600);
});

// The row of the answer was not drawn again for a message outside the window.
test("what is deleted far above is no longer quoted", async () => {
  const { page, chat, anna, dima } = await openChat(world, { anna: many(150) });
  const path = `/chat/chats/${String(chat)}/messages`;
  await ask(world.server.url, dima, path, { text: "an answer", reply_to: 1 });
  await page.locator(".quote", { hasText: "number 1." }).waitFor();
  const headers = { Authorization: `Bearer ${anna.token}` };
  await fetch(`${world.server.url}${path}/1`, { method: "DELETE", headers });
  await expect.poll(() => page.locator(".quote").textContent()).not.toContain("number 1.");
});

const readSeq = async (person: Person, chat: number) => {
  const path = `/chat/chats/${String(chat)}`;
  return (await ask<{ read_seq: number }>(world.server.url, person, path)).read_seq;
};

// Each new message began the half second anew.
test("a chat in which somebody writes all the time is read while it is looked at", async () => {
  const { page, chat, anna, dima } = await openChat(world, { anna: ["first"] });
  await rowOf(page, "first").waitFor();
  const over = new AbortController();
  const writing = (async () => {
    for (let count = 1; !over.signal.aborted; ++count) {
      await write(world.server.url, dima, chat, `and ${String(count)} more`);
      await rowOf(page, `and ${String(count)} more`).waitFor();
    }
  })();
  await expect.poll(() => readSeq(anna, chat)).toBeGreaterThan(3);
  over.abort();
  await writing;
});

test("what came below a dialog is read once that is closed", async () => {
  const enter = { prepare: (page: Page) => page.clock.install() };
  const { page, chat, anna, dima } = await openChat(world, { anna: ["first"], enter });
  await rowOf(page, "first").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menu").waitFor();
  await write(world.server.url, dima, chat, "below it");
  await rowOf(page, "below it").waitFor();
  // Longer than it takes to read it, by the page's clock.
  await page.clock.runFor(2_000);
  expect(await readSeq(anna, chat)).toBe(1);
  await page.keyboard.press("Escape");
  await expect.poll(() => readSeq(anna, chat)).toBe(2);
});

test("the way down is offered as soon as one has left the end", async () => {
  const lines = Array.from({ length: 60 }, (_, at) => `line ${String(at)}`);
  const { page } = await openChat(world, { anna: lines });
  await rowOf(page, "line 59").waitFor();
  expect(await page.locator(".to-newest").count()).toBe(0);
  await page.locator(".timeline").evaluate((box) => {
    box.scrollBy(0, -box.clientHeight);
  });
  await page.locator(".to-newest").click();
  await page.locator(".to-newest").waitFor({ state: "detached" });
});

test.each([180, 240, 320])("at %i px the head of a chat is two lines high", async (width) => {
  const browser = { viewport: { width, height: 600 } };
  const { page } = await openChat(world, { anna: ["one"], browser });
  const { height } = (await page.locator(".conversation-head").boundingBox()) ?? { height: 0 };
  expect(height).toBeLessThan(70);
});
