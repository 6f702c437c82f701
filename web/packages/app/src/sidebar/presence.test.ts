import type { Client } from "asq-client";
import { expect, test } from "vitest";

import { keepWatched, watch } from "./presence.js";

/** Whom it watches now. */
function newClient() {
  const watched = new Set<number>();
  const people = {
    watch: (ids: readonly number[]) => {
      for (const id of ids) watched.add(id);
    },
    unwatch: (ids: readonly number[]) => {
      for (const id of ids) watched.delete(id);
    },
  };
  return { client: { people } as unknown as Client, watched };
}

test("what one part of the page leaves, another goes on watching", () => {
  const { client, watched } = newClient();
  keepWatched(client, [1, 2]);
  const leave = watch(client, [2, 3]);
  leave();
  expect([...watched]).toEqual([1, 2]);
  watch(client, [3])();
  expect([...watched]).toEqual([1, 2]);
});

test("of the rows that were in view the last 600 are watched", () => {
  const { client, watched } = newClient();
  for (let id = 1; id <= 700; ++id) keepWatched(client, [id]);
  expect(watched.size).toBe(600);
  expect(watched.has(100)).toBe(false);
  expect(watched.has(101)).toBe(true);
});
