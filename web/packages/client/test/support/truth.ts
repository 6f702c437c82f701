// What the server has, read by a reader of its own over REST; and what a client shows, in the same form.
import type { Client, Outgoing } from "../../src/index.js";
import type { Chat, Member, Message, Tokens, User } from "../../src/types.js";

/** All that one person sees. */
export interface View {
  user_id: number;
  /** Newest activity first. */
  chats: readonly Chat[];
  /** By chat, all of it. */
  messages: Map<number, readonly Message[]>;
  members: Map<number, readonly Member[]>;
  users: Map<number, User>;
}

/** What an instance shows. */
export interface Shown extends View {
  /** What was in memory before all was loaded: the same, as far as it went. */
  held: Map<number, readonly Message[]>;
  heldMembers: Map<number, readonly Member[]>;
  pending: readonly Outgoing[];
}

export class Reader {
  readonly #url: string;
  readonly #tokens: Tokens;

  private constructor(url: string, tokens: Tokens) {
    this.#url = url;
    this.#tokens = tokens;
  }

  static async logIn(url: string, email: string, password: string): Promise<Reader> {
    const body = new URLSearchParams({ username: email, password });
    const answer = await fetch(`${url}/chat/token`, { method: "POST", body });
    if (!answer.ok) throw new Error(`log-in of ${email}: ${await answer.text()}`);
    return new Reader(url, (await answer.json()) as Tokens);
  }

  get user_id(): number {
    return this.#tokens.user.id;
  }
  get token(): string {
    return this.#tokens.access_token;
  }

  async ask<Body>(path: string, method = "GET", json?: unknown): Promise<Body> {
    const answer = await fetch(this.#url + path, {
      method,
      headers: {
        Authorization: `Bearer ${this.token}`,
        ...(json === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as Body;
  }

  /** Everything. */
  async view(): Promise<View> {
    const chats = await this.#pages<Chat>("/chat/chats", "chats");
    const view: View = {
      user_id: this.user_id,
      chats,
      messages: new Map(),
      members: new Map(),
      users: new Map(),
    };
    for (const { id } of chats) {
      const path = `/chat/chats/${String(id)}`;
      view.messages.set(id, await this.#messages(path));
      const members = await this.#pages<Member>(`${path}/members`, "members");
      view.members.set(id, members);
      for (const { user } of members) view.users.set(user.id, user);
    }
    return view;
  }

  async #pages<Item>(path: string, name: string): Promise<Item[]> {
    const items: Item[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const query: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const page = await this.ask<Record<string, unknown>>(`${path}?limit=200${query}`);
      items.push(...(page[name] as Item[]));
      cursor = page["next_cursor"] as string | null;
    }
    return items;
  }

  async #messages(path: string): Promise<Message[]> {
    const messages: Message[] = [];
    for (;;) {
      const after = String(messages.at(-1)?.seq ?? 0);
      const page = await this.ask<{ messages: Message[] }>(
        `${path}/messages?after=${after}&limit=200`,
      );
      messages.push(...page.messages);
      if (page.messages.length < 200) return messages;
    }
  }
}

const kWindow = 1_000;

/** @throws what `load` throws */
export async function shown(client: Client): Promise<Shown> {
  const chats = client.chats;
  const view: Shown = {
    user_id: client.me.id,
    chats,
    messages: new Map(),
    members: new Map(),
    users: new Map(),
    held: new Map(),
    heldMembers: new Map(),
    pending: client.pending,
  };
  for (const { id, last_seq } of chats) {
    const handle = client.chat(id);
    view.held.set(id, handle.messages(1, last_seq));
    const known = handle.members;
    if (known) view.heldMembers.set(id, known);
    view.members.set(id, await handle.loadMembers());
    const messages: Message[] = [];
    for (let from = 1; from <= last_seq; from += kWindow) {
      messages.push(...(await handle.load(from, Math.min(last_seq, from + kWindow - 1))));
    }
    view.messages.set(id, messages);
    for (const { user } of view.members.get(id) ?? []) {
      const person = client.people.get(user.id);
      if (person) view.users.set(user.id, person);
    }
  }
  // Loading takes time: what was told in it counts.
  return { ...view, chats: client.chats, pending: client.pending };
}
