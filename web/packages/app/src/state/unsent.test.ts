import { type Client, ClientClosed } from "asq-client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { send, sendUnsent } from "./unsent.js";

/** Lists its keys as Chromium does: by their letters. */
class SortedStorage {
  readonly #items = new Map<string, string>();
  get length(): number {
    return this.#items.size;
  }
  key(at: number): string | null {
    return [...this.#items.keys()].sort()[at] ?? null;
  }
  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }
  setItem(key: string, text: string): void {
    this.#items.set(key, text);
  }
  removeItem(key: string): void {
    this.#items.delete(key);
  }
}

let storage: SortedStorage;
beforeEach(() => {
  storage = new SortedStorage();
  vi.stubGlobal("localStorage", storage);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** Of one page. `sent`: what it was given to send; none of it is answered. */
function newClient({ known = true, ends = false } = {}) {
  const sent: string[] = [];
  const chat = {
    id: 3,
    info: known ? { created_at: "2026-12-01" } : undefined,
    pending: [],
    send(text: string) {
      sent.push(text);
      return new Promise(() => undefined);
    },
  };
  const client = {
    me: { id: 1 },
    storage: { kind: "memory" },
    on: () => () => undefined,
    chat: () => chat,
    whenLive: () => (ends ? Promise.reject(new ClientClosed()) : new Promise(() => undefined)),
  } as unknown as Client;
  return { client, chat: client.chat(3), sent };
}

const texts = Array.from({ length: 8 }, (_, at) => `message ${String(at)}`);

// Their names are drawn by lot, and the browser lists them by name.
test("what was not stored goes out in the order in which it was written", () => {
  const page = newClient();
  for (const text of texts) send(page.client, page.chat, text);
  const next = newClient();
  sendUnsent(next.client);
  expect(next.sent).toEqual(texts);
});

test("what waits when the session ends stays, and nothing fails", async () => {
  const page = newClient();
  for (const text of texts) send(page.client, page.chat, text);
  sendUnsent(newClient({ known: false, ends: true }).client);
  // A rejection that nobody takes would fail the run.
  await new Promise((resolve) => setTimeout(resolve));
  expect(storage.length).toBe(texts.length);
});
