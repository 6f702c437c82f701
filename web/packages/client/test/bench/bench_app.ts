// What the page of the measurement does: `bench` in it.
import { type Client, connect, openIndexedDb, type WebSocketLike } from "../../src/index.js";
import { messageOf, seed, type Size } from "./seed.js";

let client: Client | undefined;

/** A server that has much to say, in the page itself. */
class ToldSocket implements WebSocketLike {
  static newest: ToldSocket | undefined;
  readonly readyState = 1;
  onopen: WebSocketLike["onopen"] = null;
  onmessage: WebSocketLike["onmessage"] = null;
  onclose: WebSocketLike["onclose"] = null;
  onerror: WebSocketLike["onerror"] = null;

  constructor() {
    ToldSocket.newest = this;
    setTimeout(() => this.onopen?.(undefined as never));
  }
  send(text: string): void {
    const { id, type } = JSON.parse(text) as { id?: number; type: string };
    if (type === "hello") {
      const limits = { text_max: 16_384 };
      const facts = { user_id: 1, cursor: "0", resumed: true, version: "0", ping_seconds: 3_600 };
      this.say({ id, type, limits, ...facts });
      this.say({ type: "live", cursor: "0" });
    } else if (id !== undefined) {
      this.say({ id, type });
    }
  }
  close(): void {
    // Nobody is there.
  }
  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

async function rowsOf(table: string): Promise<number> {
  const storage = await openIndexedDb(`asq ${location.origin}`);
  const rows = await storage.read((reader) => reader.list([table]));
  storage.close();
  return rows.length;
}

const benchOfPage = {
  /** Of one who is logged in: copies what is stored. */
  async seed(account: string, size: Size): Promise<void> {
    const storage = await openIndexedDb(`asq ${location.origin}`);
    await seed(storage, account, size);
    storage.close();
  },

  /** Whose rows they are. */
  async account(): Promise<string> {
    const storage = await openIndexedDb(`asq ${location.origin}`);
    const row = await storage.read((reader) => reader.get(["account"]));
    storage.close();
    return (row as { account: string }).account;
  },

  async logIn(email: string, password: string): Promise<void> {
    client = await connect({ email, password });
    await client.whenLive();
    // It stores once it leads.
    while ((await rowsOf("chat")) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await client.close();
  },

  /** Milliseconds from the call, and from the beginning of the navigation, to all chats shown. */
  async start(): Promise<{ chats: number; call: number; navigation: number }> {
    const begun = performance.now();
    client = await connect({ remembered: true });
    const chats = client.chats.length;
    const shown = performance.now();
    return { chats, call: shown - begun, navigation: shown };
  },

  /** Looks into every chat; gives how many messages were to be seen. */
  async lookIntoAll(count: number): Promise<number> {
    let seen = 0;
    for (const { id, last_seq } of client?.chats ?? []) {
      // Those that were copied.
      if (last_seq >= count) seen += (await client?.chat(id).newest(count))?.length ?? 0;
    }
    return seen;
  },

  /** Hears so many new messages in each chat. */
  async hear(count: number): Promise<number> {
    client = await connect({ remembered: true, WebSocket: ToldSocket });
    await client.whenLive();
    const chats = [...client.chats];
    let heard = 0;
    client.on("message", () => ++heard);
    for (let more = 1; more <= count; ++more) {
      for (const chat of chats) {
        const message = messageOf(chat, chat.last_seq + more);
        const event = { type: "message", chat_id: chat.id, message, cursor: String(more) };
        ToldSocket.newest?.say(event);
      }
      await new Promise((resolve) => setTimeout(resolve));
    }
    return heard;
  },
};

declare global {
  // Functions of the page, for the script outside.
  var bench: typeof benchOfPage;
}
globalThis.bench = benchOfPage;
