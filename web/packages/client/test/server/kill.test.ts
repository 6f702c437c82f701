// kill -9 under way, and a server that comes back.
import { afterAll, beforeAll, expect, test } from "vitest";

import { Cast } from "../support/cast.js";

let cast: Cast;
beforeAll(async () => {
  cast = await Cast.meet();
});
afterAll(() => cast.part());

test("what is sent while the server is killed again and again is there once, in order", async () => {
  const { client } = await cast.openLive(cast.anna);
  const chat = client.chat(cast.chat_id);
  const expected = Array.from({ length: 60 }, (_, number) => `message ${number}`);
  const sending: Promise<unknown>[] = [];
  for (const [number, text] of expected.entries()) {
    sending.push(chat.send(text));
    if (number % 20 !== 10) continue;
    await Promise.race(sending.slice(-3));
    await cast.server.kill();
    await cast.server.startAgain();
    client.wake();
  }
  await Promise.all(sending);
  expect(await cast.texts()).toEqual(expected);
});

test("the client says how it is, and comes back by itself", async () => {
  const tab = await cast.openLive(cast.anna);
  const states: string[] = [];
  tab.client.on("connection", ({ state }) => states.push(state));
  await cast.server.kill();
  await expect.poll(() => tab.client.connection.state).toBe("offline");
  expect(tab.client.connection).toMatchObject({ retryAt: expect.any(Number) as number });
  await cast.server.startAgain();
  await tab.client.whenLive();
  expect(states[0]).toBe("offline");
  expect(states.slice(-3)).toEqual(["connecting", "catching_up", "live"]);
  await cast.expectAgreement(tab, cast.anna);
});

test("a clean stop is no end: 1012, and the client comes back", async () => {
  const tab = await cast.openLive(cast.anna);
  await cast.server.stop();
  const sending = tab.client.chat(cast.chat_id).send("while it was away");
  await cast.server.startAgain();
  await sending;
  expect((await cast.texts()).at(-1)).toBe("while it was away");
});
