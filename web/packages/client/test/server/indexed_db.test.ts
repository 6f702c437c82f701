// Over IndexedDB, as in browsers: what is kept, and a database that can't be opened.
import "fake-indexeddb/auto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { WebSocket } from "ws";

import { type Client, connect, openIndexedDb, type Storage } from "../../src/index.js";
import type { WebSocketClass } from "../../src/platform.js";
import { Cast } from "../support/cast.js";

let cast: Cast;
let storage: Storage | undefined;
const clients: Client[] = [];
beforeAll(async () => {
  cast = await Cast.meet();
});
beforeEach(() => cast.begin());
afterEach(async () => {
  vi.restoreAllMocks();
  for (const client of clients.splice(0)) await client.close();
  cast.leave();
  storage?.close();
  storage = undefined;
  for (const { name = "" } of await indexedDB.databases()) indexedDB.deleteDatabase(name);
});
afterAll(() => cast.part());

/** With the storage that the library chooses. */
async function connectByDefault(): Promise<Client> {
  const client = await connect({
    url: cast.proxy.url,
    WebSocket: WebSocket as unknown as WebSocketClass,
    ...cast.anna.credentials,
  });
  clients.push(client);
  await client.whenLive();
  return client;
}

test("a reload shows what is stored, and sends what was typed", async () => {
  storage = await openIndexedDb("kept");
  const tab = await cast.openLive(cast.anna, storage);
  await tab.client.chat(cast.chat_id).send("one");
  await expect.poll(() => storage?.read((reader) => reader.list(["message"]))).toHaveLength(1);
  await cast.proxy.refuse();
  await expect.poll(() => tab.client.connection.state).toBe("offline");
  void tab.client.chat(cast.chat_id).send("two");
  await expect.poll(() => tab.client.pending.filter(({ stored }) => stored)).toHaveLength(1);
  tab.crash();

  const again = await cast.open(cast.anna, storage);
  await expect(again.client.chat(cast.chat_id).load(1, 1)).resolves.toMatchObject([
    { text: "one" },
  ]);
  expect(again.client.pending).toMatchObject([{ text: "two" }]);
  await cast.proxy.accept();
  await expect.poll(() => again.client.pending).toEqual([]);
  expect(await cast.texts()).toEqual(["one", "two"]);
});

test("two tabs agree, and send in the order of typing", async () => {
  storage = await openIndexedDb("shared");
  const tabs = [await cast.openLive(cast.anna, storage), await cast.openLive(cast.anna, storage)];
  const [one, two] = tabs;
  if (!one || !two) return;
  const texts = ["one", "two", "three", "four"];
  for (const [at, text] of texts.entries()) {
    const { client } = at % 2 === 0 ? one : two;
    void client.chat(cast.chat_id).send(text);
    await expect
      .poll(() => client.pending.some((outgoing) => outgoing.text === text && outgoing.stored), {
        interval: 1,
      })
      .toBe(true);
  }
  await expect.poll(() => cast.texts()).toEqual(texts);
  for (const tab of tabs) await cast.expectAgreement(tab, cast.anna);
});

test("a database of a newer version is left alone", async () => {
  await new Promise((resolve) => {
    const opening = indexedDB.open(`asq ${cast.proxy.url}`, 99);
    opening.onsuccess = () => {
      opening.result.close();
      resolve(undefined);
    };
  });
  const client = await connectByDefault();
  expect(client.storage).toEqual({ kind: "memory", problem: "newer" });
  await client.chat(cast.chat_id).send("typed");
  const versions = (await indexedDB.databases()).map(({ version }) => version);
  expect(versions).toEqual([99]);
});

test.each([
  ["SecurityError", "forbidden"],
  ["QuotaExceededError", "full"],
  ["UnknownError", "damaged"],
] as const)("a database that can't be opened: %s", async (name, problem) => {
  vi.spyOn(indexedDB, "open").mockImplementation(() => {
    throw new DOMException("Not here.", name);
  });
  const client = await connectByDefault();
  expect(client.storage).toEqual({ kind: "memory", problem });
  await client.chat(cast.chat_id).send("typed");
  expect(await cast.texts()).toEqual(["typed"]);
});
