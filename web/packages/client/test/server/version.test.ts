// A server of another version: said, and nothing else happens.
import { afterAll, beforeAll, expect, test } from "vitest";

import { Cast } from "../support/cast.js";

let cast: Cast;
beforeAll(async () => {
  cast = await Cast.meet();
});
afterAll(() => cast.part());

test("the version is told when it is first heard, and when it changes", async () => {
  let version = "1.0.0";
  const { client } = await cast.open(cast.anna, undefined, {
    changeText: (text) => text.replace(/"version":"[^"]*"/, `"version":"${version}"`),
    changeAnswer: async (_path, answer) => {
      const headers = new Headers(answer.headers);
      headers.set("X-ASQ-Version", version);
      const { status } = answer;
      return new Response(status === 204 ? null : await answer.text(), { status, headers });
    },
  });
  const heard: string[] = [];
  client.on("version", (event) => heard.push(event.version));
  await client.whenLive();
  await client.chat(cast.chat_id).send("of one version");
  const before = [...heard];
  version = "2.0.0";
  await cast.server.kill();
  await cast.server.startAgain();
  await client.chat(cast.chat_id).send("and the next");
  await client.request({ path: "/chat/me" });
  expect(before.every((one) => one === "1.0.0")).toBe(true);
  expect(heard.slice(before.length)).toEqual(["2.0.0"]);
  expect(client.connection.state).toBe("live");
});

test("events and fields of a newer server are passed over", async () => {
  const tab = await cast.openLive(cast.anna, undefined, {
    changeText: (text) =>
      text.startsWith('{"type":"typing"')
        ? '{"type":"hologram","chat_id":1,"cursor":"x","beam":true}'
        : text.replace('"seq"', '"newer":{"field":1},"seq"'),
  });
  const errors: unknown[] = [];
  tab.client.on("error", (error) => errors.push(error));
  const boris = await cast.openLive(cast.boris);
  boris.client.chat(cast.chat_id).typing();
  await boris.client.chat(cast.chat_id).send("after it");
  await expect.poll(() => tab.client.chat(cast.chat_id).info?.last_message?.text).toBe("after it");
  expect(errors).toEqual([]);
});
