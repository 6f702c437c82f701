// What the server's policy for the page allows (src/api/http/envelope.cpp) is all that the page does.
import { get } from "node:http";

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { AsqServer } from "../../../client/test/support/asq_server.js";
import { openChromium, plainHttpName } from "../../../client/test/support/chromium.js";
import { en } from "../../src/i18n/en.js";
import { openWatched } from "../support/watched_page.js";

const mostScript = 100 * 1024;
const mostRequests = 12;

let server: AsqServer;
let browser: Browser;
beforeAll(async () => {
  [server, browser] = await Promise.all([AsqServer.start(), openChromium()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), server.discard()]);
});

async function register(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: en.createAccount }).click();
  await page.getByLabel(en.name).fill(name);
  await page.getByLabel(en.email).fill(`${name}@example.com`);
  await page.getByLabel(en.password, { exact: true }).fill("a long secret of mine");
  await page.getByRole("button", { name: en.createAccount }).click();
}

async function makeGroupAndSend(page: Page, text: string): Promise<void> {
  await page.getByLabel(en.groupName).fill("team");
  await page.getByRole("button", { name: en.createAndCopy }).click();
  await page.getByLabel(en.messageTo("team")).fill(text);
  await page.keyboard.press("Enter");
  await page.getByText(text).first().waitFor();
}

test.each(["localhost", plainHttpName])(
  "at http://%s one registers, makes a group and sends without a complaint of the browser",
  async (host) => {
    const { page, complaints, requests } = await openWatched(browser);
    const origin = `http://${host}:${String(server.port)}`;
    await page.goto(origin);
    await register(page, host === "localhost" ? "anna" : "boris");
    await makeGroupAndSend(page, "hello, team");
    await page.reload();
    await page.getByText("hello, team").first().waitFor();
    // A browser writes 401 into its console where nobody is logged in yet.
    expect(complaints.filter((text) => !text.includes("status of 401"))).toEqual([]);
    const elsewhere = requests.filter((url) => !url.replace(/^ws/, "http").startsWith(origin));
    expect(elsewhere).toEqual([]);
  },
);

test("texts cannot become HTML, nor scripts be of elsewhere", async () => {
  const { page, complaints } = await openWatched(browser);
  await page.goto(server.url);
  const refused = await page.evaluate(() => {
    try {
      document.body.innerHTML = "<b>bold</b>";
      return false;
    } catch (error) {
      return error instanceof TypeError;
    }
  });
  expect(refused).toBe(true);
  await expect.poll(() => complaints.join()).toContain("require-trusted-types-for");
});

// JavaScript, as a client that takes gzip gets it. Nothing for the conversation has been asked for yet.
test("the first load is within its budget", async () => {
  const { page, requests } = await openWatched(browser);
  await page.goto(server.url, { waitUntil: "networkidle" });
  const files = requests.filter((url) => url.includes("/assets/"));
  expect(requests.length).toBeLessThanOrEqual(mostRequests);
  let bytes = 0;
  for (const url of files.filter((name) => name.endsWith(".js"))) {
    bytes += await sizeOf(url);
  }
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(mostScript);
});

/** fetch() would unpack it. */
async function sizeOf(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { "Accept-Encoding": "gzip" } }, (answer) => {
      let bytes = 0;
      answer.on("data", (part: Buffer) => {
        bytes += part.length;
      });
      answer.on("end", () => {
        resolve(bytes);
      });
    }).on("error", reject);
  });
}
