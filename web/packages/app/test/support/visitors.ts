// People who come to the page for the first time, each with a browser of their own.
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

import { en, type Words } from "../../src/i18n/en.js";
import { openWatched } from "./watched_page.js";

export const phone: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  hasTouch: true,
  isMobile: true,
};
export const kPassword = "a long secret of mine";

let count = 0;

export class Visitor {
  readonly page: Page;
  readonly complaints: string[];
  readonly email = `visitor${++count}@example.com`;
  /** How many fields were filled in. */
  fields = 0;
  readonly #words: Words;

  private constructor(page: Page, complaints: string[], words: Words) {
    this.page = page;
    this.complaints = complaints;
    this.#words = words;
  }

  static async open(
    browser: Browser,
    url: string,
    options: BrowserContextOptions = {},
    words: Words = en,
  ): Promise<Visitor> {
    const { page, complaints } = await openWatched(browser, {
      locale: "en-GB",
      viewport: { width: 1_280, height: 800 },
      permissions: ["clipboard-read", "clipboard-write"],
      ...options,
    });
    await page.goto(url);
    return new Visitor(page, complaints, words);
  }

  async fill(label: string, text: string): Promise<void> {
    this.fields += 1;
    await this.page.getByLabel(label, { exact: true }).fill(text);
  }

  /** By the form that is open. */
  async register(name: string): Promise<void> {
    await this.fill(this.#words.name, name);
    await this.fill(this.#words.email, this.email);
    await this.fill(this.#words.password, kPassword);
    await this.page.keyboard.press("Enter");
  }

  async logIn(email: string, password = kPassword): Promise<void> {
    await this.fill(this.#words.email, email);
    await this.fill(this.#words.password, password);
    await this.page.getByRole("button", { name: this.#words.logIn, exact: true }).click();
  }

  /** Gives the link, which is in the clipboard. */
  async makeGroup(name: string): Promise<string> {
    await this.fill(this.#words.groupName, name);
    await this.page.keyboard.press("Enter");
    await this.page.getByText(this.#words.linkCopied).waitFor();
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  async write(text: string): Promise<void> {
    const field = this.page.locator("textarea");
    await field.fill(text);
    await this.page.locator(".composer-send").click();
  }

  /** In the timeline, not in the list. */
  async sees(text: string): Promise<void> {
    await this.page.locator(".timeline").getByText(text, { exact: true }).first().waitFor();
  }

  message(text: string) {
    return this.page.locator("article", { hasText: text });
  }
}
