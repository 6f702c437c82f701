// Markers are told at most once a second and chat. Who reads and leaves within that second leaves
// messages read of which no event ever tells.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import { MemoryStorage } from "../../src/index.js";
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

async function readAndLeave(): Promise<void> {
  const boris = await cast.boris.reader();
  const path = `/chat/chats/${cast.chat_id}`;
  await boris.ask(`${path}/read`, "POST", { seq: 1 });
  await boris.ask(`${path}/read`, "POST", { seq: 2 });
  await boris.ask(`${path}/members/${boris.user_id}`, "DELETE");
}

test("what somebody read right before leaving is shown as read", async () => {
  const tab = await cast.openLive(cast.anna);
  const chat = tab.client.chat(cast.chat_id);
  await chat.send("one");
  await chat.send("two");
  await readAndLeave();
  await expect.poll(() => chat.messages(1, 2).map(({ read }) => read)).toEqual([true, true]);
  await cast.expectAgreement(tab, cast.anna);
});

test("it is so after a reload, too", async () => {
  const storage = new MemoryStorage();
  const tab = await cast.openLive(cast.anna, storage);
  await tab.client.chat(cast.chat_id).send("one");
  await tab.client.chat(cast.chat_id).send("two");
  await readAndLeave();
  await expect.poll(() => tab.client.chat(cast.chat_id).info?.member_count).toBe(1);
  await tab.client.close();
  const again = await cast.openLive(cast.anna, storage);
  const shown = await again.client.chat(cast.chat_id).load(1, 2);
  expect(shown.map(({ read }) => read)).toEqual([true, true]);
  await cast.expectAgreement(again, cast.anna);
});
