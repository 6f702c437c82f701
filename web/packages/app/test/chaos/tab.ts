// A page of somebody: what a person does in it, over its reloads and crashes.
import type { BrowserContext, Page } from "playwright-core";

const kPatience = 20_000;

export interface Shown {
  /** The last rows of the conversation that is open, oldest first; by seq. */
  rows: { seq: number; text: string }[];
  pending: number;
  draft: string;
  troubled: boolean;
}

export class Tab {
  readonly name: string;
  /** Whose; tabs of one browser share what is kept in it. */
  readonly browser: string;
  readonly touch: boolean;
  readonly #context: BrowserContext;
  readonly #url: () => string;
  readonly #complain: (text: string) => void;
  #page: Page | undefined;

  constructor(parts: {
    name: string;
    browser: string;
    touch: boolean;
    context: BrowserContext;
    url: () => string;
    complain: (text: string) => void;
  }) {
    this.name = parts.name;
    this.browser = parts.browser;
    this.touch = parts.touch;
    this.#context = parts.context;
    this.#url = parts.url;
    this.#complain = parts.complain;
  }

  get page(): Page {
    if (!this.#page) throw new Error(`${this.name} is not open`);
    return this.#page;
  }
  get isOpen(): boolean {
    return this.#page !== undefined;
  }

  /** Until the conversation is there: pages come from the server, which may be away. */
  async open(chat: number, deadline: number): Promise<void> {
    let why = "";
    while (Date.now() < deadline) {
      try {
        const page = this.#page ?? (await this.#newPage());
        this.#page = page;
        await page.goto(`${this.#url()}/c/${chat}`, { timeout: 5_000 });
        await page.locator(".composer textarea").waitFor({ timeout: 5_000 });
        return;
      } catch (error) {
        const seen = await this.#page?.locator("body").innerText({ timeout: 1_000 }).catch(String);
        why = `${String(error)}\nIt shows: ${seen ?? "nothing"}`;
        await this.close();
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    throw new Error(`${this.name} does not open: ${why}`);
  }

  async #newPage(): Promise<Page> {
    const page = await this.#context.newPage();
    page.on("pageerror", (error) => {
      this.#complain(`${this.name}: ${error.stack ?? error.message}`);
    });
    page.on("dialog", (dialog) => {
      this.#complain(`${this.name}: a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    return page;
  }

  async logIn(email: string, password: string): Promise<void> {
    const page = await this.#newPage();
    this.#page = page;
    await page.goto(this.#url());
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.keyboard.press("Enter");
    await page.locator(".messenger").waitFor();
  }

  /** Types and sends; true: the page took it, and the field is empty. @throws if the page is gone */
  async say(text: string): Promise<boolean> {
    const field = this.page.locator(".composer textarea");
    // What was being changed when the page went away is still open.
    if ((await this.page.locator(".composer-bar").count()) > 0) await field.press("Escape");
    await field.fill(text, { timeout: kPatience });
    if (this.touch) await this.page.locator(".composer-send").tap({ timeout: kPatience });
    else await field.press("Enter", { timeout: kPatience });
    return (await field.inputValue()) === "";
  }

  async type(text: string): Promise<void> {
    await this.page.locator(".composer textarea").fill(text, { timeout: kPatience });
  }

  /** Changes the last message of one's own, if there is one; as from the keyboard. */
  async changeLast(change: (text: string) => string): Promise<void> {
    const field = this.page.locator(".composer textarea");
    await field.press("ArrowUp", { timeout: kPatience });
    const text = await field.inputValue();
    if (text === "") return;
    await field.fill(change(text));
    await field.press("Enter");
  }

  async reload(): Promise<void> {
    await this.page.reload({ waitUntil: "commit", timeout: 5_000 });
  }

  /** The renderer dies: nothing of the page runs any more. */
  async crash(): Promise<void> {
    const devtools = await this.#context.newCDPSession(this.page);
    void devtools.send("Page.crash").catch(() => undefined);
    await this.page.waitForEvent("crash", { timeout: kPatience });
    await this.close();
  }

  async close(): Promise<void> {
    const page = this.#page;
    this.#page = undefined;
    await page?.close().catch(() => undefined);
  }

  look(): Promise<Shown> {
    return this.page.evaluate(() => {
      const rows = [...document.querySelectorAll<HTMLElement>("article[data-seq]")];
      return {
        rows: rows.map((row) => ({
          seq: Number(row.dataset["seq"]),
          text: row.querySelector(".text")?.textContent ?? "",
        })),
        pending: document.querySelectorAll("article:not([data-seq])").length,
        draft: document.querySelector<HTMLTextAreaElement>(".composer textarea")?.value ?? "",
        troubled: document.querySelector(".connection-line") !== null,
      };
    });
  }
}
