// How fast the library starts from what it has stored, and how much memory it takes, in Chromium:
//
//   npm run bench:client [chats messages]      2,000 chats with 100 messages each, if nothing is said
//
// The server cannot be reached while it starts. Prints one line per figure.
import { fileURLToPath } from "node:url";

import type { Page } from "playwright-core";

import { AsqServer } from "../support/asq_server.js";
import { Profile } from "../support/chromium.js";
import { ask, newGroup, newPerson } from "../support/people.js";
import { Site } from "../support/site.js";

const [chats = 2_000, messages = 100] = process.argv.slice(2).map(Number);
const repeats = 7;

function print(name: string, value: number, unit: string): void {
  console.log(`${name.padEnd(58)} ${value.toFixed(1).padStart(9)} ${unit}`);
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] ?? NaN;
}

async function open(profile: Profile, site: Site): Promise<Page> {
  const page = await profile.context.newPage();
  await page.goto(`${site.at()}/test/`);
  await page.waitForFunction(() => "bench" in globalThis);
  return page;
}

/** Of JavaScript, in MB, without what is garbage. */
async function heap(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  return usedSize / 1e6;
}

async function prepare(server: AsqServer, profile: Profile, site: Site): Promise<void> {
  const person = await newPerson(server.url);
  const chat = await newGroup(server.url, person, "Office");
  const text = "the first";
  await ask(server.url, person, `/chat/chats/${String(chat)}/messages`, { text });
  const page = await open(profile, site);
  const { email, password } = person;
  await page.evaluate((given) => bench.logIn(given.email, given.password), { email, password });
  const account = await page.evaluate(() => bench.account());
  await page.evaluate(([name, size]) => bench.seed(name, size), [
    account,
    { chats, messages },
  ] as const);
  await page.close();
}

async function measureStart(profile: Profile, site: Site): Promise<void> {
  const calls: number[] = [];
  const navigations: number[] = [];
  for (let round = 0; round < repeats; ++round) {
    const page = await open(profile, site);
    const shown = await page.evaluate(() => bench.start());
    if (shown.chats !== chats) throw new Error(`${String(shown.chats)} chats`);
    calls.push(shown.call);
    navigations.push(shown.navigation);
    if (round === 0) print("heap, chats shown", await heap(page), "MB");
    await page.close();
  }
  print("connect() to all chats shown, median", median(calls), "ms");
  print("connect() to all chats shown, worst", Math.max(...calls), "ms");
  print("navigation to all chats shown, median", median(navigations), "ms");
}

async function measureHeap(profile: Profile, site: Site): Promise<void> {
  const looking = await open(profile, site);
  print("heap of the page alone", await heap(looking), "MB");
  await looking.evaluate(() => bench.start());
  const seen = await looking.evaluate((count) => bench.lookIntoAll(count), messages);
  print(`heap, ${String(seen)} messages looked at`, await heap(looking), "MB");
  await looking.close();
  site.setDown(false);
  const hearing = await open(profile, site);
  const heard = await hearing.evaluate((count) => bench.hear(count), messages);
  print(`heap, ${String(heard)} new messages heard`, await heap(hearing), "MB");
}

const server = await AsqServer.start();
const profile = await Profile.open();
const site = await Site.start(server.port, fileURLToPath(new URL("bench_app.ts", import.meta.url)));
try {
  await prepare(server, profile, site);
  site.setDown(true);
  await measureStart(profile, site);
  await measureHeap(profile, site);
} finally {
  await Promise.all([profile.close(), server.discard(), site.close()]);
}
