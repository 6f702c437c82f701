// The browser's own word about the network, and the page that is looked at again.
import { expect, test } from "vitest";

import { useWorld } from "../support/world.js";

const world = useWorld();

test("what is typed while the browser is offline arrives when it is back", async () => {
  const tab = await world.enter();
  await world.profile.context.setOffline(true);
  world.site.cut();
  await expect.poll(() => tab.state()).toBe("offline");
  await tab.type(world.chat, "one");
  await tab.type(world.chat, "two");
  await world.profile.context.setOffline(false);
  await tab.shows(world.chat, ["one", "two"]);
});

test("the network's return wakes the client, whatever it was waiting for", async () => {
  const tab = await world.open();
  await tab.startPatiently(world.person);
  await tab.live();
  await world.profile.context.setOffline(true);
  world.site.cut();
  await expect.poll(() => tab.state()).toBe("offline");
  await world.profile.context.setOffline(false);
  await tab.live();
});

test("a page that is looked at again tries at once", async () => {
  const tab = await world.open();
  await tab.startPatiently(world.person);
  await tab.live();
  const other = await world.open();
  await other.page.bringToFront();
  await expect.poll(() => tab.page.evaluate(() => document.visibilityState)).toBe("hidden");
  world.site.cut();
  await expect.poll(() => tab.state()).toBe("offline");
  await tab.page.bringToFront();
  await tab.live();
});
