// A link in person: who comes by it is in a chat with its maker.
import type { Client } from "asq-client";

import { root } from "./place.js";

const kOneWeek = 7 * 24 * 3_600;

/** A new link for one person, good for a week. @throws Refusal, Unreachable */
export async function makePersonalLink(client: Client): Promise<string> {
  const { body } = await client.request<{ token: string; url: string }>({
    method: "POST",
    path: "/chat/invites",
    json: { expires_in: kOneWeek, max_uses: 1 },
  });
  return body.url.startsWith("/") ? new URL(`i/${body.token}`, root).href : body.url;
}
