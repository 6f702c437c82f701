// Two tabs over one storage: one of them sends, both show the same.
import { expect, test } from "vitest";

import { numbered, useWorld } from "../support/world.js";

const world = useWorld();

test("both tabs show what either has sent, and one of them does all the sending", async () => {
  const first = await world.enter();
  const second = await world.enterAgain();
  const typed = numbered("line ", 10);
  for (const [at, text] of typed.entries()) {
    await (at % 2 === 0 ? first : second).type(world.chat, text);
  }
  await first.shows(world.chat, typed);
  await second.shows(world.chat, typed);
  expect(await world.history()).toEqual(typed);
  expect(first.sent).toEqual(typed);
  expect(second.sent).toEqual([]);
});

test("each tab hears each message once, in order", async () => {
  const first = await world.enter();
  const second = await world.enterAgain();
  const typed = numbered("line ", 10);
  for (const text of typed) await second.type(world.chat, text);
  for (const tab of [first, second]) {
    await tab.shows(world.chat, typed);
    expect((await tab.heard(world.chat)).map(({ text }) => text)).toEqual(typed);
  }
});

test("what waits for the connection is seen in both tabs", async () => {
  const first = await world.enter();
  const second = await world.enterAgain();
  world.site.setDown(true);
  await second.type(world.chat, "later");
  await expect.poll(() => first.pending(world.chat)).toEqual(["later"]);
  world.site.setDown(false);
  await first.shows(world.chat, ["later"]);
  await second.shows(world.chat, ["later"]);
});

test("when the tab that sends is closed, the other goes on", async () => {
  const first = await world.enter();
  const second = await world.enterAgain();
  world.site.setDown(true);
  await first.type(world.chat, "by the first");
  await second.type(world.chat, "by the second");
  await first.page.close();
  world.site.setDown(false);
  await second.shows(world.chat, ["by the first", "by the second"]);
  expect(await world.history()).toEqual(["by the first", "by the second"]);
});

test("when the tab that sends crashes amid sending, nothing is lost or doubled", async () => {
  const tabs = [await world.enter(), await world.enterAgain()] as const;
  world.site.setDown(true);
  const [early, late] = [numbered("early ", 100), numbered("late ", 10)];
  await tabs[0].typeAll(world.chat, early);
  world.site.setDown(false);
  const sending = () => tabs.findIndex((tab) => tab.sent.length > 3);
  await expect.poll(sending, { interval: 5 }).not.toBe(-1);
  const [crashing, other] = sending() === 0 ? tabs : ([tabs[1], tabs[0]] as const);
  await crashing.crash();
  await other.typeAll(world.chat, late);
  await other.shows(world.chat, [...early, ...late]);
  expect(await world.history()).toEqual([...early, ...late]);
});
