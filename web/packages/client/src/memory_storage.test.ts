import { describe, expect, test } from "vitest";

import { Random } from "../test/support/random.js";
import { compareKeys, MemoryStorage } from "./memory_storage.js";
import type { Key } from "./storage.js";

async function storageOf(...keys: Key[]): Promise<MemoryStorage> {
  const storage = new MemoryStorage();
  await storage.write(async (writer) => {
    for (const key of keys) await writer.put(key, key.join("/"));
  });
  return storage;
}

const all = (storage: MemoryStorage) => storage.read((reader) => reader.list([]));

describe("keys", () => {
  test("numbers before strings, shorter before longer, as IndexedDB does", () => {
    const keys: Key[] = [["b"], [2], ["a", "x"], [10], ["a", 3], ["a"]];
    expect([...keys].sort(compareKeys)).toEqual([[2], [10], ["a"], ["a", 3], ["a", "x"], ["b"]]);
  });

  test("a list is ascending, of a prefix and within its bounds", async () => {
    const storage = await storageOf(
      ["m", "1.7", 10],
      ["m", "1.7", 9],
      ["m", "1.70", 9],
      ["m", "1.7", 11, 5],
      ["n"],
      ["m", "1.7"],
    );
    const list = (prefix: Key, bounds?: { from?: number; to?: number }) =>
      storage.read((reader) => reader.list(prefix, bounds));
    expect(await list(["m", "1.7"])).toEqual(["m/1.7", "m/1.7/9", "m/1.7/10", "m/1.7/11/5"]);
    expect(await list(["m", "1.7"], { from: 10 })).toEqual(["m/1.7/10", "m/1.7/11/5"]);
    expect(await list(["m", "1.7"], { to: 9 })).toEqual(["m/1.7", "m/1.7/9"]);
    expect(await list(["m", "1.7"], { from: 10, to: 11 })).toEqual(["m/1.7/10", "m/1.7/11/5"]);
    expect(await list(["o"])).toEqual([]);
  });

  test("the last of a prefix, or none", async () => {
    const storage = await storageOf(["o", "a", 2], ["o", "a", 10], ["o", "b", 1]);
    const last = (prefix: Key) => storage.read((reader) => reader.last(prefix));
    expect(await last(["o", "a"])).toEqual({ key: ["o", "a", 10], value: "o/a/10" });
    expect(await last(["p"])).toBeUndefined();
  });
});

describe("transactions", () => {
  test("one that fails has changed nothing", async () => {
    const storage = await storageOf(["a"], ["b", 1], ["b", 2], ["c"]);
    const before = await all(storage);
    const failing = storage.write(async (writer) => {
      await writer.put(["a"], "other");
      await writer.put(["d"], "new");
      await writer.delete(["c"]);
      await writer.deleteAll(["b"]);
      await writer.put(["b", 1], "again");
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await all(storage)).toEqual(before);
  });

  test("one after the other, in the order in which they were asked for", async () => {
    const storage = await storageOf(["n"]);
    await storage.write((writer) => writer.put(["n"], 0));
    const add = () =>
      storage.write(async (writer) => {
        const now = Number(await writer.get(["n"]));
        await Promise.resolve();
        await writer.put(["n"], now + 1);
        return now;
      });
    expect(await Promise.all([add(), add(), add()])).toEqual([0, 1, 2]);
  });

  test("a failure does not hold up the next", async () => {
    const storage = new MemoryStorage();
    void storage.write(() => Promise.reject(new Error("no"))).catch(() => undefined);
    await expect(storage.read((reader) => reader.list([]))).resolves.toEqual([]);
  });

  test("whatever is done and undone, it is as a map would be", async () => {
    const random = new Random(7);
    const storage = new MemoryStorage();
    let model = new Map<number, number>();
    for (let step = 0; step < 200; ++step) {
      const next = new Map(model);
      const fails = random.chance(0.3);
      const run = storage.write(async (writer) => {
        for (let change = 0; change < 4; ++change) {
          const key = random.between(1, 12);
          const act = random.weighted({ put: 5, delete: 2, range: 1 });
          if (act === "put") {
            next.set(key, step);
            await writer.put(["k", key], step);
          } else if (act === "delete") {
            next.delete(key);
            await writer.delete(["k", key]);
          } else {
            for (let gone = key; gone <= key + 3; ++gone) next.delete(gone);
            await writer.deleteAll(["k"], { from: key, to: key + 3 });
          }
        }
        if (fails) throw new Error("no");
      });
      if (fails) await expect(run).rejects.toThrow();
      else await run;
      if (!fails) model = next;
      const sorted = [...model].sort(([one], [other]) => one - other);
      expect(await all(storage)).toEqual(sorted.map(([, value]) => value));
    }
  });
});

describe("the channel", () => {
  test("is heard by all the others, and not by who closed it", async () => {
    const storage = new MemoryStorage();
    const heard: string[] = [];
    const listen = (name: string) =>
      storage.channel((message) => heard.push(`${name}: ${String(message)}`));
    const one = listen("one");
    listen("two");
    const three = listen("three");
    one.post("hello");
    await expect.poll(() => heard).toEqual(["two: hello", "three: hello"]);
    three.close();
    one.post("again");
    await expect.poll(() => heard).toContain("two: again");
    expect(heard).toHaveLength(3);
  });
});
