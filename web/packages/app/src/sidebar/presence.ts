// Whose presence is watched: the people of the rows that have been in view, the last ones, because the server tells of 1,000
// at most, and others in the page watch some, too.
import type { Client } from "asq-client";

const kMost = 600;

// By how many parts of the page: what one of them leaves, another may still show.
const watching = new WeakMap<Client, Map<number, number>>();

/** Watches them until the result is called. */
export function watch(client: Client, user_ids: readonly number[]): () => void {
  const counts = watching.get(client) ?? new Map<number, number>();
  watching.set(client, counts);
  for (const id of user_ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  client.people.watch(user_ids.filter((id) => counts.get(id) === 1));
  return () => {
    const gone = user_ids.filter((id) => counts.get(id) === 1);
    for (const id of user_ids) counts.set(id, (counts.get(id) ?? 1) - 1);
    for (const id of gone) counts.delete(id);
    client.people.unwatch(gone);
  };
}

let watcher: { client: Client; ends: Map<number, () => void> } | undefined;

export function keepWatched(client: Client, user_ids: readonly number[]): void {
  if (watcher?.client !== client) watcher = { client, ends: new Map() };
  const { ends } = watcher;
  for (const id of user_ids) {
    const end = ends.get(id) ?? watch(client, [id]);
    // The last ones are kept longest.
    ends.delete(id);
    ends.set(id, end);
  }
  for (const [id, end] of [...ends].slice(0, Math.max(0, ends.size - kMost))) {
    ends.delete(id);
    end();
  }
}
