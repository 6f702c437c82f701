// The messenger in Chromium, with people of a real server (ASQ_BINARY).
import axe from "axe-core";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, vi } from "vitest";

import { AsqServer } from "../../../client/test/support/asq_server.js";
import { openChromium } from "../../../client/test/support/chromium.js";
import { ask, newPerson, type Person } from "../../../client/test/support/people.js";
import { PageServer } from "./page_server.js";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

export const phone: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  hasTouch: true,
  isMobile: true,
};

export interface World {
  server: AsqServer;
  pages: PageServer;
  browser: Browser;
}

export interface EnterOptions {
  /** The name of the machine in the page's address. */
  host?: string;
  /** Before anything is loaded. */
  prepare?: (page: Page) => Promise<unknown>;
}

/** One server and one browser for a file's tests; each test has pages of its own. */
export function useWorld(settings: Record<string, string> = {}) {
  const world = {} as World;
  const contexts: BrowserContext[] = [];
  const faults: string[] = [];

  beforeAll(async () => {
    world.server = await AsqServer.start({ ASQ_SERVER_NAME: "Acme chat", ...settings });
    world.pages = await PageServer.start(world.server.port);
    world.browser = await openChromium();
  });
  afterEach(async () => {
    world.pages.accept();
    for (const context of contexts.splice(0)) await context.close();
    expect(faults.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await world.browser.close();
    await world.pages.stop();
    await world.server.discard();
  });

  return Object.assign(world, {
    person: (): Promise<Person> => newPerson(world.server.url),
    /** A page of somebody who is logged in. Errors of scripts and of the policy fail the test. */
    async enter(
      person: Person,
      options: BrowserContextOptions = {},
      { host = "localhost", prepare }: EnterOptions = {},
    ): Promise<Page> {
      const context = await world.browser.newContext({
        viewport: { width: 1_280, height: 800 },
        locale: "en-GB",
        ...options,
      });
      contexts.push(context);
      const page = await context.newPage();
      page.on("pageerror", (error) => faults.push(error.message));
      page.on("console", (message) => {
        if (/Content Security Policy|TrustedScript/i.test(message.text()))
          faults.push(message.text());
      });
      await prepare?.(page);
      await page.goto(`http://${host}:${world.pages.port}/`);
      await page.getByLabel("E-mail").fill(person.email);
      await page.getByLabel("Password", { exact: true }).fill(person.password);
      await page.keyboard.press("Enter");
      await page.locator(".messenger").waitFor();
      return page;
    },
  });
}

/** As `ask`, with the user's id where the route wants it. */
export async function direct(url: string, from: Person, to: Person): Promise<number> {
  const chat = { creator_id: from.user.id, second_email: to.email };
  return (await ask<{ id: number }>(url, from, "/chat/chat", chat)).id;
}

export async function write(url: string, from: Person, chat: number, text: string): Promise<void> {
  await ask(url, from, `/chat/chats/${String(chat)}/messages`, { text });
}

/** What axe finds on the page or in a part of it; contrast counts. */
export async function findings(page: Page, part = "body"): Promise<string[]> {
  const devtools = await page.context().newCDPSession(page);
  // Past the page's policy, which would refuse a script from elsewhere.
  await devtools.send("Runtime.evaluate", { expression: axe.source });
  return page.evaluate(async (selector) => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(part: string): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run(selector);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  }, part);
}
