// Links by which others come into a group.
import type { Client } from "asq-client";

import { root } from "./place.js";

interface Invite {
  token: string;
  url: string;
}

// One link for a chat while the page lives: looking at an empty group must not make another each time.
const links = new Map<number, Promise<string>>();

/** The link that this page made last, or a new one. @throws Refusal, Unreachable */
export function linkOf(client: Client, chat_id: number): Promise<string> {
  const known = links.get(chat_id);
  if (known) return known;
  const made = makeInviteLink(client, chat_id);
  links.set(chat_id, made);
  made.catch(() => links.delete(chat_id));
  return made;
}

async function makeInviteLink(client: Client, chat_id: number): Promise<string> {
  const { body } = await client.request<Invite>({
    method: "POST",
    path: `/chat/chats/${chat_id}/invites`,
    json: {},
  });
  // Without public_url it is a path, to be put behind the address that one uses oneself.
  return body.url.startsWith("/") ? new URL(`i/${body.token}`, root).href : body.url;
}

/** Others can't open it: it names this computer. Pure. */
export function opensOnlyHere(link: string): boolean {
  const { hostname } = new URL(link);
  return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
}
