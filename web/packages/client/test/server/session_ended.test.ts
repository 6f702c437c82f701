// The session is ended from another device, or by a log-out here: told once, and nothing typed is lost.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import { connect, MemoryStorage, SessionEnded } from "../../src/index.js";
import { Cast, untilReached } from "../support/cast.js";
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

/** Ends all of Anna's sessions but the reader's. */
async function endElsewhere(): Promise<void> {
  const reader = await cast.anna.reader();
  const { sessions } = await reader.ask<{ sessions: { id: number; current: boolean }[] }>(
    "/chat/sessions",
  );
  for (const { id, current } of sessions) {
    if (!current) await reader.ask(`/chat/sessions/${id}`, "DELETE");
  }
}

function countEnds(tabs: readonly Instance[]): number[] {
  const ends = tabs.map(() => 0);
  for (const [at, { client }] of tabs.entries()) {
    client.on("session_ended", (error) => {
      expect(error).toBeInstanceOf(SessionEnded);
      ends[at] = (ends[at] ?? 0) + 1;
    });
  }
  return ends;
}

test("all tabs are told, once each", async () => {
  const storage = new MemoryStorage();
  const tabs = [await cast.openLive(cast.anna, storage), await cast.openLive(cast.anna, storage)];
  const ends = countEnds(tabs);
  await endElsewhere();
  await expect.poll(() => ends).toEqual([1, 1]);
  for (const { client } of tabs) {
    expect(client.connection).toMatchObject({ state: "ended" });
    await expect(client.whenLive()).rejects.toBeInstanceOf(SessionEnded);
    await expect(client.request({ path: "/chat/me" })).rejects.toThrow();
  }
  expect(ends).toEqual([1, 1]);
});

test("nobody is logged in afterwards", async () => {
  const tab = await cast.openLive(cast.anna);
  const ends = countEnds([tab]);
  await endElsewhere();
  await expect.poll(() => ends).toEqual([1]);
  const again = connect({ url: cast.proxy.url, storage: tab.storage, remembered: true });
  await expect(again).rejects.toBeInstanceOf(SessionEnded);
});

/** How many messages are kept. */
function kept({ storage }: Instance): Promise<number> {
  return storage.read(async (reader) => (await reader.list(["message"])).length);
}

test("nothing of the chats stays in storage, wherever it was ended", async () => {
  const tab = await cast.openLive(cast.anna);
  await tab.client.chat(cast.chat_id).send("secret");
  await expect.poll(() => kept(tab)).toBe(1);
  await endElsewhere();
  await expect.poll(() => kept(tab)).toBe(0);

  const { credentials } = cast.anna;
  const again = await cast.openLive(cast.anna, tab.storage, { credentials });
  await again.client.chat(cast.chat_id).newest();
  await expect.poll(() => kept(again)).toBe(1);
});

test("a log-out is one, also if the session was over already", async () => {
  const tab = await cast.openLive(cast.anna);
  await tab.client.chat(cast.chat_id).send("secret");
  await expect.poll(() => kept(tab)).toBe(1);
  await cast.proxy.refuse();
  await endElsewhere();
  await cast.proxy.accept();
  await untilReached(() => tab.client.logOut());
  await expect.poll(() => kept(tab)).toBe(0);
  expect(tab.client.connection).toMatchObject({ state: "ended" });
});

test("what was typed before is sent after the next log-in", async () => {
  const tab = await cast.openLive(cast.anna);
  const chat = tab.client.chat(cast.chat_id);
  await cast.proxy.refuse();
  for (const text of ["one", "two"]) void chat.send(text).catch(() => undefined);
  await expect.poll(() => tab.client.pending.filter(({ stored }) => stored)).toHaveLength(2);
  const ends = countEnds([tab]);
  await endElsewhere();
  await cast.proxy.accept();
  tab.client.wake();
  await expect.poll(() => ends).toEqual([1]);
  expect(await cast.texts()).toEqual([]);

  const { credentials } = cast.anna;
  const again = await cast.openLive(cast.anna, tab.storage, { credentials });
  await expect.poll(() => again.client.pending).toEqual([]);
  expect(await cast.texts()).toEqual(["one", "two"]);
});

test("a log-out keeps what is not sent, and shows nothing of it to somebody else", async () => {
  const tab = await cast.openLive(cast.anna);
  await cast.proxy.refuse();
  const sending = tab.client.chat(cast.chat_id).send("typed");
  const ended = expect(sending).rejects.toThrow();
  await expect.poll(() => tab.client.pending.filter(({ stored }) => stored)).toHaveLength(1);
  await expect.poll(() => tab.client.connection.state).toBe("offline");
  await cast.proxy.accept();
  await untilReached(() => tab.client.logOut());
  await ended;

  const { credentials } = cast.boris;
  const boris = await cast.openLive(cast.boris, tab.storage, { credentials });
  expect(boris.client.pending).toEqual([]);
  expect(boris.client.me.id).toBe(cast.boris.user_id);
  boris.crash();

  const again = await cast.openLive(cast.anna, tab.storage, { credentials: cast.anna.credentials });
  await expect.poll(() => again.client.pending).toEqual([]);
  expect(await cast.texts()).toEqual(["typed"]);
});

test("a wrong password is a refusal, and ends nothing", async () => {
  const tab = await cast.openLive(cast.anna);
  const wrong = { email: cast.anna.email, password: "wrong" };
  const connecting = connect({ url: cast.proxy.url, storage: tab.storage, ...wrong });
  await expect(connecting).rejects.toMatchObject({ code: "invalid_credentials", status: 401 });
  expect(tab.client.connection.state).toBe("live");
});
