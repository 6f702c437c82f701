// Links by which others come into a group.
import type { Client } from "asq-client";

import { root } from "./place.js";

interface Invite {
  token: string;
  url: string;
}

/** A new link, whole. @throws Refusal, Unreachable */
export async function makeInviteLink(client: Client, chat_id: number): Promise<string> {
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
