// People of a chat server, and what it has of them, asked for directly.
import { Server } from "../../src/index.js";
import type { Chat, MessagesPage, OwnUser } from "../../src/types.js";

export interface Person {
  readonly email: string;
  readonly password: string;
  readonly user: OwnUser;
  readonly token: string;
}

let count = 0;

/** Somebody who is in no chat yet. */
export async function newPerson(url: string): Promise<Person> {
  const name = `Person ${String(++count)}`;
  const credentials = { email: `person${String(count)}@example.org`, password: "a long secret" };
  const server = new Server(url);
  const user = await server.register({ username: name, ...credentials });
  const { access_token: token } = await server.logIn(credentials.email, credentials.password);
  return { ...credentials, user, token };
}

export async function ask<Body>(
  url: string,
  person: Person,
  path: string,
  json?: unknown,
): Promise<Body> {
  const answer = await fetch(url + path, {
    method: json === undefined ? "GET" : "POST",
    headers: { Authorization: `Bearer ${person.token}`, "Content-Type": "application/json" },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
  return (await answer.json()) as Body;
}

/** A group of the owner and these others. */
export async function newGroup(
  url: string,
  owner: Person,
  name: string,
  others: readonly Person[] = [],
): Promise<number> {
  const participant_ids = others.map((other) => other.user.id);
  const group = { name, participants: [], participant_ids };
  return (await ask<Chat>(url, owner, "/chat/group", group)).id;
}

/** The texts of a chat, oldest first. */
export async function history(url: string, person: Person, chat_id: number): Promise<string[]> {
  const texts: string[] = [];
  for (let after = 0; ;) {
    const path = `/chat/chats/${String(chat_id)}/messages?limit=200&after=${String(after)}`;
    const { messages } = await ask<MessagesPage>(url, person, path);
    texts.push(...messages.map((message) => message.text));
    const last = messages.at(-1);
    if (last === undefined) return texts;
    after = last.seq;
  }
}
