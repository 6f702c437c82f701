// A reload in the middle of everything: what was typed arrives once, in order.
import { expect, test } from "vitest";

import { spoil } from "../support/stored.js";
import type { Tab } from "../support/tab.js";
import { numbered, useWorld } from "../support/world.js";

const world = useWorld();

/** 0 to below `limit`, always the same for a seed (mulberry32). */
function dice(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** Something that may be going on when the page is reloaded. */
async function getOn(tab: Tab, moment: number): Promise<void> {
  const sent = tab.sent.length;
  if (moment === 1) await tab.live();
  if (moment === 2) await expect.poll(() => tab.sent.length, { interval: 1 }).toBeGreaterThan(sent);
}

test.each([1, 2, 3])(
  "lines typed between reloads arrive once, in order (seed %i)",
  async (seed) => {
    const roll = dice(seed);
    const tab = await world.enter();
    const typed: string[] = [];
    for (let round = 0; round < 5; ++round) {
      const lines = numbered(`round ${String(round)}, line `, 1 + roll(5));
      for (const line of lines) await tab.type(world.chat, line);
      typed.push(...lines);
      await getOn(tab, roll(2));
      await tab.reload();
      await tab.start();
    }
    await tab.shows(world.chat, typed);
    expect(await world.history()).toEqual(typed);
  },
);

test("lines that a reload cut off arrive at most once, in order, and those before them all", async () => {
  const tab = await world.enter();
  const typed: string[] = [];
  for (let round = 0; round < 3; ++round) {
    const lines = numbered(`round ${String(round)}, line `, 20);
    typed.push(...lines);
    tab.typeAll(world.chat, lines).catch(() => undefined);
    await getOn(tab, 2).catch(() => undefined);
    await tab.reload();
    await tab.start();
  }
  await tab.type(world.chat, "the last");
  await expect.poll(world.history.bind(world)).toContain("the last");
  const arrived = await world.history();
  const wanted = [...typed, "the last"].filter((line) => arrived.includes(line));
  expect(arrived).toEqual(wanted);
});

/** What is cached is of no use at the next start. */
async function spoilCursor(tab: Tab): Promise<void> {
  await tab.page.evaluate(() => app.client.close());
  const state = { format: 1, cursor: "?", lineage: "" };
  expect(await spoil(tab, { prefix: "state", value: state })).toBe(1);
}

test("a reload while the lists are loaded", async () => {
  const tab = await world.enter();
  await tab.type(world.chat, "before");
  await tab.shows(world.chat, ["before"]);
  await spoilCursor(tab);
  const release = world.site.hold("/chat/chats");
  for (let round = 0; round < 3; ++round) {
    const asked = world.site.passed.length;
    await tab.reload();
    await tab.start();
    await expect.poll(() => world.site.passed.slice(asked)).toContain("GET /chat/chats");
  }
  release();
  await tab.type(world.chat, "after");
  await tab.shows(world.chat, ["before", "after"]);
});

test("reloads amid a resync, and what is typed meanwhile", async () => {
  const tab = await world.enter();
  await tab.type(world.chat, "before");
  await tab.shows(world.chat, ["before"]);
  await spoilCursor(tab);
  const release = world.site.hold("/chat/chats");
  const typed = numbered("during ", 3);
  for (const line of typed) {
    await tab.reload();
    await tab.start();
    await expect.poll(() => tab.told()).toEqual(["resync"]);
    await tab.type(world.chat, line);
  }
  await tab.reload();
  await tab.start();
  release();
  await tab.shows(world.chat, ["before", ...typed]);
  expect(await world.history()).toEqual(["before", ...typed]);
});

test("a reload while the token is refreshed, and its answer lost", async () => {
  const tab = await world.enter();
  await tab.type(world.chat, "before");
  const release = world.site.hold("/chat/token");
  for (let round = 0; round < 3; ++round) {
    const asked = world.site.passed.length;
    await tab.reload();
    await tab.start();
    await expect.poll(() => world.site.passed.slice(asked)).toContain("POST /chat/token");
  }
  await tab.reload();
  release();
  await tab.start();
  await tab.type(world.chat, "after");
  await tab.shows(world.chat, ["before", "after"]);
});
