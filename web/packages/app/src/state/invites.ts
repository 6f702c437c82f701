// Links by which others come into a group.
import { signal } from "@preact/signals";
import { type Client, Refusal } from "asq-client";

import { root } from "./place.js";

export interface Invite {
  token: string;
  url: string;
  chat_id?: number | null;
  expires_at?: string | null;
  max_uses?: number | null;
  /** How many have come by it. */
  uses?: number;
}

/** Goes up when a link is made or ended here: who lists them asks again. */
export const linksVersion = signal(0);

// What is shown now is good for a while: a day at least.
const kLeastLife = 24 * 3_600_000;
// Of each person's own session: what one has made is not for who logs in next.
const linksOf = new WeakMap<Client, Map<number, Known>>();
// A page may be open for longer than a link works, and it may be ended elsewhere: then the server is asked again.
const kKnownFor = 3_600_000;

interface Known {
  readonly link: Promise<string>;
  readonly since: number;
}

/**
 * One's link into a group: an earlier one, or else a new one. Looking at an empty group must not make another each time; a
 * group can have 100. `isNew`: the group has none yet. @throws Refusal, Unreachable
 */
export function linkOf(client: Client, chat_id: number, { isNew = false } = {}): Promise<string> {
  const links = linksOf.get(client) ?? new Map<number, Known>();
  linksOf.set(client, links);
  const known = links.get(chat_id);
  if (known && Date.now() - known.since < kKnownFor) return known.link;
  const link = isNew ? makeLink(client, chat_id) : findOrMakeLink(client, chat_id);
  links.set(chat_id, { link, since: Date.now() });
  link.catch(() => links.delete(chat_id));
  return link;
}

async function findOrMakeLink(client: Client, chat_id: number): Promise<string> {
  const invites = await invitesInto(client, chat_id);
  const lasting = lastingInvite(invites, chat_id, Date.now());
  return lasting ? linkTo(lasting) : makeLink(client, chat_id);
}

/** One's own that work, the newest first. @throws Refusal, Unreachable */
export async function invitesInto(client: Client, chat_id: number): Promise<Invite[]> {
  const { body } = await client.request<{ invites: Invite[] }>({
    path: "/chat/invites",
    query: { limit: 200 },
  });
  return body.invites.filter((invite) => invite.chat_id === chat_id);
}

/** Another one, for a week. @throws Refusal, Unreachable */
export async function makeInvite(client: Client, chat_id: number): Promise<Invite> {
  const { body } = await client.request<Invite>({
    method: "POST",
    path: `/chat/chats/${chat_id}/invites`,
    json: {},
  });
  linksVersion.value += 1;
  return body;
}

/** It may be over already. @throws Refusal, Unreachable */
export async function endInvite(client: Client, chat_id: number, token: string): Promise<void> {
  const path = `/chat/invites/${encodeURIComponent(token)}`;
  try {
    await client.request({ method: "DELETE", path });
  } catch (error) {
    if (!(error instanceof Refusal) || !/^invite_(over|not_found)$/.test(error.code)) throw error;
  }
  // It may be the one that is copied elsewhere.
  linksOf.get(client)?.delete(chat_id);
  linksVersion.value += 1;
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
  return linkTo(await makeInvite(client, chat_id));
}

/** Without public_url it is a path, to be put behind the address that one uses oneself. */
export function linkTo({ token, url }: Invite): string {
  return url.startsWith("/") ? new URL(`i/${token}`, root).href : url;
}

/** Others can't open it: it names this computer. Pure. */
export function opensOnlyHere(link: string): boolean {
  const { hostname } = new URL(link);
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}
