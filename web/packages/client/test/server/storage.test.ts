// The browser's storage is full, forbidden, damaged: the client goes on in memory, and says so.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import { type Key, MemoryStorage } from "../../src/index.js";
import { Cast } from "../support/cast.js";
import { StorageFaults } from "../support/faulty_storage.js";
import { shortTokens } from "../support/short_tokens.js";

let cast: Cast;
beforeAll(async () => {
  cast = await Cast.meet();
});
beforeEach(() => cast.begin());
afterEach(() => {
  cast.leave();
});
afterAll(() => cast.part());

const me = { path: "/chat/me" };

test("a tab whose storage has failed does not log the others out by its new tokens", async () => {
  // The others went on with the old refresh token in storage, which the server took for a stolen one.
  const storage = new MemoryStorage();
  const [key] = await cast.server.keys();
  let refreshes = 0;
  const shorten = shortTokens(key?.secret ?? "", 1);
  const changeAnswer = (path: string, answer: Response) => {
    if (path === "/chat/token") refreshes += 1;
    return shorten(path, answer);
  };
  const failing = await cast.openLive(cast.anna, storage, { changeAnswer });
  const other = await cast.openLive(cast.anna, storage, { changeAnswer: shorten });
  failing.faults.fail("forbidden");
  const renewed = async () => {
    await failing.client.request(me);
    return refreshes;
  };
  await expect.poll(renewed, { timeout: 20_000, interval: 100 }).toBeGreaterThan(7);
  expect(failing.client.storage).toEqual({ kind: "memory", problem: "forbidden" });
  // Its own token is over, too.
  await expect(other.client.request(me)).resolves.toMatchObject({ status: 200 });
});

/** All rows of a table are replaced; gives how many. */
async function spoil(storage: MemoryStorage, table: string, value: unknown): Promise<number> {
  const { account } = (await storage.read((reader) => reader.get(["account"]))) as {
    account: string;
  };
  return storage.write(async (writer) => {
    const keys: Key[] = [];
    for (let last; (last = await writer.last([table, account])); keys.push(last.key)) {
      await writer.delete(last.key);
    }
    for (const key of keys) await writer.put(key, value);
    return keys.length;
  });
}

test("full: what can be had again makes room for what can't", async () => {
  const storage = new MemoryStorage();
  const tab = await cast.openLive(cast.anna, storage);
  await cast.boris.send(cast.chat_id, "Hello");
  const cached = () => storage.read((reader) => reader.list(["message"]));
  await expect.poll(cached).toHaveLength(1);
  await cast.proxy.refuse();
  await expect.poll(() => tab.client.connection.state).toBe("offline");
  tab.faults.fail("full", { once: true });
  void tab.client.chat(cast.chat_id).send("typed");
  await expect.poll(() => tab.client.pending.filter(({ stored }) => stored)).toHaveLength(1);
  expect(await cached()).toEqual([]);
  expect(tab.client.storage).toEqual({ kind: "persistent", problem: undefined });
  tab.crash();

  await cast.proxy.accept();
  const again = await cast.openLive(cast.anna, storage);
  await expect.poll(() => again.client.pending).toEqual([]);
  expect(await cast.texts()).toEqual(["Hello", "typed"]);
  await cast.expectAgreement(again, cast.anna);
});

test.each(["full", "forbidden", "damaged"] as const)(
  "%s for good: it is said once, and everything works, in memory",
  async (problem) => {
    const tab = await cast.openLive(cast.anna);
    const problems: string[] = [];
    tab.client.on("storage", (event) => problems.push(event.problem));
    await cast.proxy.refuse();
    const chat = tab.client.chat(cast.chat_id);
    void chat.send("before");
    await expect.poll(() => tab.client.pending.filter(({ stored }) => stored)).toHaveLength(1);
    tab.faults.fail(problem);
    void chat.send("after");
    await expect.poll(() => tab.client.pending.filter(({ stored }) => stored)).toHaveLength(2);
    await cast.proxy.accept();
    await expect.poll(() => tab.client.pending).toEqual([]);
    expect(await cast.texts()).toEqual(["before", "after"]);
    expect(problems).toEqual([problem]);
    expect(tab.client.storage).toEqual({ kind: "memory", problem });
    await cast.expectAgreement(tab, cast.anna);
  },
);

test("a tab whose storage fails while it leads does not keep the others from sending", async () => {
  // It went on answering that it leads: in its memory it did.
  const storage = new MemoryStorage();
  const failing = await cast.openLive(cast.anna, storage, { speed: 10 });
  await failing.client.chat(cast.chat_id).send("by the first");
  const other = await cast.openLive(cast.anna, storage, { speed: 10 });
  failing.faults.fail("forbidden");
  await failing.client.chat(cast.chat_id).send("by the failing");
  await other.client.chat(cast.chat_id).send("by the other");
  expect(await cast.texts()).toEqual(["by the first", "by the failing", "by the other"]);
});

test("forbidden from the start: one logs in, and nothing is remembered", async () => {
  const storage = new MemoryStorage();
  const faults = new StorageFaults();
  faults.fail("forbidden");
  const tab = await cast.openLive(cast.anna, storage, { faults });
  await tab.client.chat(cast.chat_id).send("typed");
  expect(tab.client.storage).toEqual({ kind: "memory", problem: "forbidden" });
  expect(await storage.read((reader) => reader.list([]))).toEqual([]);
});

test("slow storage changes no order", async () => {
  const tab = await cast.openLive(cast.anna);
  tab.faults.slow = 20;
  const texts = Array.from({ length: 10 }, (_, number) => `message ${number}`);
  await Promise.all(texts.map((text) => tab.client.chat(cast.chat_id).send(text)));
  expect(await cast.texts()).toEqual(texts);
});

test.each([
  ["state", { format: 0, cursor: "of an older version" }],
  ["state", { format: 99, cursor: "of a newer version" }],
  ["state", null],
  ["chat", { chat: 1 }],
  ["chat", "garbage"],
  ["message", { seq: "one" }],
  ["user", 5],
  ["read", []],
  ["session", { refresh_token: 1 }],
])("damaged rows (%s: %j) are read anew from the server", async (table, value) => {
  const storage = new MemoryStorage();
  const tab = await cast.openLive(cast.anna, storage);
  for (const text of ["one", "two"]) await cast.boris.send(cast.chat_id, text);
  const stored = () => storage.read((reader) => reader.list(["message"]));
  await expect.poll(stored).toHaveLength(2);
  await tab.client.people.load([cast.boris.user_id]);
  await tab.client.close();
  await cast.proxy.refuse();
  const offline = await cast.open(cast.anna, storage);
  offline.client.chat(cast.chat_id).read(2);
  await expect.poll(() => storage.read((reader) => reader.list(["read"]))).toHaveLength(1);
  await offline.client.close();
  expect(await spoil(storage, table, value)).toBeGreaterThan(0);
  await cast.proxy.accept();

  const { credentials } = cast.anna;
  const again = await cast.openLive(cast.anna, storage, table === "session" ? { credentials } : {});
  await cast.expectAgreement(again, cast.anna);
  await again.client.chat(cast.chat_id).send("three");
  expect(await cast.texts()).toEqual(["one", "two", "three"]);
});

test("a damaged row of the outbox does not keep the others from being sent", async () => {
  const storage = new MemoryStorage();
  const tab = await cast.openLive(cast.anna, storage);
  await cast.proxy.refuse();
  await expect.poll(() => tab.client.connection.state).toBe("offline");
  for (const text of ["one", "two", "three"]) void tab.client.chat(cast.chat_id).send(text);
  await expect.poll(() => tab.client.pending.filter(({ stored }) => stored)).toHaveLength(3);
  tab.crash();
  const { account } = (await storage.read((reader) => reader.get(["account"]))) as {
    account: string;
  };
  await storage.write((writer) => writer.put(["outbox", account, 2], { number: 2, text: 5 }));
  await cast.proxy.accept();
  const again = await cast.openLive(cast.anna, storage);
  await again.client.chat(cast.chat_id).send("four");
  expect(await cast.texts()).toEqual(["one", "three", "four"]);
});
