// Links by which others come into a group.
import type { Client } from "asq-client";

import { root } from "./place.js";

export interface Invite {
  token: string;
  url: string;
  chat_id?: number | null;
  expires_at?: string | null;
  max_uses?: number | null;
}

// What is shown now is good for a while: a day at least.
const kLeastLife = 24 * 3_600_000;
// Of each person's own session: what one has made is not for who logs in next.
const linksOf = new WeakMap<Client, Map<number, Promise<string>>>();

/**
 * One's link into a group: an earlier one, or else a new one. Looking at an empty group must not make another each time; a
 * group can have 100. `isNew`: the group has none yet. @throws Refusal, Unreachable
 */
export function linkOf(client: Client, chat_id: number, { isNew = false } = {}): Promise<string> {
  const links = linksOf.get(client) ?? new Map<number, Promise<string>>();
  linksOf.set(client, links);
  const known = links.get(chat_id);
  if (known) return known;
  const made = isNew ? makeLink(client, chat_id) : findOrMakeLink(client, chat_id);
  links.set(chat_id, made);
  made.catch(() => links.delete(chat_id));
  return made;
}

async function findOrMakeLink(client: Client, chat_id: number): Promise<string> {
  const { body } = await client.request<{ invites: Invite[] }>({
    path: "/chat/invites",
    query: { limit: 200 },
  });
  const lasting = lastingInvite(body.invites, chat_id, Date.now());
  return lasting ? linkTo(lasting) : makeLink(client, chat_id);
}

/** The first into this chat that anybody may use, and that does not end today. Pure. */
export function lastingInvite(
  invites: readonly Invite[],
  chat_id: number,
  now: number,
): Invite | undefined {
  return invites.find((invite) => {
    const ends = invite.expires_at ? Date.parse(invite.expires_at) : Infinity;
    return invite.chat_id === chat_id && !invite.max_uses && ends > now + kLeastLife;
  });
}

async function makeLink(client: Client, chat_id: number): Promise<string> {
  const { body } = await client.request<Invite>({
    method: "POST",
    path: `/chat/chats/${chat_id}/invites`,
    json: {},
  });
  return linkTo(body);
}

/** Without public_url it is a path, to be put behind the address that one uses oneself. */
function linkTo({ token, url }: Invite): string {
  return url.startsWith("/") ? new URL(`i/${token}`, root).href : url;
}

/** Others can't open it: it names this computer. Pure. */
export function opensOnlyHere(link: string): boolean {
  const { hostname } = new URL(link);
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}
