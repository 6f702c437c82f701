import type { Chat } from "asq-client";
import { expect, test } from "vitest";

import { avatarIdOf, neighbour, otherOf, unreadNeighbour, watchedOf } from "./chat_facts.js";

const chat = (id: number, unread = 0): Chat =>
  ({ id, unread, type: "group", participant_ids: [1, 2] }) as unknown as Chat;

test("a direct chat is of the other person, and has that person's colour", () => {
  const direct = { ...chat(7), type: "direct" as const };
  expect([otherOf(direct, 1), avatarIdOf(direct, 1)]).toEqual([2, 2]);
  expect([otherOf(chat(7), 1), avatarIdOf(chat(7), 1)]).toEqual([undefined, 7]);
});

test("nobody is counted where not everybody can be", () => {
  const group = (people: number) => ({
    ...chat(7),
    participant_ids: Array.from({ length: people }, (_, at) => at + 1),
  });
  expect(watchedOf(group(101), 1)).toHaveLength(100);
  expect(watchedOf(group(102), 1)).toEqual([]);
  // The server leaves out the members of a very large group.
  expect(watchedOf({ id: 7, type: "group" } as Chat, 1)).toEqual([]);
});

test("the neighbours of a chat end at the ends of the list", () => {
  const chats = [chat(1), chat(2), chat(3)];
  const ids = (open: number | undefined, step: 1 | -1) => neighbour(chats, open, step)?.id;
  expect([ids(1, 1), ids(2, -1), ids(3, 1), ids(1, -1)]).toEqual([2, 1, undefined, undefined]);
  expect([ids(undefined, 1), ids(undefined, -1)]).toEqual([1, 3]);
});

test("the next unread chat is found around the end", () => {
  const chats = [chat(1, 5), chat(2), chat(3, 1)];
  const ids = (open: number, step: 1 | -1) => unreadNeighbour(chats, open, step)?.id;
  expect([ids(2, 1), ids(3, 1), ids(2, -1), ids(1, -1)]).toEqual([3, 1, 1, 3]);
});
