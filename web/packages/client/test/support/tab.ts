// A tab with a page of the tests in it (page_app.ts), from outside.
import type { BrowserContext, CDPSession, Page } from "playwright-core";
import { expect } from "vitest";

import type { Credentials } from "../../src/index.js";
import type { PageApp } from "./page_app.js";
import type { Site } from "./site.js";

export interface TabOptions {
  /** The name of the machine in the page's address. */
  host?: string;
  /** The chat server's address; default: the page's own. */
  server?: string;
}

export class Tab {
  /** The texts of the messages that it has sent on its sockets, with repeats. */
  readonly sent: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly address: string,
    private readonly server: string | undefined,
  ) {
    page.on("websocket", (socket) => {
      socket.on("framesent", ({ payload }) => {
        const command = JSON.parse(String(payload)) as { type: string; text?: string };
        if (command.type === "send") this.sent.push(command.text ?? "");
      });
    });
  }

  static async open(profile: BrowserContext, site: Site, options: TabOptions = {}): Promise<Tab> {
    const address = `${site.at(options.host)}/test/`;
    const tab = new Tab(await profile.newPage(), address, options.server);
    await tab.reload();
    return tab;
  }

  /** Also in the middle of whatever the page is doing. */
  async reload(): Promise<void> {
    await this.page.goto(this.address);
    await this.page.waitForFunction(() => "app" in globalThis);
  }

  /** Connects. */
  async start(credentials: Credentials = { remembered: true }): Promise<void> {
    const url = this.server === undefined ? {} : { url: this.server };
    await this.page.evaluate((given) => app.start(given), { ...credentials, ...url });
  }

  /** The same with a clock that never comes to its pauses. */
  async startPatiently(credentials: Credentials): Promise<void> {
    await this.page.evaluate((given) => app.start(given, true), credentials);
  }

  async live(): Promise<void> {
    await this.page.evaluate(() => app.client.whenLive());
  }

  async type(chat_id: number, text: string): Promise<void> {
    await this.page.evaluate(([id, typed]) => app.type(id, typed), [chat_id, text] as const);
  }

  async typeAll(chat_id: number, texts: readonly string[]): Promise<void> {
    await this.page.evaluate(([id, typed]) => app.typeAll(id, typed), [chat_id, texts] as const);
  }

  pending(chat_id: number): Promise<string[]> {
    return this.page.evaluate((id) => app.pending(id), chat_id);
  }
  texts(chat_id: number): Promise<string[]> {
    return this.page.evaluate((id) => app.texts(id), chat_id);
  }
  state(): Promise<string> {
    return this.page.evaluate(() => app.client.connection.state);
  }
  told(): Promise<string[]> {
    return this.page.evaluate(() => app.told);
  }
  heard(chat_id: number): Promise<PageApp["heard"]> {
    return this.page.evaluate((id) => app.heard.filter((one) => one.chat_id === id), chat_id);
  }

  /** Waits until it shows these messages, and nothing is under way. */
  async shows(chat_id: number, texts: readonly string[]): Promise<void> {
    const seen = async () => [...(await this.texts(chat_id)), ...(await this.pending(chat_id))];
    await expect.poll(seen).toEqual(texts);
    await expect.poll(() => this.pending(chat_id)).toEqual([]);
  }

  devtools(): Promise<CDPSession> {
    return this.page.context().newCDPSession(this.page);
  }

  /** As the browser does with tabs that nobody looks at, and with all on a phone in a pocket. */
  async freeze(): Promise<void> {
    await this.#setLifecycle("frozen");
  }
  async thaw(): Promise<void> {
    await this.#setLifecycle("active");
    await this.page.bringToFront();
  }
  async #setLifecycle(state: "frozen" | "active"): Promise<void> {
    await (await this.devtools()).send("Page.setWebLifecycleState", { state });
  }

  /** As by a bug of the browser, or for want of memory: no handler runs. */
  async crash(): Promise<void> {
    const crashed = this.page.waitForEvent("crash");
    const devtools = await this.devtools();
    devtools.send("Page.crash").catch(() => undefined);
    await crashed;
  }
}
