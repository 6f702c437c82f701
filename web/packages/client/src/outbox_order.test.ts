// Two tabs over one storage: the one that sends must not pass by what the other has stored before.
import { expect, test } from "vitest";

import { Hub, Lease } from "./lease.js";
import { MemoryStorage } from "./memory_storage.js";
import { Outbox } from "./outbox.js";
import { systemClock } from "./platform.js";
import { Receipts } from "./receipts.js";
import type { Message } from "./types.js";

const kChat = 7;

interface Instance {
  outbox: Outbox;
  lease: Lease;
  sent: string[];
}

/** The tabs do not hear of each other, as it is when something is under way between them. */
function instance(storage: MemoryStorage): Instance {
  const lease = new Lease(storage, new Hub(storage), systemClock, ["lead"]);
  const sent: string[] = [];
  const outbox = new Outbox({
    storage,
    account: "account",
    me: 1,
    lease,
    clock: systemClock,
    command: (command) => {
      if (command.type === "send") sent.push(command.text);
      const message = { chat_id: kChat, seq: sent.length } as Message;
      return Promise.resolve({ type: "sent", message });
    },
    changed: () => undefined,
    createdAt: () => undefined,
    shown: () => new Map(),
    isExpected: () => false,
    receipts: new Receipts(systemClock),
    tell: () => undefined,
    failed: (error) => expect.unreachable(String(error)),
  });
  return { outbox, lease, sent };
}

test("what another tab has stored before is sent before", async () => {
  const storage = new MemoryStorage();
  const leader = instance(storage);
  const other = instance(storage);
  await leader.lease.take();
  leader.outbox.setLive(true);
  await other.outbox.add(kChat, "first");
  await leader.outbox.add(kChat, "second");
  await expect.poll(() => leader.sent).toHaveLength(2);
  expect(leader.sent).toEqual(["first", "second"]);
});
