// An app over the library, as small as can be, for the pages of the tests: `app` in the page.
import * as asq from "../../src/index.js";

interface Heard {
  readonly chat_id: number;
  readonly seq: number;
  readonly text: string;
}

/** Its timers beyond 200 ms never come: what happens then has been woken up. */
const patientClock: asq.Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after: (milliseconds, callback) => {
    const timer = milliseconds > 200 ? undefined : setTimeout(callback, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  },
};

export class PageApp {
  readonly asq = asq;
  /** Every `message` event, in the order in which they came. */
  heard: Heard[] = [];
  /** What people would be told, in words. */
  told: string[] = [];
  #client: asq.Client | undefined;

  get client(): asq.Client {
    if (!this.#client) throw new Error("app.start() first");
    return this.#client;
  }

  async start(options: asq.ConnectOptions, patient = false): Promise<void> {
    const client = await asq.connect(patient ? { ...options, clock: patientClock } : options);
    this.#client = client;
    client.on("message", ({ chat, message }) => {
      this.heard.push({ chat_id: chat.id, seq: message.seq, text: message.text });
    });
    client.on("session_ended", (error) => this.told.push(error.message));
    client.on("storage", ({ problem }) => this.told.push(`storage: ${problem}`));
    client.on("resync", () => this.told.push("resync"));
    client.on("error", (error) => this.told.push(`error: ${String(error)}`));
  }

  /** Sends, and returns when it is safe, not when it has arrived. */
  async type(chat_id: number, text: string): Promise<void> {
    const chat = this.client.chat(chat_id);
    let arrived = false;
    chat.send(text).then(
      () => (arrived = true),
      () => undefined,
    );
    const isSafe = () => arrived || chat.pending.some((one) => one.text === text && one.stored);
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!isSafe()) return;
        stop();
        resolve();
      };
      const stop = this.client.on("outbox", look);
      look();
    });
  }

  /** The same for many, as fast as it goes. */
  async typeAll(chat_id: number, texts: readonly string[]): Promise<void> {
    await Promise.all(texts.map((text) => this.type(chat_id, text)));
  }

  pending(chat_id: number): string[] {
    return this.client.chat(chat_id).pending.map((one) => one.text);
  }

  /** The texts of a chat, as the library has them now, from its first message on. */
  async texts(chat_id: number): Promise<string[]> {
    const chat = this.client.chat(chat_id);
    const messages = await chat.load(1, chat.info?.last_seq ?? 0);
    return messages.map((message) => message.text);
  }
}

declare global {
  var app: PageApp;
}
globalThis.app = new PageApp();
