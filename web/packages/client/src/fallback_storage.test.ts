import { expect, test } from "vitest";

import { FallbackStorage } from "./fallback_storage.js";
import { MemoryStorage } from "./memory_storage.js";
import { ClientClosed } from "./problems.js";
import { StorageFailure } from "./storage.js";

/** Fails for everything, as a database does that has been closed. */
class FailingStorage extends MemoryStorage {
  override read(): Promise<never> {
    return Promise.reject(new StorageFailure("forbidden"));
  }
}

test("a storage that fails is replaced by memory, once, and says why", async () => {
  const storage = new FallbackStorage(new FailingStorage());
  const told: string[] = [];
  storage.onFallback = (problem) => {
    told.push(problem);
    return Promise.resolve();
  };
  for (let time = 0; time < 2; ++time) {
    expect(await storage.read((reader) => reader.get(["row"]))).toBeUndefined();
  }
  expect(told).toEqual(["forbidden"]);
});

// A tab that was logged out by another one told its people that storage is forbidden: something was
// still being read when it closed its database.
test("after its end it is not used, and its failing no news", async () => {
  const storage = new FallbackStorage(new FailingStorage());
  storage.onFallback = () => expect.unreachable();
  await storage.end();
  storage.close();
  const read = storage.read((reader) => reader.get(["row"]));
  await expect(read).rejects.toBeInstanceOf(ClientClosed);
});
