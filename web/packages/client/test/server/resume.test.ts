// After a disconnection the client hears exactly what it missed.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";

import type { Chat, Message } from "../../src/types.js";
import { flood } from "../chaos/flood.js";
import { Cast } from "../support/cast.js";
import type { Instance } from "../support/instance.js";

let cast: Cast;
beforeAll(async () => {
  cast = await Cast.meet();
});
beforeEach(() => cast.begin());
afterEach(() => {
  cast.leave();
});
afterAll(() => cast.part());

/** The numbers of the messages that it is told of. */
function hear({ client }: Instance): { told: number[]; resyncs: number } {
  const heard = { told: [] as number[], resyncs: 0 };
  client.on("message", ({ message }) => heard.told.push(message.seq));
  client.on("resync", () => (heard.resyncs += 1));
  return heard;
}

const path = () => `/chat/chats/${cast.chat_id}`;

test("messages, edits, deletions, reactions and markers come once each", async () => {
  const boris = await cast.boris.reader();
  for (const text of ["one", "two", "three"]) await cast.boris.send(cast.chat_id, text);
  const tab = await cast.openLive(cast.anna);
  await tab.client.chat(cast.chat_id).load(1, 3);
  const heard = hear(tab);

  await cast.proxy.refuse();
  await boris.ask(`${path()}/messages/1`, "PATCH", { text: "one, edited" });
  await boris.ask(`${path()}/messages/2`, "DELETE");
  await boris.ask(`${path()}/messages/3/reactions/%F0%9F%91%8D`, "PUT");
  for (const text of ["four", "five"]) await cast.boris.send(cast.chat_id, text);
  await (await cast.anna.reader()).ask(`${path()}/read`, "POST", { seq: 4 });
  await cast.proxy.accept();

  await tab.client.whenLive();
  expect(heard).toEqual({ told: [4, 5], resyncs: 0 });
  const held = tab.client.chat(cast.chat_id).messages(1, 5);
  expect(held.map(({ text }) => text)).toEqual(["one, edited", "", "three", "four", "five"]);
  await cast.expectAgreement(tab, cast.anna);
});

test("a reload goes on from where the last one was", async () => {
  await cast.boris.send(cast.chat_id, "one");
  const tab = await cast.openLive(cast.anna);
  await tab.client.chat(cast.chat_id).newest();
  await tab.client.close();
  await cast.boris.send(cast.chat_id, "two");
  await cast.proxy.refuse();

  const again = await cast.open(cast.anna, tab.storage);
  const heard = hear(again);
  const chat = again.client.chat(cast.chat_id);
  expect(chat.info).toMatchObject({ last_seq: 1 });
  await expect(chat.load(1, 1)).resolves.toMatchObject([{ text: "one" }]);
  await cast.proxy.accept();
  await again.client.whenLive();
  expect(heard).toEqual({ told: [2], resyncs: 0 });
  await cast.expectAgreement(again, cast.anna);
});

test("what one instance was told of, the next one is not told again", async () => {
  const tab = await cast.openLive(cast.anna);
  for (const text of ["one", "two", "three"]) await cast.boris.send(cast.chat_id, text);
  await expect.poll(() => tab.client.chat(cast.chat_id).info?.last_seq).toBe(3);
  await tab.client.close();

  const again = await cast.open(cast.anna, tab.storage);
  const heard = hear(again);
  await again.client.whenLive();
  expect(heard).toEqual({ told: [], resyncs: 0 });
});

test("a marker that reaches no newest message is there after a reload, however old it is", async () => {
  const boris = await cast.boris.reader();
  const tab = await cast.openLive(cast.anna);
  const chat = tab.client.chat(cast.chat_id);
  for (const text of ["one", "two"]) await chat.send(text);
  const stored = () => tab.storage.read((reader) => reader.list(["message"]));
  await expect.poll(stored).toHaveLength(2);
  await boris.ask(`${path()}/read`, "POST", { seq: 1 });
  await expect.poll(() => chat.messages(1, 1)[0]?.read).toBe(true);
  const other = await boris.ask<Chat>("/chat/group", "POST", {
    name: "Elsewhere",
    participants: [cast.anna.email],
  });
  await untilNoMarkerComesAgain(other.id);
  await tab.client.close();

  const again = await cast.openLive(cast.anna, tab.storage);
  const shown = await again.client.chat(cast.chat_id).load(1, 2);
  expect(shown.map(({ read }) => read)).toEqual([true, false]);
  await cast.expectAgreement(again, cast.anna);
});

/** A resume tells of markers from some seconds before the newest event, too: until there are none. */
async function untilNoMarkerComesAgain(elsewhere: number): Promise<void> {
  const reader = await cast.anna.reader();
  await vi.waitFor(
    async () => {
      await cast.boris.send(elsewhere, "later");
      const { cursor } = await reader.ask<{ cursor: string }>("/chat/sync");
      const missed = await reader.ask<{ events: { type: string; chat_id: number }[] }>(
        `/chat/sync?since=${encodeURIComponent(cursor)}`,
      );
      expect(missed.events.filter(({ chat_id }) => chat_id === cast.chat_id)).toEqual([]);
    },
    { timeout: 20_000, interval: 500 },
  );
}

test("a cut in the middle of the catching up loses nothing, and repeats nothing", async () => {
  const tab = await cast.openLive(cast.anna);
  const heard = hear(tab);
  await cast.proxy.refuse();
  const numbers = Array.from({ length: 60 }, (_, number) => number + 1);
  for (const number of numbers) await cast.boris.send(cast.chat_id, `message ${number}`);
  await cast.proxy.accept();
  for (const bytes of [2_000, 5_000, 9_000]) {
    cast.proxy.cutNextAfter("down", bytes);
    const before = heard.told.length;
    tab.client.wake();
    await expect.poll(() => heard.told.length).toBeGreaterThan(before);
  }
  await tab.client.whenLive();
  expect(heard).toEqual({ told: numbers, resyncs: 0 });
});

test("out of a group and in again: what comes next is of the new membership", async () => {
  const boris = await cast.boris.reader();
  const tab = await cast.openLive(cast.boris);
  const removed: number[] = [];
  tab.client.on("chat_removed", ({ chat }) => removed.push(chat.id));
  const heard = hear(tab);
  await cast.anna.send(cast.chat_id, "before");
  await expect.poll(() => heard.told).toEqual([1]);

  await cast.proxy.refuse();
  const anna = await cast.anna.reader();
  await anna.ask(`${path()}/members/${boris.user_id}`, "DELETE");
  await cast.anna.send(cast.chat_id, "unheard");
  const again = { group_id: cast.chat_id, second_email: cast.boris.email };
  await anna.ask("/chat/group/add-user", "POST", again);
  await cast.anna.send(cast.chat_id, "after");
  await cast.proxy.accept();

  await tab.client.whenLive();
  expect(heard.told).toEqual([1, 3]);
  await cast.expectAgreement(tab, cast.boris);
  const texts = (await tab.client.chat(cast.chat_id).load(1, 3)).map(({ text }) => text);
  expect(texts).toEqual(["before", "unheard", "after"]);
});

test("more than 10,000 missed events: resync, and all is as the server has it", async () => {
  const boris = await cast.boris.reader();
  await cast.boris.send(cast.chat_id, "one");
  const tab = await cast.openLive(cast.anna);
  await tab.client.chat(cast.chat_id).newest();
  const heard = hear(tab);
  await cast.proxy.refuse();
  expect(await flood(cast.server.url, boris, cast.chat_id, 10_050)).toBe(true);
  await boris.ask<Message>(`${path()}/messages/1`, "PATCH", { text: "one, edited" });
  await boris.ask<Chat>("/chat/group", "POST", { name: "New", participants: [cast.anna.email] });
  await cast.proxy.accept();

  await tab.client.whenLive();
  expect(heard.resyncs).toBe(1);
  expect(tab.client.chats.map(({ name }) => name)).toContain("New");
  await cast.expectAgreement(tab, cast.anna);
  await cast.boris.send(cast.chat_id, "three");
  await expect.poll(() => heard.told).toEqual([3]);
});

test("a reload before a new role has been asked about shows it all the same", async () => {
  // The event of the role was behind the stored cursor, and what it means was not stored yet.
  let asked = 0;
  const tab = await cast.openLive(cast.boris, undefined, {
    changeAnswer: (about, answer) => {
      if (about !== path()) return Promise.resolve(answer);
      asked += 1;
      return new Promise(() => undefined);
    },
  });
  const anna = await cast.anna.reader();
  await anna.ask(`${path()}/members/${cast.boris.user_id}`, "PATCH", { role: "admin" });
  await cast.anna.send(cast.chat_id, "promoted");
  await expect.poll(() => asked).toBe(1);
  // It has its time to store what it must not.
  const stored = () => tab.storage.read((reader) => reader.list(["message"]));
  const waiting = vi.waitUntil(async () => (await stored()).length > 0, { timeout: 1_000 });
  await waiting.catch(() => undefined);
  tab.crash();
  const again = await cast.openLive(cast.boris, tab.storage);
  await cast.expectAgreement(again, cast.boris);
  expect(again.client.chat(cast.chat_id).info?.role).toBe("admin");
});
