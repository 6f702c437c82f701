// The server has been upgraded while the page was open.
import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { en } from "../../src/i18n/en.js";
import { answer, openChat, rowOf, Wire } from "../support/chat_page.js";
import { useWorld, write } from "../support/messenger.js";

const world = useWorld();

test("nobody hears of a new version while writing", async () => {
  const wire = new Wire();
  const newer = "99.0.0";
  let upgraded = false;
  wire.change = (text) =>
    upgraded ? text.replace(/"version":"[^"]+"/, `"version":"${newer}"`) : text;
  const prepare = async (page: Page) => {
    await wire.prepare(page);
    await page.route("**/chat/**", (route) =>
      answer(route, (response) => {
        const headers = response.headers();
        if (upgraded) headers["x-asq-version"] = newer;
        return Promise.resolve({ headers });
      }),
    );
  };
  const { page, dima, chat } = await openChat(world, { anna: ["first"], enter: { prepare } });
  const field = page.locator("textarea");
  await field.pressSequentially("half");
  upgraded = true;
  world.pages.refuse();
  await page.locator(".pane > .connection-line").waitFor();
  world.pages.accept();
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await write(world.server.url, dima, chat, "after it");
  await rowOf(page, "after it").waitFor();
  expect(await page.getByText(en.newVersion).count()).toBe(0);
  await field.press("Enter");
  await page.getByText(en.newVersion).waitFor();
  // It does not come and go with every word.
  await field.pressSequentially("more");
  expect(await page.getByText(en.newVersion).count()).toBe(1);
});

/** The server has other parts than the page. `pages`: how many times the page was loaded. */
async function upgrade(page: Page): Promise<{ pages: number }> {
  const loads = { pages: 0 };
  await page.route("**/assets/Settings*.js", (route) => route.fulfill({ status: 404 }));
  await page.route(`${world.pages.url}/**`, (route) => {
    const request = route.request();
    if (request.resourceType() === "document") ++loads.pages;
    if (request.resourceType() !== "fetch" || new URL(request.url()).pathname !== "/")
      return route.fallback();
    return answer(route, async (response) => ({
      body: (await response.text()).replace(/assets\/\w+-[\w-]+\.js/g, "assets/other.js"),
    }));
  });
  return loads;
}

test("a part that is gone loads the page again, once, and keeps what was written", async () => {
  const { page } = await openChat(world, { anna: ["first"] });
  const field = page.locator("textarea");
  const loads = await upgrade(page);
  await field.pressSequentially("half");
  const asked = page.waitForRequest(
    (request) => request.resourceType() === "fetch" && new URL(request.url()).pathname === "/",
  );
  await page.evaluate(() => dispatchEvent(new Event("vite:preloadError")));
  await (await asked).response();
  expect(loads.pages).toBe(0);
  await Promise.all([page.waitForEvent("load"), rowOf(page, "first").focus()]);
  expect(loads.pages).toBe(1);
  expect(await field.inputValue()).toBe("half");
  // It did not help: it is said, and nothing is loaded for ever.
  await page.getByRole("button", { name: en.settings }).click();
  await page.getByRole("button", { name: en.tryAgain }).waitFor();
  expect(loads.pages).toBe(1);
});

test("a part that is not there for a moment loads nothing again", async () => {
  const { page } = await openChat(world, { anna: ["first"] });
  let loads = 0;
  await page.route(`${world.pages.url}/**`, (route) => {
    if (route.request().resourceType() === "document") ++loads;
    return route.fallback();
  });
  await page.route("**/assets/Settings*.js", (route) => route.abort());
  await page.getByRole("button", { name: en.settings }).click();
  await page.getByRole("button", { name: en.tryAgain }).waitFor();
  expect(loads).toBe(0);
});
