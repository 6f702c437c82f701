// The server's database is replaced by its backup: another history, and everybody logs in again.
import { afterEach, beforeEach, expect, test } from "vitest";

import { MemoryStorage } from "../../src/index.js";
import { Cast } from "../support/cast.js";

let cast: Cast;
beforeEach(async () => {
  cast = await Cast.meet();
});
afterEach(async () => {
  await cast.part();
});

/** What is done in between is gone afterwards. */
async function goBack(between: () => Promise<void>): Promise<void> {
  const backup = await cast.server.backup();
  await between();
  await cast.server.kill();
  await cast.server.restore(backup);
  await cast.server.startAgain();
  await cast.anna.logIn();
  await cast.boris.logIn();
}

test("messages that are newer than the backup are gone, those that wait are sent", async () => {
  const storage = new MemoryStorage();
  const tab = await cast.openLive(cast.anna, storage);
  await tab.client.chat(cast.chat_id).send("old");
  await goBack(async () => {
    await tab.client.chat(cast.chat_id).send("gone");
    await cast.proxy.refuse();
    void tab.client
      .chat(cast.chat_id)
      .send("waiting")
      .catch(() => undefined);
    await expect.poll(() => tab.client.pending.filter(({ stored }) => stored)).toHaveLength(1);
    tab.crash();
  });
  await cast.proxy.accept();

  const back = await cast.openLive(cast.anna, storage, { credentials: cast.anna.credentials });
  await expect.poll(() => back.client.pending).toEqual([]);
  expect(await cast.texts()).toEqual(["old", "waiting"]);
  await cast.expectAgreement(back, cast.anna);
});

test("what was read in the lost history is not shown as read in the new one", async () => {
  // The marker waited to be told, was refused as one from the future, and stayed in what was shown.
  const storage = new MemoryStorage();
  const tab = await cast.openLive(cast.anna, storage);
  await cast.boris.send(cast.chat_id, "one");
  await goBack(async () => {
    for (const text of ["two", "three"]) await cast.boris.send(cast.chat_id, text);
    await expect.poll(() => tab.client.chat(cast.chat_id).info?.last_seq).toBe(3);
    await cast.proxy.refuse();
    tab.client.chat(cast.chat_id).read(3);
    const rows = () => storage.read((reader) => reader.list(["read"]));
    await expect.poll(rows).toHaveLength(1);
    tab.crash();
  });
  await cast.proxy.accept();

  const back = await cast.openLive(cast.anna, storage, { credentials: cast.anna.credentials });
  await cast.expectAgreement(back, cast.anna);
  await cast.boris.send(cast.chat_id, "another two");
  await expect.poll(() => back.client.chat(cast.chat_id).info?.last_seq).toBe(2);
  await cast.expectAgreement(back, cast.anna);
});
