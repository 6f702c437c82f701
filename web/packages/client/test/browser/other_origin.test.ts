// A page of another site, which the server's settings allow.
import { afterEach, beforeEach, expect, test } from "vitest";

import { AsqServer } from "../support/asq_server.js";
import { Site } from "../support/site.js";
import { Tab } from "../support/tab.js";
import { useWorld } from "../support/world.js";

const world = useWorld({ ASQ_ALLOWED_ORIGINS: "*" });
let stranger: Site;
beforeEach(async () => {
  stranger = await Site.start();
});
afterEach(async () => {
  await stranger.close();
});

function open(server: AsqServer): Promise<Tab> {
  return Tab.open(world.profile.context, stranger, { server: server.url });
}

test("it sends and hears, and is remembered", async () => {
  const tab = await open(world.server);
  await tab.start(world.person);
  await tab.type(world.chat, "before");
  await tab.shows(world.chat, ["before"]);
  await tab.reload();
  await tab.start();
  await tab.type(world.chat, "after");
  await tab.shows(world.chat, ["before", "after"]);
});

test("it gets no cookie", async () => {
  const tab = await open(world.server);
  const { email, password } = world.person;
  const refused = tab.start({ email, password, cookie: true });
  await expect(refused).rejects.toThrow("Refusal");
  await expect(tab.start({ cookie: true })).rejects.toThrow("You are logged out. Log in again.");
});

test("a server that does not allow it cannot be reached from there", async () => {
  const closed = await AsqServer.start();
  try {
    const tab = await open(closed);
    const start = tab.start({ email: "somebody@example.org", password: "a long secret" });
    await expect(start).rejects.toThrow("The server could not be reached.");
  } finally {
    await closed.discard();
  }
});
