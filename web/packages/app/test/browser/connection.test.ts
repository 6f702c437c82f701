import { expect, test } from "vitest";

import { newGroup } from "../../../client/test/support/people.js";
import { findings, phone, useWorld } from "../support/messenger.js";

const world = useWorld();

test("without a connection a line counts down, moves nothing, and tries at once when asked", async () => {
  const anna = await world.person();
  await newGroup(world.server.url, anna, "Ours");
  const page = await world.enter(anna);
  await page.locator("a.chat-row").click();
  const line = page.locator(".pane > .connection-line");
  const place = () => page.locator(".composer").boundingBox();
  const before = await place();
  expect(await line.count()).toBe(0);
  world.pages.refuse();
  await line.waitFor();
  await expect.poll(() => line.textContent()).toMatch(/Next try in \d+ s/);
  expect(await place()).toEqual(before);
  expect(await findings(page, ".connection-line")).toEqual([]);
  world.pages.accept();
  await page.getByRole("button", { name: "Try now" }).click();
  await line.waitFor({ state: "detached" });
});

test("on a phone the list has the line, too", async () => {
  const anna = await world.person();
  await newGroup(world.server.url, anna, "Ours");
  const page = await world.enter(anna, phone);
  await page.locator("a.chat-row").waitFor();
  world.pages.refuse();
  await page.locator(".sidebar > .connection-line").waitFor();
  world.pages.accept();
  await page.locator(".sidebar > .connection-line").waitFor({ state: "detached" });
});

test("a page that starts without a connection shows at once what it had", async () => {
  const anna = await world.person();
  await newGroup(world.server.url, anna, "Ours");
  const page = await world.enter(anna);
  await page.locator("a.chat-row", { hasText: "Ours" }).waitFor();
  // The newest is kept a moment later.
  await expect
    .poll(async () => {
      world.pages.refuse();
      await page.reload();
      const shown = page.locator("a.chat-row", { hasText: "Ours" });
      const found = await shown.waitFor({ timeout: 1_000 }).then(
        () => true,
        () => false,
      );
      world.pages.accept();
      return found;
    })
    .toBe(true);
});

test("a page without storage says so once", async () => {
  const page = await world.enter(await world.person());
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, "indexedDB", {
      get: () => {
        throw new DOMException("No.", "SecurityError");
      },
    });
  });
  await page.reload();
  await page.getByText("This browser stores nothing right now").waitFor();
});
