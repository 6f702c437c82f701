// Taking back what was sent: only while the server can't have it.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import { MemoryStorage, Withdrawn } from "../../src/index.js";
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

test("while there is no connection it is taken back, and its promise says so", async () => {
  const { client } = await cast.openLive(cast.anna);
  const chat = client.chat(cast.chat_id);
  await cast.proxy.refuse();
  await expect.poll(() => client.connection.state).toBe("offline");
  const sending = ["one", "two", "three"].map((text) => chat.send(text));
  await expect.poll(() => chat.pending).toHaveLength(3);
  const withdrawn = expect(sending[1]).rejects.toBeInstanceOf(Withdrawn);
  expect(await chat.withdraw(chat.pending[1]?.client_id ?? "")).toBe(true);
  await withdrawn;
  await cast.proxy.accept();
  await Promise.all([sending[0], sending[2]]);
  expect(await cast.texts()).toEqual(["one", "three"]);
});

test("what the server may have is not taken back", async () => {
  const { client } = await cast.openLive(cast.anna);
  const chat = client.chat(cast.chat_id);
  cast.proxy.stall("down");
  const sending = chat.send("one");
  await expect.poll(() => cast.texts()).toEqual(["one"]);
  expect(await chat.withdraw(chat.pending[0]?.client_id ?? "")).toBe(false);
  cast.proxy.cut();
  await cast.proxy.heal();
  await sending;
  expect(await cast.texts()).toEqual(["one"]);
});

test("from another tab", async () => {
  const storage = new MemoryStorage();
  const [typing, other] = [
    await cast.openLive(cast.anna, storage),
    await cast.openLive(cast.anna, storage),
  ];
  await cast.proxy.refuse();
  for (const { client } of [typing, other]) {
    await expect.poll(() => client.connection.state).toBe("offline");
  }
  const sending = typing.client.chat(cast.chat_id).send("one");
  const withdrawn = expect(sending).rejects.toBeInstanceOf(Withdrawn);
  await expect.poll(() => other.client.pending).toHaveLength(1);
  const { client_id = "" } = other.client.pending[0] ?? {};
  expect(await other.client.chat(cast.chat_id).withdraw(client_id)).toBe(true);
  await withdrawn;
  await expect.poll(() => typing.client.pending).toEqual([]);
});

test("a refused one stays until somebody decides: again, or away", async () => {
  const tab = await cast.openLive(cast.boris);
  const chat = tab.client.chat(cast.chat_id);
  const anna = await cast.anna.reader();
  const member = `/chat/chats/${cast.chat_id}/members/${cast.boris.user_id}`;
  await anna.ask(member, "DELETE");
  for (const text of ["one", "two"]) {
    await expect(chat.send(text)).rejects.toMatchObject({ code: "chat_not_found" });
  }
  tab.crash();
  const again = await cast.openLive(cast.boris, tab.storage);
  const { client } = again;
  expect(client.pending).toMatchObject([
    { text: "one", state: "refused", problem: { code: "chat_not_found" } },
    { text: "two", state: "refused" },
  ]);
  const [one, two] = client.pending.map(({ client_id }) => client_id);
  const back = { group_id: cast.chat_id, second_email: cast.boris.email };
  await anna.ask("/chat/group/add-user", "POST", back);
  await expect(client.chat(cast.chat_id).retry(two ?? "")).resolves.toMatchObject({ text: "two" });
  expect(await client.chat(cast.chat_id).withdraw(one ?? "")).toBe(true);
  expect(client.pending).toEqual([]);
  expect(await cast.texts()).toEqual(["two"]);
});
