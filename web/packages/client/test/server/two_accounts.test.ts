// Two people over one storage, as two bots of one program may be: nothing of one reaches the other.
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

async function both() {
  const storage = new MemoryStorage();
  const { credentials } = cast.boris;
  const annas = await cast.openLive(cast.anna, storage);
  const boriss = await cast.openLive(cast.boris, storage, { credentials });
  return { storage, annas, boriss };
}

test("both send at once, and each sees what is theirs", async () => {
  const { annas, boriss } = await both();
  const texts = Array.from({ length: 20 }, (_, at) => String(at));
  const from = (name: string, { client }: typeof annas) =>
    texts.map((text) => client.chat(cast.chat_id).send(`${name} ${text}`));
  const sent = await Promise.all([...from("Anna", annas), ...from("Boris", boriss)]);
  expect(new Set(sent.map(({ seq }) => seq)).size).toBe(40);
  for (const [name, person] of [
    ["Anna", cast.anna],
    ["Boris", cast.boris],
  ] as const) {
    const theirs = sent.filter(({ sender_id }) => sender_id === person.user_id);
    expect(theirs.map(({ text }) => text)).toEqual(texts.map((text) => `${name} ${text}`));
  }
  await cast.expectAgreement(annas, cast.anna);
  await cast.expectAgreement(boriss, cast.boris);
});

test("who waits in the outbox of one is not sent by the other", async () => {
  const { storage, annas, boriss } = await both();
  await cast.proxy.refuse();
  void annas.client
    .chat(cast.chat_id)
    .send("of Anna")
    .catch(() => undefined);
  await expect.poll(() => annas.client.pending.filter(({ stored }) => stored)).toHaveLength(1);
  expect(boriss.client.pending).toEqual([]);
  annas.crash();
  await cast.proxy.accept();
  boriss.client.wake();
  await boriss.client.chat(cast.chat_id).send("of Boris");
  expect(await cast.texts()).toEqual(["of Boris"]);
  // `remembered` is who logged in last; the other one logs in.
  const { credentials } = cast.anna;
  const again = await cast.openLive(cast.anna, storage, { credentials });
  await expect.poll(() => again.client.pending).toEqual([]);
  expect(await cast.texts()).toEqual(["of Boris", "of Anna"]);
});

test("one logs out, and the other goes on, also after a restart", async () => {
  const { storage, annas, boriss } = await both();
  await boriss.client.chat(cast.chat_id).send("before");
  await annas.client.logOut();
  await boriss.client.chat(cast.chat_id).send("after");
  expect(boriss.client.connection.state).toBe("live");
  boriss.crash();
  const again = await cast.openLive(cast.boris, storage);
  expect(again.client.me.id).toBe(cast.boris.user_id);
  await cast.expectAgreement(again, cast.boris);
});
