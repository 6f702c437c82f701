// How people are called in the page.
import type { Client, User } from "asq-client";

import { words } from "../i18n/t.js";
import { usePeopleVersion } from "./live.js";

/** Draws again when it is known, or changes. Asks for those who are not known. */
export function useName(client: Client, user_id: number): string {
  usePeopleVersion();
  if (user_id === client.me.id) return words.value.you;
  const user = client.people.get(user_id);
  if (!user) client.people.load([user_id]).catch(() => undefined);
  return nameOf(user);
}

export function nameOf(user: User | undefined): string {
  if (!user) return "…";
  return user.deleted ? words.value.deletedAccount : user.username || words.value.nameless;
}
