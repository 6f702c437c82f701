// Access tokens that are over after a second: nobody notices.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import { MemoryStorage } from "../../src/index.js";
import { Cast } from "../support/cast.js";
import { shortTokens } from "../support/short_tokens.js";

let cast: Cast;
let secret: string;
beforeAll(async () => {
  cast = await Cast.meet();
  secret = (await cast.server.keys())[0]?.secret ?? "";
});
beforeEach(() => cast.begin());
afterEach(() => {
  cast.leave();
});
afterAll(() => cast.part());

/** Tokens of that life, and how often there was a new one. */
function tokensOf(seconds: number) {
  const shorten = shortTokens(secret, seconds);
  const counted = {
    refreshes: 0,
    changeAnswer: (path: string, answer: Response) => {
      if (path === "/chat/token" && answer.ok) counted.refreshes += 1;
      return shorten(path, answer);
    },
  };
  return counted;
}

const me = { path: "/chat/me" };

test("requests go on over many tokens, and no session ends", async () => {
  const tokens = tokensOf(1);
  const { client } = await cast.openLive(cast.anna, undefined, tokens);
  const ends: unknown[] = [];
  client.on("session_ended", (error) => ends.push(error));
  const asked = async () => {
    const { status } = await client.request(me);
    expect(status).toBe(200);
    return tokens.refreshes;
  };
  await expect.poll(asked).toBeGreaterThan(3);
  expect(ends).toEqual([]);
});

test("a token that the server says is over is renewed, and the request asked again", async () => {
  // The client takes it for good for an hour; it is not.
  const shorten = shortTokens(secret, 1);
  const { client } = await cast.openLive(cast.anna, undefined, {
    changeAnswer: async (path, answer) => {
      const short = await shorten(path, answer);
      if (path !== "/chat/token") return short;
      const tokens = (await short.json()) as object;
      return new Response(JSON.stringify({ ...tokens, expires_in: 3_600 }));
    },
  });
  const reader = await cast.anna.reader();
  const sessions = async () =>
    (await reader.ask<{ sessions: unknown[] }>("/chat/sessions")).sessions;
  const before = await sessions();
  const over = new Date(Date.now() + 1_100);
  await expect.poll(() => Date.now()).toBeGreaterThan(over.getTime());
  await expect(client.request(me)).resolves.toMatchObject({ status: 200 });
  expect(await sessions()).toHaveLength(before.length);
});

test("an open socket outlives its token; the next one gets another", async () => {
  const tokens = tokensOf(1);
  const { client } = await cast.openLive(cast.anna, undefined, tokens);
  const end = Date.now() + 1_100;
  await expect.poll(() => Date.now()).toBeGreaterThan(end);
  await client.chat(cast.chat_id).send("over the old socket");
  expect(tokens.refreshes).toBe(1);
  cast.proxy.cut();
  await client.chat(cast.chat_id).send("over the new one");
  expect(tokens.refreshes).toBe(2);
});

test("three tabs that need another token at once are one session afterwards, too", async () => {
  const storage = new MemoryStorage();
  const tokens = tokensOf(2);
  const first = await cast.openLive(cast.anna, storage, tokens);
  const tabs = [first];
  for (let tab = 0; tab < 2; ++tab) tabs.push(await cast.openLive(cast.anna, storage, tokens));
  const before = tokens.refreshes;
  const end = Date.now() + 2_100;
  await expect.poll(() => Date.now()).toBeGreaterThan(end);
  const answers = await Promise.all(tabs.map(({ client }) => client.request<{ id: number }>(me)));
  expect(answers.map(({ body }) => body.id)).toEqual(tabs.map(() => cast.anna.user_id));
  expect(tokens.refreshes).toBe(before + 1);
});

test("an answer with new tokens that is lost is no loss", async () => {
  const tokens = tokensOf(1);
  const { client } = await cast.openLive(cast.anna, undefined, tokens);
  const end = Date.now() + 1_100;
  await expect.poll(() => Date.now()).toBeGreaterThan(end);
  cast.proxy.cutAfter("down", 1);
  cast.proxy.cutNextAfter("down", 100);
  const asked = async () => {
    try {
      return (await client.request(me)).status;
    } catch {
      return 0;
    }
  };
  await expect.poll(asked).toBe(200);
  await client.whenLive();
});
