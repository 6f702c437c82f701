import { expect, test } from "vitest";

import { Cache } from "./cache.js";
import { Residency } from "./residency.js";
import type { Chat, Message } from "./types.js";

function message(seq: number): Message {
  const timestamp = "2026-11-23T08:15:30.123456Z";
  return { id: seq, chat_id: 1, seq, sender_id: 7, text: String(seq), timestamp, read: false };
}

/** One chat of so many messages, all of them in memory. */
function cacheOf(count: number): Cache {
  const cache = new Cache(7);
  const chat = { id: 1, last_seq: count, read_seq: 0, unread: count, created_at: "" };
  cache.put(chat as unknown as Chat);
  const timeline = cache.chats.get(1)?.timeline;
  for (let seq = 1; seq <= count; ++seq) timeline?.append(message(seq));
  return cache;
}

test("single messages that are loaded do not push out the part that is shown", () => {
  const cache = cacheOf(50_000);
  const residency = new Residency(cache);
  residency.open(1);
  residency.loading(1, { from: 20_001, to: 20_200 });
  for (let seq = 1; seq <= 100; ++seq) residency.loading(1, { from: seq * 100, to: seq * 100 });
  residency.loaded(1);
  const timeline = cache.chats.get(1)?.timeline;
  expect(timeline?.size).toBeLessThan(10_000);
  for (const seq of [20_001, 20_200, 100, 10_000, 50_000]) expect(timeline?.get(seq)).toBeDefined();
  expect(timeline?.get(150)).toBeUndefined();
});

test("of the longer parts the last four stay", () => {
  const cache = cacheOf(50_000);
  const residency = new Residency(cache);
  residency.open(1);
  for (let part = 1; part <= 5; ++part) {
    residency.loading(1, { from: part * 5_000, to: part * 5_000 + 100 });
  }
  residency.loaded(1);
  const timeline = cache.chats.get(1)?.timeline;
  expect(timeline?.get(5_000)).toBeUndefined();
  for (let part = 2; part <= 5; ++part) expect(timeline?.get(part * 5_000)).toBeDefined();
});
