// The tab that sends is frozen: it can't say so, and one day it goes on where it was.
import { expect, test } from "vitest";

import { numbered, useWorld } from "../support/world.js";

const world = useWorld();

test("while the tab that sends is frozen, another one takes over", async () => {
  const first = await world.enter();
  const second = await world.enterAgain();
  await first.freeze();
  const typed = numbered("line ", 5);
  for (const text of typed) await second.type(world.chat, text);
  await second.shows(world.chat, typed);
  expect(second.sent).toEqual(typed);
  expect(first.sent).toEqual([]);
});

test("a tab that was frozen shows what the others have sent", async () => {
  const first = await world.enter();
  const second = await world.enterAgain();
  await first.freeze();
  await second.type(world.chat, "meanwhile");
  await second.shows(world.chat, ["meanwhile"]);
  await first.thaw();
  await first.shows(world.chat, ["meanwhile"]);
});

test("a tab that is frozen before it hears of its message's arrival doubles nothing", async () => {
  const first = await world.enter();
  const letGo = world.site.stall();
  await first.type(world.chat, "one");
  await first.type(world.chat, "two");
  await expect.poll(() => world.history()).toEqual(["one"]);
  await first.freeze();
  const second = await world.enterAgain();
  await second.type(world.chat, "three");
  await second.shows(world.chat, ["one", "two", "three"]);
  letGo();
  await first.thaw();
  await first.shows(world.chat, ["one", "two", "three"]);
  expect(await world.history()).toEqual(["one", "two", "three"]);
});

test("tabs that are frozen in turn hand over to each other", async () => {
  const tabs = [await world.enter(), await world.enterAgain()] as const;
  const typed = numbered("line ", 4);
  for (const [at, text] of typed.entries()) {
    const [awake, frozen] = at % 2 === 0 ? tabs : ([tabs[1], tabs[0]] as const);
    await frozen.freeze();
    await awake.type(world.chat, text);
    await awake.shows(world.chat, typed.slice(0, at + 1));
    await frozen.thaw();
  }
  for (const tab of tabs) await tab.shows(world.chat, typed);
  expect(await world.history()).toEqual(typed);
});
