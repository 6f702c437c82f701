import { describe, expect, test } from "vitest";

import { Hub, Lease } from "./lease.js";
import { MemoryStorage } from "./memory_storage.js";
import { Outbox, type OutboxOptions } from "./outbox.js";
import { systemClock } from "./platform.js";
import { Receipts } from "./receipts.js";
import { Unreachable } from "./problems.js";
import type { Writer } from "./storage.js";
import type { Message } from "./types.js";

const account = "1.7";

/** An outbox that may send; `sent` holds what it said to the server, which `command` answers for. */
async function outboxOver(storage: MemoryStorage, parts: Partial<OutboxOptions> = {}) {
  const lease = new Lease(storage, new Hub(storage), systemClock, [account, "lead"]);
  await lease.take();
  return new Outbox({
    storage,
    account,
    me: 7,
    lease,
    clock: systemClock,
    command: () => Promise.reject(new Unreachable()),
    changed: () => undefined,
    createdAt: () => undefined,
    shown: () => new Map(),
    isExpected: () => true,
    receipts: new Receipts(systemClock),
    tell: () => undefined,
    failed: (error) => {
      throw error;
    },
    ...parts,
  });
}

function message(seq: number, text: string, client_id: string): Message {
  const timestamp = "2026-11-23T08:15:30.123456Z";
  return { id: seq, chat_id: 1, seq, sender_id: 7, text, timestamp, read: false, client_id };
}

class CountingStorage extends MemoryStorage {
  writes = 0;
  override write: MemoryStorage["write"] = (body) => {
    // What loops without a pause must end somewhere.
    if (++this.writes > 50) return new Promise(() => undefined);
    return super.write(body);
  };
}

test("what another tab has withdrawn is not tried again and again", async () => {
  // The tab that sends did not hear of it: its own list still had the message.
  const storage = new CountingStorage();
  const outbox = await outboxOver(storage);
  await outbox.add(1, "Hello", undefined, "a");
  await storage.write((writer) => writer.deleteAll(["outbox", account]));
  outbox.setLive(true);
  await expect.poll(() => outbox.list()).toEqual([]);
  expect(storage.writes).toBeLessThan(10);
});

test("what another tab has been refused is not tried again and again", async () => {
  const storage = new CountingStorage();
  const outbox = await outboxOver(storage);
  await outbox.add(1, "Hello", undefined, "a");
  const problem = { code: "chat_not_found", detail: "You have no such chat." };
  await storage.write(async (writer) => {
    const row = (await writer.get(["outbox", account, 1])) as object;
    await writer.put(["outbox", account, 1], { ...row, problem });
  });
  outbox.setLive(true);
  await expect.poll(() => outbox.list()).toMatchObject([{ state: "refused", problem }]);
  expect(storage.writes).toBeLessThan(10);
});

test("an acknowledged message is shown until its event comes, whatever is sent meanwhile", async () => {
  // The first one's place in storage was free again, and the second one took it over in the list.
  const storage = new MemoryStorage();
  const outbox = await outboxOver(storage, {
    command: (command) =>
      "client_id" in command && command.client_id === "a"
        ? Promise.resolve({ type: "sent", message: message(1, "First", "a") })
        : new Promise(() => undefined),
  });
  outbox.setLive(true);
  await outbox.add(1, "First", undefined, "a");
  const stored = () => storage.read((reader) => reader.list(["outbox", account]));
  await expect.poll(stored).toEqual([]);
  await outbox.add(1, "Second", undefined, "b");
  expect(outbox.list().map((one) => one.text)).toEqual(["First", "Second"]);
  outbox.heard(message(1, "First", "a"));
  expect(outbox.list().map((one) => one.text)).toEqual(["Second"]);
});

test("what was typed for a chat that is gone does not go to another one with its number", async () => {
  // A restored database gives numbers out again.
  const storage = new MemoryStorage();
  let made = "2026-11-23T08:15:30.123456Z";
  const said: string[] = [];
  const outbox = await outboxOver(storage, {
    createdAt: () => made,
    command: (command) => {
      if (command.type === "send") said.push(command.text);
      return new Promise(() => undefined);
    },
  });
  await outbox.add(1, "For the old one", undefined, "a");
  made = "2026-11-24T08:15:30.123456Z";
  outbox.setLive(true);
  await expect
    .poll(() => outbox.list())
    .toMatchObject([{ state: "refused", problem: { code: "chat_not_found" } }]);
  expect(said).toEqual([]);
  await outbox.retry(1, "a");
  await expect.poll(() => said).toEqual(["For the old one"]);
});

test("what is shown as a message is not pending, though nobody knows yet that it was sent", async () => {
  // After a reload: the message was stored, and that its row has gone was not.
  const storage = new MemoryStorage();
  const shown = new Map([["a", message(1, "First", "a")]]);
  const outbox = await outboxOver(storage, {
    shown: (chat_id) => (chat_id === 1 ? shown : new Map()),
  });
  await outbox.add(1, "First", undefined, "a");
  await outbox.add(2, "First", undefined, "a");
  expect(outbox.list().map((one) => one.chat_id)).toEqual([2]);
  // A client_id that is used again is refused, and that is to be seen.
  shown.set("a", message(1, "Another", "a"));
  expect(outbox.list(1)).toHaveLength(1);
});

test("a burst is listed at once, in order, and stored in two transactions", async () => {
  const storage = new CountingStorage();
  const outbox = await outboxOver(storage);
  storage.writes = 0;
  const texts = Array.from({ length: 400 }, (_, at) => `line ${String(at)}`);
  const stored = Promise.all(texts.map((text) => outbox.add(1, text)));
  expect(outbox.list().map((one) => one.text)).toEqual(texts);
  expect(outbox.list().every((one) => !one.stored)).toBe(true);
  await stored;
  expect(outbox.list().map((one) => one.text)).toEqual(texts);
  expect(outbox.list().every((one) => one.stored)).toBe(true);
  expect(storage.writes).toBe(2);
});

test("a client_id is one's own within a chat: two chats may have the same", async () => {
  const storage = new MemoryStorage();
  const receipts = new Receipts(systemClock);
  const here = receipts.wait("1/same", "here");
  const outbox = await outboxOver(storage, { isExpected: () => false, receipts });
  await outbox.add(1, "here", undefined, "same");
  await outbox.add(2, "there", undefined, "same");
  outbox.heard(message(1, "here", "same"));
  expect(await here).toMatchObject({ text: "here" });
  expect(outbox.list().map((one) => one.text)).toEqual(["there"]);
});

/** Deletes nothing until it is let. */
class SlowToDelete extends MemoryStorage {
  let: () => void = () => undefined;
  override write: MemoryStorage["write"] = (body) =>
    super.write((writer) =>
      body({
        ...pick(writer),
        delete: (key) => {
          void new Promise<void>((resolve) => (this.let = resolve)).then(() =>
            super.write((later) => later.delete(key)),
          );
          return Promise.resolve();
        },
      }),
    );
}

function pick(writer: Writer): Writer {
  return {
    get: (key) => writer.get(key),
    list: (prefix, bounds) => writer.list(prefix, bounds),
    last: (prefix) => writer.last(prefix),
    put: (key, value) => writer.put(key, value),
    delete: (key) => writer.delete(key),
    deleteAll: (prefix, bounds) => writer.deleteAll(prefix, bounds),
  };
}

test("what is acknowledged does not hold up the next one while it is being deleted", async () => {
  // It was looked for again and again without a pause, so nothing else ran, and it never ended.
  const said: string[] = [];
  const outbox = await outboxOver(new SlowToDelete(), {
    command: (command) => {
      if (command.type !== "send") return new Promise(() => undefined);
      said.push(command.text);
      const sent = message(said.length, command.text, command.client_id);
      return Promise.resolve({ type: "sent", message: sent });
    },
  });
  outbox.setLive(true);
  await outbox.add(1, "First", undefined, "a");
  await outbox.add(1, "Second", undefined, "b");
  await expect.poll(() => said).toEqual(["First", "Second"]);
});

describe("after a fall back to memory", () => {
  const text = "secret";
  const key = ["outbox", account, 1];
  async function fallenBack() {
    const failed = new MemoryStorage();
    await (await outboxOver(failed)).add(1, text, undefined, "a");
    const storage = new MemoryStorage();
    const outbox = await outboxOver(storage);
    await outbox.rescue(failed, storage);
    await outbox.load();
    return { failed, outbox };
  }

  test("what waits is withdrawn from both storages", async () => {
    const { failed, outbox } = await fallenBack();
    expect(await outbox.withdraw(1, "a")).toBe(true);
    expect(await failed.read((reader) => reader.get(key))).toBeUndefined();
    expect(outbox.list()).toEqual([]);
  });

  test("what another tab is sending, or has sent, is not", async () => {
    const sending = await fallenBack();
    await sending.failed.write(async (writer) => {
      const row = (await writer.get(key)) as object;
      await writer.put(key, { ...row, attempted: true });
    });
    expect(await sending.outbox.withdraw(1, "a")).toBe(false);
    expect(sending.outbox.list()).toMatchObject([{ text }]);
    const sent = await fallenBack();
    await sent.failed.write((writer) => writer.delete(key));
    expect(await sent.outbox.withdraw(1, "a")).toBe(false);
  });

  test("what was on its way to storage when that failed is withdrawn from there, too", async () => {
    const failed = new MemoryStorage();
    const storage = new MemoryStorage();
    const outbox = await outboxOver(storage);
    await outbox.rescue(failed, storage);
    await outbox.add(1, text, undefined, "a");
    // It had been stored, and then an error came; under another number.
    const [row] = (await storage.read((reader) => reader.list(["outbox", account]))) as object[];
    await failed.write((writer) => writer.put(["outbox", account, 7], { ...row, number: 7 }));
    expect(await outbox.withdraw(1, "a")).toBe(true);
    expect(await failed.read((reader) => reader.list(["outbox", account]))).toEqual([]);
  });

  test("what was typed since is one's own", async () => {
    const { outbox } = await fallenBack();
    await outbox.add(1, "later", undefined, "b");
    expect(await outbox.withdraw(1, "b")).toBe(true);
  });
});
