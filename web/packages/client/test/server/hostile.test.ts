// Something that is not the server answers: a captive portal, a damaged proxy, an attacker. And a caller without types.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import NodeWebSocket from "ws";

import { type Client, connect, MemoryStorage, Server } from "../../src/index.js";
import type { WebSocketClass } from "../../src/index.js";
import { Cast } from "../support/cast.js";

let cast: Cast;
let client: Client | undefined;
beforeAll(async () => {
  cast = await Cast.meet();
});
beforeEach(() => cast.begin());
afterEach(async () => {
  await client?.close();
  client = undefined;
  cast.leave();
});
afterAll(() => cast.part());

/** Sockets that can be made to hear anything. */
function hearing(): { WebSocket: WebSocketClass; say: (data: string) => void } {
  let newest: NodeWebSocket | undefined;
  class Hearing extends NodeWebSocket {
    constructor(...options: ConstructorParameters<typeof NodeWebSocket>) {
      super(...options);
      // eslint-disable-next-line @typescript-eslint/no-this-alias
      newest = this;
    }
  }
  return {
    WebSocket: Hearing as unknown as WebSocketClass,
    say: (data) => newest?.onmessage?.({ data } as NodeWebSocket.MessageEvent),
  };
}

const damaged = [
  "not JSON",
  "null",
  "5",
  '"x"',
  "{}",
  "[]",
  '{"type":"message","chat_id":1}',
  '{"type":"message","chat_id":1,"cursor":"x","message":null}',
  '{"type":"reaction","chat_id":1,"cursor":"x","message":null}',
  '{"type":"chat_added","chat_id":5,"cursor":"x"}',
  '{"type":"chat_updated","chat_id":1,"cursor":"x","chat":{}}',
  '{"type":"user_updated","cursor":"x"}',
  '{"type":"member_added","chat_id":1,"cursor":"x"}',
  '{"type":"read","chat_id":1}',
];

test("whatever is said on the socket, the client goes on and is right afterwards", async () => {
  const { WebSocket, say } = hearing();
  const errors: unknown[] = [];
  client = await connect({ url: cast.proxy.url, ...cast.anna.credentials, WebSocket });
  client.on("error", (error) => errors.push(error));
  const chat = client.chat(cast.chat_id);
  for (const frame of damaged) {
    await client.whenLive();
    say(frame.replace('"chat_id":1', `"chat_id":${cast.chat_id}`));
    client.wake();
  }
  await client.whenLive();
  await chat.send("still here");
  expect(chat.info).toMatchObject({ name: "Both", last_seq: 1 });
  expect(client.chats.map(({ id }) => id)).not.toContain(5);
  expect(errors.length).toBeGreaterThan(0);
});

function answering(answer: () => Response): typeof fetch {
  return () => Promise.resolve(answer());
}
const page = () => new Response("<html>Log in to the hotel's network</html>");

test("a page in place of an answer is no server, and no crash", async () => {
  const fetch = answering(page);
  const { email, password } = { email: "anna@example.org", password: "correct horse" };
  const unreachable = { code: "unreachable" };
  const refused = connect({ url: cast.proxy.url, fetch, email, password });
  await expect(refused).rejects.toMatchObject(unreachable);
  await expect(new Server(cast.proxy.url, { fetch }).facts()).rejects.toMatchObject(unreachable);
  const empty = answering(() => Response.json({}));
  const token = connect({ url: cast.proxy.url, fetch: empty, token: "x" });
  await expect(token).rejects.toMatchObject(unreachable);
});

test("a pause of years is one of minutes", async () => {
  const headers = { "Retry-After": "99999999" };
  const fetch = answering(() => new Response("busy", { status: 429, headers }));
  const facts = new Server(cast.proxy.url, { fetch }).facts();
  await expect(facts).rejects.toMatchObject({ code: "rate_limited", retryAfter: 300 });
});

test("what is of a wrong type is refused at once, and nothing of it stays", async () => {
  const tab = await cast.openLive(cast.anna);
  const chat = tab.client.chat(cast.chat_id);
  const anything = (value: unknown) => value as never;
  for (const text of [undefined, 5, null, {}]) {
    await expect(chat.send(anything(text))).rejects.toThrow(TypeError);
  }
  await expect(chat.send("x", { clientId: anything(5) })).rejects.toThrow(TypeError);
  await expect(chat.send("x", { replyTo: Number.NaN })).rejects.toThrow(TypeError);
  await expect(chat.load(Number.NaN, 5)).rejects.toThrow(TypeError);
  for (const seq of [undefined, Number.NaN, 4.5]) {
    expect(() => {
      chat.read(anything(seq));
    }).toThrow(TypeError);
  }
  expect(() => tab.client.chat(anything("4"))).toThrow(TypeError);
  expect(() => {
    tab.client.people.watch([0.5]);
  }).toThrow(TypeError);
  expect(tab.client.pending).toEqual([]);
  await chat.send("right");
  expect(await cast.texts()).toEqual(["right"]);
});

test.each(["chat.example.org", "", "ftp://example.org", "127.0.0.1:1"])(
  "the address %j is refused with a sentence",
  async (url) => {
    await expect(connect({ url, remembered: true })).rejects.toThrow(/url has to/);
  },
);

test("a refused message makes room for another under its clientId", async () => {
  const tab = await cast.openLive(cast.anna);
  const chat = tab.client.chat(cast.chat_id);
  await chat.send("pong", { clientId: "p" });
  await expect.poll(() => chat.pending).toEqual([]);
  const other = chat.send("pong!", { clientId: "p" });
  await expect(other).rejects.toMatchObject({ code: "client_id_reused" });
  await expect(chat.send("pong", { clientId: "p" })).resolves.toMatchObject({ seq: 1 });
});

test("what was told is not told again, however soon it was closed", async () => {
  const storage = new MemoryStorage();
  await (await cast.openLive(cast.anna, storage)).client.close();
  await cast.boris.send(cast.chat_id, "missed");
  const told: string[][] = [];
  for (const at of [0, 1, 2]) {
    const heard: string[] = [];
    const { client: next } = await cast.open(cast.anna, storage);
    next.on("message", ({ message }) => heard.push(message.text));
    await next.whenLive();
    await next.close();
    told[at] = heard;
  }
  expect(told).toEqual([["missed"], [], []]);
});
