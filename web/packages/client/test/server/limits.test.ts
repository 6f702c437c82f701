// Over the server's limits: what is sent waits, says until when, and keeps its order.
import { afterAll, beforeAll, expect, test } from "vitest";

import { Cast } from "../support/cast.js";

let cast: Cast;
beforeAll(async () => {
  cast = await Cast.meet({ ASQ_LIMITS: "on", ASQ_LIMIT_SEND: "10/1s burst 10" });
});
afterAll(() => cast.part());

test("thirty messages in three chats arrive once each, in order, without an error", async () => {
  const chats = [cast.chat_id];
  for (let more = 0; more < 2; ++more) {
    await cast.begin();
    chats.push(cast.chat_id);
  }
  const { client } = await cast.openLive(cast.anna);
  const states = new Set<string>();
  const errors: unknown[] = [];
  client.on("error", (error) => errors.push(error));
  client.on("outbox", ({ chat }) => {
    for (const { state, until } of chat.pending) {
      states.add(state);
      if (state === "limited") expect(until).toBeGreaterThan(Date.now() - 100);
    }
  });
  const sending: Promise<unknown>[] = [];
  for (let number = 0; number < 10; ++number) {
    for (const id of chats) sending.push(client.chat(id).send(`message ${number}`));
  }
  await Promise.all(sending);
  expect(states).toContain("limited");
  expect(states).not.toContain("refused");
  expect(errors).toEqual([]);
  const { messages } = await cast.anna.view();
  for (const id of chats) {
    const texts = messages.get(id)?.map(({ text }) => text);
    expect(texts).toEqual(Array.from({ length: 10 }, (_, number) => `message ${number}`));
  }
});
