// A server in an office, at a plain http address that is not localhost: there browsers have neither
// Web Locks nor crypto.randomUUID nor crypto.subtle.
import { expect, test } from "vitest";

import { plainHttpName } from "../support/chromium.js";
import { numbered, useWorld } from "../support/world.js";

const world = useWorld();
const office = { host: plainHttpName };

test("the page is no secure context", async () => {
  const tab = await world.open(office);
  const found = await tab.page.evaluate(() => {
    const { locks } = navigator as { locks?: unknown };
    const { randomUUID, subtle } = crypto as { randomUUID?: unknown; subtle?: unknown };
    return [isSecureContext, locks, randomUUID, subtle].map(String);
  });
  expect(found).toEqual(["false", "undefined", "undefined", "undefined"]);
});

test("two tabs show the same, and one of them sends", async () => {
  const first = await world.enter(office);
  const second = await world.enterAgain(office);
  const typed = numbered("line ", 6);
  for (const [at, text] of typed.entries()) {
    await (at % 2 === 0 ? first : second).type(world.chat, text);
  }
  for (const tab of [first, second]) await tab.shows(world.chat, typed);
  expect([first.sent, second.sent]).toEqual([typed, []]);
});

test("when the tab that sends crashes, the other one goes on", async () => {
  const first = await world.enter(office);
  const second = await world.enterAgain(office);
  world.site.setDown(true);
  await first.type(world.chat, "by the first");
  await first.crash();
  await second.type(world.chat, "by the second");
  world.site.setDown(false);
  await second.shows(world.chat, ["by the first", "by the second"]);
});

test("a reload loses nothing that was typed", async () => {
  const tab = await world.enter(office);
  world.site.setDown(true);
  await tab.type(world.chat, "before");
  await tab.reload();
  await tab.start();
  await tab.type(world.chat, "after");
  world.site.setDown(false);
  await tab.shows(world.chat, ["before", "after"]);
});

test("the page's cookie keeps one logged in", async () => {
  const tab = await world.open(office);
  await tab.start({ ...world.person, cookie: true });
  await tab.live();
  await tab.reload();
  await tab.start({ cookie: true });
  await tab.live();
});
