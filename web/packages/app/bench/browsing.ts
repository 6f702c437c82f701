// A person's browser, and what can be told of a page from outside.
import type { CDPSession, Page } from "playwright-core";

import type { Profile } from "../../client/test/support/chromium.js";
import type { Person } from "../../client/test/support/people.js";

/** What a phone of the middle has: Lighthouse's slow 4G. */
export const slow = { cpu: 4, latency: 150, down: 1_600_000 / 8, up: 750_000 / 8 };

export async function openPage(profile: Profile): Promise<Page> {
  const page = await profile.context.newPage();
  page.on("pageerror", (error) => {
    console.error("the page:", error.stack ?? error.message);
  });
  await page.setViewportSize({ width: 1_280, height: 800 });
  return page;
}

/** By the form, as people do: afterwards the profile has a session. */
export async function logIn(profile: Profile, url: string, person: Person): Promise<void> {
  const page = await openPage(profile);
  await page.goto(url);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.keyboard.press("Enter");
  await page.locator(".messenger").waitFor();
  await page.close();
}

export async function devtoolsOf(page: Page): Promise<CDPSession> {
  return page.context().newCDPSession(page);
}

export async function slowDown(devtools: CDPSession): Promise<void> {
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: slow.latency,
    downloadThroughput: slow.down,
    uploadThroughput: slow.up,
  });
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slow.cpu });
}

/** What the browser has of the page and the chats, without the session. */
export async function forget(devtools: CDPSession, url: string): Promise<void> {
  await devtools.send("Network.enable");
  await devtools.send("Network.clearBrowserCache");
  const storageTypes = "indexeddb,cache_storage,service_workers";
  await devtools.send("Storage.clearDataForOrigin", { origin: url, storageTypes });
}

/**
 * Milliseconds from the beginning of the navigation until what the selector names is in the page and was drawn.
 * It asks in each frame, so it is late by one at most.
 */
export async function shownAfter(page: Page, url: string, selector: string): Promise<number> {
  await page.goto(url, { waitUntil: "commit" });
  return page.evaluate(
    (wanted) =>
      new Promise<number>((resolve, reject) => {
        setTimeout(() => {
          reject(new Error(`${wanted} is not shown after 60 s`));
        }, 60_000);
        const look = () => {
          const found = document.querySelector(wanted);
          if (!found || found.getClientRects().length === 0) {
            requestAnimationFrame(look);
            return;
          }
          // After the frame has been drawn.
          requestAnimationFrame(() => {
            setTimeout(() => {
              resolve(performance.now());
            });
          });
        };
        look();
      }),
    selector,
  );
}
