// A group that Anna has open, and what stands in its way: other answers, other words of the socket.
import type {
  APIResponse,
  BrowserContextOptions,
  Page,
  Route,
  WebSocketRoute,
} from "playwright-core";

import { newGroup, type Person } from "../../../client/test/support/people.js";
import { type EnterOptions, type useWorld, write } from "./messenger.js";

type TheWorld = ReturnType<typeof useWorld>;

export interface OpenChat {
  page: Page;
  chat: number;
  anna: Person;
  dima: Person;
}

export interface ChatOptions {
  /** Written before Anna comes, by Anna and Dima. */
  anna?: readonly string[];
  dima?: readonly string[];
  browser?: BrowserContextOptions;
  enter?: EnterOptions;
}

export async function openChat(world: TheWorld, options: ChatOptions = {}): Promise<OpenChat> {
  const [anna, dima] = [await world.person(), await world.person()];
  const { url } = world.server;
  const chat = await newGroup(url, anna, "Ours", [dima]);
  for (const text of options.anna ?? []) await write(url, anna, chat, text);
  for (const text of options.dima ?? []) await write(url, dima, chat, text);
  const page = await world.enter(anna, options.browser, options.enter);
  await page.locator("a.chat-row", { hasText: "Ours" }).click();
  await page.locator(".conversation").waitFor();
  return { page, chat, anna, dima };
}

export const rowOf = (page: Page, text: string) => page.locator("article", { hasText: text });

/** Answers by what the server says, changed; a test that has ended meanwhile needs no answer. */
export async function answer(
  route: Route,
  change: (response: APIResponse) => Promise<Parameters<Route["fulfill"]>[0]>,
): Promise<void> {
  try {
    const response = await route.fetch();
    await route.fulfill({ response, ...(await change(response)) });
  } catch {
    await route.abort().catch(() => undefined);
  }
}

/** Every answer to a question for chats passes through `change`. */
export function changeChats(change: (chat: Record<string, unknown>) => void) {
  return (page: Page) =>
    page.route(/\/chat\/chats(\/\d+)?(\?|$)/, (route) =>
      answer(route, async (response) => {
        const body = (await response.json()) as Record<string, unknown>;
        const list = (body["chats"] ?? [body]) as Record<string, unknown>[];
        list.forEach(change);
        return { json: body };
      }),
    );
}

/** The person's socket: what it says can be changed, and more can be said. */
export class Wire {
  /** undefined: the page never hears it. */
  change: (text: string) => string | undefined = (text) => text;
  cursor = "";
  #socket: WebSocketRoute | undefined;

  readonly prepare = (page: Page): Promise<void> =>
    page.routeWebSocket(/.*/, (socket) => {
      this.#socket = socket;
      socket.connectToServer().onMessage((said) => {
        const text = this.change(String(said));
        if (text === undefined) return;
        this.cursor = /"cursor":"([^"]+)"/.exec(text)?.[1] ?? this.cursor;
        socket.send(text);
      });
    });

  say(word: object): void {
    this.#socket?.send(JSON.stringify(word));
  }
}
