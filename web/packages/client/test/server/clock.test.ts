// The machine's wall clock is set, ahead and back: no order changes, and no timer stops.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import { Cast } from "../support/cast.js";

let cast: Cast;
beforeAll(async () => {
  cast = await Cast.meet();
});
beforeEach(() => cast.begin());
afterEach(() => {
  cast.leave();
});
afterAll(() => cast.part());

const hour = 3_600_000;

test("what is typed before and after a jump keeps its order", async () => {
  const tab = await cast.openLive(cast.anna);
  const chat = tab.client.chat(cast.chat_id);
  await cast.proxy.refuse();
  const texts = ["now", "a day ahead", "two days back"];
  const sending = [chat.send(texts[0] ?? "")];
  tab.clock.jump(24 * hour);
  sending.push(chat.send(texts[1] ?? ""));
  tab.clock.jump(-72 * hour);
  sending.push(chat.send(texts[2] ?? ""));
  const stored = () => chat.pending.filter((one) => one.stored).map(({ text }) => text);
  await expect.poll(stored).toEqual(texts);
  tab.crash();
  await cast.proxy.accept();
  const again = await cast.openLive(cast.anna, tab.storage);
  await expect.poll(() => again.client.pending).toEqual([]);
  expect(await cast.texts()).toEqual(texts);
});

test.each([-48, 48])("a jump of %d hours while it waits to reconnect", async (hours) => {
  const tab = await cast.openLive(cast.anna);
  await cast.proxy.refuse();
  await expect.poll(() => tab.client.connection.state).toBe("offline");
  tab.clock.jump(hours * hour);
  await cast.proxy.accept();
  await tab.client.whenLive();
  await tab.client.chat(cast.chat_id).send("still here");
  expect(await cast.texts()).toEqual(["still here"]);
});

test("the lists are in the server's order, whatever time it is here", async () => {
  const tab = await cast.openLive(cast.anna);
  const first = cast.chat_id;
  await cast.begin();
  for (const [chat_id, hours] of [
    [first, 5],
    [cast.chat_id, -10],
    [first, 20],
  ] as const) {
    tab.clock.jump(hours * hour);
    await tab.client.chat(chat_id).send("Hello");
  }
  await cast.expectAgreement(tab, cast.anna);
});
