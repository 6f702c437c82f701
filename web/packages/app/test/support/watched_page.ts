// A tab that remembers what a person never sees: violations of the page's policy, errors, and requests.
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

export interface WatchedPage {
  page: Page;
  /** Violations of the policy, errors that nobody caught, and what the console was told as an error. */
  readonly complaints: string[];
  /** The addresses that were asked for, sockets among them. */
  readonly requests: string[];
}

export async function openWatched(
  browser: Browser,
  options: BrowserContextOptions = { locale: "en-GB" },
): Promise<WatchedPage> {
  const page = await (await browser.newContext(options)).newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  await page.exposeFunction("complain", (text: string) => {
    complaints.push(text);
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const { complain } = window as unknown as { complain: (text: string) => void };
      complain(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
    });
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("request", (request) => requests.push(request.url()));
  page.on("websocket", (socket) => requests.push(socket.url()));
  return { page, complaints, requests };
}
