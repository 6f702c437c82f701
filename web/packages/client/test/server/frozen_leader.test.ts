// Two tabs; the one that sends for both is frozen, as browsers do it in the background, and thaws.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import { MemoryStorage } from "../../src/index.js";
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

const speed = 10;

/** The first one leads. */
async function twoTabs(): Promise<[Instance, Instance]> {
  const storage = new MemoryStorage();
  const leader = await cast.openLive(cast.anna, storage, { speed });
  // It leads once it has sent something.
  await leader.client.chat(cast.chat_id).send("first");
  return [leader, await cast.openLive(cast.anna, storage, { speed })];
}

test("the other one sends in its place", async () => {
  const [leader, other] = await twoTabs();
  leader.freeze();
  await other.client.chat(cast.chat_id).send("second");
  expect(await cast.texts()).toEqual(["first", "second"]);
  leader.thaw();
  await cast.expectAgreement(leader, cast.anna);
  await cast.expectAgreement(other, cast.anna);
});

test("frozen while it sends: the other one sends it, once, and in order", async () => {
  const [leader, other] = await twoTabs();
  cast.proxy.stall("up");
  for (const text of ["second", "third"]) void leader.client.chat(cast.chat_id).send(text);
  await expect.poll(() => other.client.pending.filter(({ stored }) => stored)).toHaveLength(2);
  await expect.poll(() => leader.client.pending[0]?.state).toBe("sending");
  leader.freeze();
  cast.proxy.cut();
  await cast.proxy.heal();
  await other.client.chat(cast.chat_id).send("fourth");
  leader.thaw();
  await cast.expectAgreement(leader, cast.anna);
  expect(await cast.texts()).toEqual(["first", "second", "third", "fourth"]);
});

test("the promise of a frozen tab is kept by the other one's sending", async () => {
  const [leader, other] = await twoTabs();
  cast.proxy.stall("up");
  const sending = leader.client.chat(cast.chat_id).send("second");
  await expect.poll(() => other.client.pending.filter(({ stored }) => stored)).toHaveLength(1);
  leader.freeze();
  cast.proxy.cut();
  await cast.proxy.heal();
  await expect.poll(() => cast.texts()).toEqual(["first", "second"]);
  leader.thaw();
  await expect(sending).resolves.toMatchObject({ seq: 2 });
});

test("thawed, it writes nothing that is older than what the other one has stored", async () => {
  const [leader, other] = await twoTabs();
  leader.freeze();
  await other.client.chat(cast.chat_id).send("second");
  await cast.boris.send(cast.chat_id, "third");
  await expect.poll(() => other.client.chat(cast.chat_id).info?.last_seq).toBe(3);
  await other.client.close();
  leader.thaw();
  await leader.client.whenLive();
  await expect.poll(() => leader.client.chat(cast.chat_id).info?.last_seq).toBe(3);
  await leader.client.close();

  const next = await cast.openLive(cast.anna, leader.storage);
  await cast.expectAgreement(next, cast.anna);
});

test("a tab that crashes while it leads is followed by the other one", async () => {
  const [leader, other] = await twoTabs();
  cast.proxy.stall("down");
  void leader.client.chat(cast.chat_id).send("second");
  await expect.poll(() => cast.texts()).toEqual(["first", "second"]);
  leader.crash();
  await cast.proxy.heal();
  await other.client.chat(cast.chat_id).send("third");
  expect(await cast.texts()).toEqual(["first", "second", "third"]);
  await expect.poll(() => other.client.pending).toEqual([]);
});
