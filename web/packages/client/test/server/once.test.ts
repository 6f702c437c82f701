// Whatever happens to the connection: what was sent is there once, and its promise is kept.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

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

test("a connection that is cut before the server has the message", async () => {
  const { client } = await cast.openLive(cast.anna);
  cast.proxy.cutAfter("up", 20); // in the middle of the command
  const message = await client.chat(cast.chat_id).send("Hello");
  expect(message).toMatchObject({ seq: 1, text: "Hello" });
  expect(await cast.texts()).toEqual(["Hello"]);
  expect(client.pending).toEqual([]);
});

test("a connection that is cut after the server has it, before the client knows", async () => {
  const { client } = await cast.openLive(cast.anna);
  cast.proxy.stall("down");
  const sending = client.chat(cast.chat_id).send("Hello");
  await expect.poll(() => cast.texts()).toEqual(["Hello"]);
  expect(client.pending).toMatchObject([{ text: "Hello", state: "sending" }]);
  cast.proxy.cut();
  await cast.proxy.heal();
  await expect(sending).resolves.toMatchObject({ seq: 1, text: "Hello" });
  await client.whenLive();
  expect(await cast.texts()).toEqual(["Hello"]);
  expect(client.pending).toEqual([]);
});

test("the answer arrives in half", async () => {
  const { client } = await cast.openLive(cast.anna);
  cast.proxy.cutAfter("down", 60);
  await client.chat(cast.chat_id).send("Hello");
  expect(await cast.texts()).toEqual(["Hello"]);
});

test("a half-open connection: nobody says that nothing arrives any more", async () => {
  const { client } = await cast.openLive(cast.anna, undefined, { speed: 20 });
  cast.proxy.swallow();
  const sending = client.chat(cast.chat_id).send("Hello");
  await expect.poll(() => client.pending).toMatchObject([{ state: "sending" }]);
  await expect.poll(() => client.connection.state).not.toBe("live");
  await cast.proxy.heal();
  await sending;
  expect(await cast.texts()).toEqual(["Hello"]);
});

test("a reload before the acknowledgement", async () => {
  const tab = await cast.openLive(cast.anna);
  cast.proxy.stall("down");
  void tab.client.chat(cast.chat_id).send("Hello");
  await expect.poll(() => cast.texts()).toEqual(["Hello"]);
  tab.crash();
  await cast.proxy.heal();
  const again = await cast.openLive(cast.anna, tab.storage);
  await expect.poll(() => again.client.pending).toEqual([]);
  expect(await cast.texts()).toEqual(["Hello"]);
  await cast.expectAgreement(again, cast.anna);
});

test("a crash in the middle of storing it: there is nothing, or all of it", async () => {
  const tab = await cast.openLive(cast.anna);
  await cast.proxy.refuse();
  for (let number = 0; number < 20; ++number) {
    void tab.client.chat(cast.chat_id).send(`Hello ${number}`);
  }
  tab.crash();
  await cast.proxy.accept();
  const again = await cast.openLive(cast.anna, tab.storage);
  await expect.poll(() => again.client.pending).toEqual([]);
  const texts = await cast.texts();
  expect(texts).toEqual(Array.from(texts, (_, number) => `Hello ${number}`));
});

test("what two people send at once is in the same order for both", async () => {
  const anna = await cast.openLive(cast.anna);
  const boris = await cast.openLive(cast.boris);
  const sending: Promise<unknown>[] = [];
  for (let number = 0; number < 40; ++number) {
    sending.push(anna.client.chat(cast.chat_id).send(`a${number}`));
    sending.push(boris.client.chat(cast.chat_id).send(`b${number}`));
    if (number === 20) cast.proxy.cut();
  }
  await Promise.all(sending);
  const texts = await cast.texts();
  for (const name of ["a", "b"]) {
    const own = texts.filter((text) => text.startsWith(name));
    expect(own).toEqual(Array.from(own, (_, number) => `${name}${number}`));
    expect(own).toHaveLength(40);
  }
  await cast.expectAgreement(anna, cast.anna);
  await cast.expectAgreement(boris, cast.boris);
});
