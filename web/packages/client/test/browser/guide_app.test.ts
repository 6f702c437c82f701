// The guide's "An app in ten minutes" goes as written: its commands, its bot and its page.
import { createServer } from "node:net";
import { once } from "node:events";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { AsqServer } from "../support/asq_server.js";
import { openChromium } from "../support/chromium.js";
import { blocksOf, fileOf, readDocument, section } from "../support/document.js";
import { InstalledLibrary } from "../support/installed_library.js";
import { Program } from "../support/program.js";

const guide = section(await readDocument("docs/api.md"), "## An app in ten minutes");
const patience = { timeout: 20_000 };

let server: AsqServer;
let library: InstalledLibrary;
let browser: Browser;
let both: Program;
let page: Page;

beforeAll(async () => {
  const [site, packed, opened] = await Promise.all([
    freePort(),
    InstalledLibrary.pack(),
    openChromium(),
  ]);
  [library, browser] = [packed, opened];
  server = await AsqServer.start({ ASQ_ALLOWED_ORIGINS: `http://127.0.0.1:${site}` });
  const address = "http://127.0.0.1:8000/sdk/asq-client.tgz ws";
  expect(guide).toContain(address);
  const text = guide
    .replace(address, library.packages("ws").join(" "))
    .replaceAll("127.0.0.1:8000", `127.0.0.1:${String(server.port)}`)
    .replaceAll("3000", site);
  const [prepare = "", start = ""] = blocksOf(text)
    .filter(({ language }) => language === "bash")
    .map((block) => block.text);
  const accounts = (await library.shell(prepare)).match(/"username":"\w+"/g);
  expect(accounts).toEqual(['"username":"Me"', '"username":"Bot"']);
  for (const name of ["bot.mjs", "index.html"]) {
    await library.write(`asq-app/${name}`, fileOf(text, name));
  }
  both = new Program("bash", ["-c", start], { cwd: `${library.folder}/asq-app` });
  await vi.waitFor(() => {
    expect(both.said).toContain("The bot is listening.");
  }, patience);
  const place = /`(http:[^`]+)`, give/.exec(text)?.[1] ?? "";
  await vi.waitFor(() => fetch(place), patience);
  page = await (await browser.newContext()).newPage();
  page.on("dialog", (dialog) => void dialog.accept(/`(secret-me)`/.exec(guide)?.[1]));
  await page.goto(place);
  await stateIs(page, "live");
});
afterAll(async () => {
  await both.kill();
  await Promise.all([browser.close(), server.discard(), library.discard()]);
});

async function freePort(): Promise<string> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, "close");
  return String(port);
}

function stateIs(where: Page, state: string): Promise<void> {
  return where.locator("#state", { hasText: state }).waitFor();
}

async function say(text: string): Promise<void> {
  await page.fill("#text", text);
  await page.click("text=Send");
}

function lines(where = page): Promise<string[]> {
  return where.locator("#messages li").allTextContents();
}

test("the bot repeats what is said on the page", async () => {
  await say("Hello");
  await expect.poll(lines, patience).toEqual(["Hello", "You said: Hello"]);
});

test("what is said while the server is stopped is sent once, in order, also after a reload", async () => {
  await server.stop();
  await stateIs(page, "offline");
  await say("one");
  await say("two");
  const waiting = ["Hello", "You said: Hello", "one (waiting)", "two (waiting)"];
  await expect.poll(lines, patience).toEqual(waiting);
  await page.reload();
  await expect.poll(lines, patience).toEqual(waiting);
  await server.startAgain();
  await expect.poll(lines, patience).toHaveLength(6);
  const said = await lines();
  expect(said.filter((line) => !line.startsWith("You"))).toEqual(["Hello", "one", "two"]);
  expect(said.filter((line) => line.startsWith("You")).sort()).toEqual(
    ["Hello", "one", "two"].map((line) => `You said: ${line}`),
  );
});

test("a second tab shows the same, without asking for the password", async () => {
  const second = await page.context().newPage();
  await second.goto(page.url());
  await stateIs(second, "live");
  await say("from the first tab");
  await expect.poll(() => lines(second), patience).toContain("from the first tab");
  await expect
    .poll(async () => (await lines()).at(-1), patience)
    .toBe("You said: from the first tab");
  await expect.poll(() => lines(second), patience).toEqual(await lines());
});
