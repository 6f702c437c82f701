// Storage that is forbidden, full, newer, older or damaged: the client goes on, says so, and loses
// nothing that was typed in the page.
import { expect, test } from "vitest";

import { openChromium } from "../support/chromium.js";
import { ask, newGroup, newPerson } from "../support/people.js";
import { countRows, spoil, upgradeDatabase } from "../support/stored.js";
import { Tab } from "../support/tab.js";
import { useWorld } from "../support/world.js";

const world = useWorld();

function storageOf(tab: Tab): Promise<{ kind: string; problem?: string | undefined }> {
  return tab.page.evaluate(() => app.client.storage);
}

test("storage that may not be used", async () => {
  const tab = await world.open();
  await tab.page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("Not here.", "SecurityError");
    };
  });
  await tab.reload();
  await tab.start(world.person);
  await tab.type(world.chat, "typed");
  await tab.shows(world.chat, ["typed"]);
  expect(await storageOf(tab)).toEqual({ kind: "memory", problem: "forbidden" });
});

test("storage that may not even be looked at", async () => {
  const tab = await world.open();
  await tab.page.addInitScript(() => {
    Object.defineProperty(globalThis, "indexedDB", {
      get: () => {
        throw new DOMException("Not here.", "SecurityError");
      },
    });
  });
  await tab.reload();
  await tab.start(world.person);
  await tab.type(world.chat, "typed");
  await tab.shows(world.chat, ["typed"]);
  expect(await storageOf(tab)).toEqual({ kind: "memory", problem: "forbidden" });
});

test("a private window: its tabs share, and a reload keeps, what is stored", async () => {
  const browser = await openChromium();
  try {
    const context = await browser.newContext();
    const first = await Tab.open(context, world.site);
    await first.start(world.person);
    const second = await Tab.open(context, world.site);
    await second.start();
    world.site.setDown(true);
    await first.type(world.chat, "by the first");
    await second.type(world.chat, "by the second");
    await second.reload();
    await second.start();
    world.site.setDown(false);
    await second.shows(world.chat, ["by the first", "by the second"]);
    expect((await storageOf(second)).kind).toBe("persistent");
  } finally {
    await browser.close();
  }
});

/** From now on the browser grants so many bytes; what it has counted before may be a while old. */
async function limitStorage(tab: Tab, quotaSize: number): Promise<void> {
  const devtools = await tab.devtools();
  await devtools.send("Storage.overrideQuotaForOrigin", { origin: world.site.at(), quotaSize });
}

test("storage that is full from the beginning", async () => {
  const tab = await world.open();
  await limitStorage(tab, 1);
  await tab.start(world.person);
  await tab.type(world.chat, "typed");
  await tab.shows(world.chat, ["typed"]);
  expect(await storageOf(tab)).toEqual({ kind: "memory", problem: "full" });
});

test("storage that fills up", async () => {
  const tab = await world.open();
  await limitStorage(tab, 200_000);
  await tab.start(world.person);
  await tab.live();
  world.site.setDown(true);
  const typed: string[] = [];
  while ((await storageOf(tab)).kind === "persistent" && typed.length < 60) {
    typed.push(`${String(typed.length)} ${"x".repeat(16_000)}`);
    await tab.type(world.chat, typed.at(-1) ?? "");
  }
  expect(await tab.told()).toEqual(["storage: full"]);
  world.site.setDown(false);
  await tab.shows(world.chat, typed);
  expect(await world.history()).toEqual(typed);
});

test("storage of a newer version", async () => {
  const tab = await world.open();
  await upgradeDatabase(tab);
  await tab.start(world.person);
  await tab.type(world.chat, "typed");
  await tab.shows(world.chat, ["typed"]);
  expect(await storageOf(tab)).toEqual({ kind: "memory", problem: "newer" });
});

test("storage that another tab takes to a newer version", async () => {
  const tab = await world.enter();
  world.site.setDown(true);
  await tab.type(world.chat, "before");
  await upgradeDatabase(await world.open());
  await tab.type(world.chat, "after");
  world.site.setDown(false);
  await tab.shows(world.chat, ["before", "after"]);
  expect(await tab.told()).toEqual(["storage: newer"]);
});

test("an older format: what is cached is loaded anew, and what is not sent yet is sent", async () => {
  const tab = await world.enter();
  await tab.type(world.chat, "arrived");
  await tab.shows(world.chat, ["arrived"]);
  world.site.setDown(true);
  await tab.type(world.chat, "waiting");
  await tab.page.evaluate(() => app.client.close());
  expect(await spoil(tab, { prefix: "state", value: { format: 0, cursor: 7 } })).toBe(1);
  world.site.setDown(false);
  await tab.reload();
  await tab.start();
  await tab.shows(world.chat, ["arrived", "waiting"]);
});

const tables = ["account", "session", "lease", "state", "chat", "message", "user", "read"];
const garbage = [null, 7, "garbage", { chat: {}, number: "1", owner: 1, seq: "x" }];

test.each(garbage.map((value) => [JSON.stringify(value), value]))(
  "rows that were replaced by %s",
  async (_name, value) => {
    const { url } = world.server;
    const other = await newPerson(url);
    const chat = await newGroup(url, world.person, "Two", [other]);
    await ask(url, other, `/chat/chats/${String(chat)}/messages`, { text: "arrived" });
    const tab = await world.enter();
    await tab.shows(chat, ["arrived"]);
    await tab.page.evaluate((user_id) => app.client.people.load([user_id]), other.user.id);
    for (const table of ["user", "message"]) {
      await expect.poll(() => countRows(tab, table)).not.toBe(0);
    }
    world.site.setDown(true);
    await tab.page.evaluate(async (id) => {
      app.client.chat(id).read(1);
      await app.client.close();
    }, chat);
    world.site.setDown(false);
    for (const table of tables) {
      expect(await spoil(tab, { prefix: table, value }), table).not.toBe(0);
    }
    await tab.reload();
    await expect(tab.start()).rejects.toThrow("You are logged out. Log in again.");
    await tab.start(world.person);
    await tab.type(chat, "typed");
    await tab.shows(chat, ["arrived", "typed"]);
    expect(await tab.told()).toEqual([]);
  },
);

test("a damaged row among what is not sent yet costs no other", async () => {
  const tab = await world.enter();
  world.site.setDown(true);
  for (const text of ["one", "two", "damaged"]) await tab.type(world.chat, text);
  await tab.page.evaluate(() => app.client.close());
  expect(await spoil(tab, { prefix: "outbox", last: 3, value: "garbage" })).toBe(1);
  await tab.reload();
  await tab.start();
  await tab.type(world.chat, "three");
  world.site.setDown(false);
  await tab.shows(world.chat, ["one", "two", "three"]);
  expect(await world.history()).toEqual(["one", "two", "three"]);
});
