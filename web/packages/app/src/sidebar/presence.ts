// Whose presence is watched: the people of the rows that have been in view, the last ones, because the server tells of 1,000
// at most, and others in the page watch some, too.
import type { Client } from "asq-client";

const kMost = 600;
let watcher: { client: Client; ids: Set<number> } | undefined;

export function keepWatched(client: Client, user_ids: readonly number[]): void {
  if (watcher?.client !== client) watcher = { client, ids: new Set() };
  const { ids } = watcher;
  const fresh = user_ids.filter((id) => !ids.has(id));
  for (const id of user_ids) {
    ids.delete(id);
    ids.add(id);
  }
  if (fresh.length > 0) client.people.watch(fresh);
  const gone = [...ids].slice(0, Math.max(0, ids.size - kMost));
  for (const id of gone) ids.delete(id);
  if (gone.length > 0) client.people.unwatch(gone);
}
