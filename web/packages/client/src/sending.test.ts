import { expect, test } from "vitest";

import type { Outbox } from "./outbox.js";
import type { Outgoing } from "./outgoing.js";
import { type Clock, systemClock } from "./platform.js";
import { Withdrawn } from "./problems.js";
import { Receipts } from "./receipts.js";
import { Sending } from "./sending.js";
import type { Message } from "./types.js";

/** An outbox that has these already. */
function sendingWith(known: readonly Partial<Outgoing>[]) {
  const receipts = new Receipts(systemClock);
  const done: string[] = [];
  const outbox = {
    get: (chat_id: number, client_id: string) =>
      known.find((one) => one.chat_id === chat_id && one.client_id === client_id),
    add: (chat_id: number, text: string) => {
      done.push(`add ${String(chat_id)} ${text}`);
      return Promise.resolve();
    },
    retry: (chat_id: number, client_id: string) => {
      done.push(`retry ${String(chat_id)} ${client_id}`);
      return Promise.resolve(true);
    },
  } as unknown as Outbox;
  const nothing = () => undefined;
  return {
    receipts,
    done,
    sending: new Sending({ outbox, receipts, added: nothing, withdrawn: nothing }),
  };
}

const answer = { seq: 9, text: "pong" } as Message;

test("the same under a clientId that is on its way is the same message", async () => {
  const on = { chat_id: 1, client_id: "a", text: "pong", reply_to: 7 };
  const { sending, receipts, done } = sendingWith([on]);
  const twice = [1, 2].map(() => sending.send(1, "pong", { replyTo: 7, clientId: "a" }));
  await Promise.resolve();
  receipts.acknowledged("1/a", answer);
  expect(await Promise.all(twice)).toEqual([answer, answer]);
  expect(done).toEqual(["retry 1 a", "retry 1 a"]);
});

test("another text under it is refused, and nothing is sent", async () => {
  const { sending, done } = sendingWith([{ chat_id: 1, client_id: "a", text: "A" }]);
  const other = sending.send(1, "B", { clientId: "a" });
  await expect(other).rejects.toMatchObject({ code: "client_id_reused", status: 409 });
  expect(done).toEqual([]);
});

test("in another chat it is another message", async () => {
  const on = { chat_id: 1, client_id: "a", text: "A" };
  const { sending, receipts, done } = sendingWith([on]);
  const sent = sending.send(2, "B", { clientId: "a" });
  await Promise.resolve();
  const own = { seq: 2, text: "B" } as Message;
  receipts.acknowledged("1/a", { seq: 1, text: "A" } as Message);
  receipts.heard("2/a", { seq: 1, text: "an earlier one" } as Message);
  receipts.heard("2/a", own);
  expect(await sent).toBe(own);
  expect(done).toEqual(["add 2 B"]);
});

test("who waits for a message that is gone is told how it went, or that it was withdrawn", async () => {
  const timers: (() => void)[] = [];
  const clock: Clock = {
    ...systemClock,
    after: (_, callback) => {
      timers.push(callback);
      return () => timers.splice(timers.indexOf(callback), 1);
    },
  };
  const receipts = new Receipts(clock);
  const [arrived, withdrawn] = [receipts.wait("1/a", "pong"), receipts.wait("1/b", "pong")];
  for (const name of ["1/a", "1/b", "1/b", "1/unknown"]) receipts.gone(name);
  receipts.acknowledged("1/a", answer);
  expect(await arrived).toBe(answer);
  expect(timers).toHaveLength(1);
  timers[0]?.();
  await expect(withdrawn).rejects.toBeInstanceOf(Withdrawn);
});
