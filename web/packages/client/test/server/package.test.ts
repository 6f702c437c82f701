import { afterAll, beforeAll, expect, test } from "vitest";

import { AsqServer } from "../support/asq_server.js";

let server: AsqServer;
beforeAll(async () => {
  server = await AsqServer.start();
});
afterAll(async () => {
  await server.discard();
});

test("the server offers this library", async () => {
  const answer = await fetch(`${server.url}/sdk/asq-client.tgz`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("Content-Type")).toBe("application/gzip");
});

test("a server that was killed comes back at its address", async () => {
  await server.kill();
  await expect(fetch(`${server.url}/readyz`)).rejects.toThrow();
  await server.startAgain();
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
});
