import { beforeEach, describe, expect, test } from "vitest";

import { Cache, type Change } from "./cache.js";
import type { Chat, Member, Message, StreamEvent, User } from "./types.js";

const timestamp = "2026-11-23T08:15:30.123456Z";
const me = 7;

function user(id: number, username = `user${id}`): User {
  return { id, username, name: username, handle: `user${id}`, created_at: timestamp };
}

function message(seq: number, changes: Partial<Message> = {}): Message {
  const text = `text ${seq}`;
  return { id: seq, chat_id: 1, seq, sender_id: 8, text, timestamp, read: false, ...changes };
}

function chat(changes: Partial<Chat> = {}): Chat {
  return {
    id: 1,
    type: "group",
    name: "Team",
    creator_id: me,
    participant_ids: [me, 8],
    member_count: 2,
    created_at: timestamp,
    last_seq: 0,
    read_seq: 0,
    unread: 0,
    last_message: null,
    role: "owner",
    admins_only_invite: false,
    capabilities: ["send"],
    ...changes,
  };
}

const cursor = "x";
function sent(seq: number, changes: Partial<Message> = {}): StreamEvent {
  return { type: "message", chat_id: 1, cursor, message: message(seq, changes) };
}
function edited(seq: number, text: string): StreamEvent {
  const changed = message(seq, { text, edited_at: timestamp });
  return { type: "message_edited", chat_id: 1, cursor, message: changed };
}
function read(user_id: number, seq: number): StreamEvent {
  return { type: "read", chat_id: 1, user_id, seq };
}
function added(changes: Partial<Chat> = {}): StreamEvent {
  return { type: "chat_added", chat_id: 1, cursor, chat: chat(changes) };
}
const removed: StreamEvent = { type: "chat_removed", chat_id: 1, cursor };

let cache: Cache;
beforeEach(() => {
  cache = new Cache(me);
  cache.put(chat());
});
const shown = () => cache.chats.get(1)?.chat;
const kinds = (changes: readonly Change[]) => changes.map((change) => change.type);

test("whatever is kept of a chat is written again when it changes", () => {
  for (const event of [sent(1), sent(2), sent(3)]) cache.apply(event);
  const write = () => {
    const changed = [...cache.changedChats];
    cache.changedChats.clear();
    return changed;
  };
  write();
  cache.apply(read(9, 1));
  expect(write()).toEqual([1]);
  cache.apply(read(9, 1));
  expect(write()).toEqual([]);
  cache.apply({ type: "member_removed", chat_id: 1, cursor, user_id: 9 } as StreamEvent);
  expect(write()).toEqual([1]);
});

describe("messages", () => {
  test("each is told once", () => {
    expect(kinds(cache.apply(sent(1)))).toContain("message");
    expect(cache.apply(sent(1))).toEqual([]);
    expect(kinds(cache.apply(sent(2)))).toContain("message");
  });

  test("another's counts as unread, one's own moves the marker", () => {
    cache.apply(sent(1));
    cache.apply(sent(2));
    expect(shown()).toMatchObject({ last_seq: 2, read_seq: 0, unread: 2 });
    cache.apply(sent(3, { sender_id: me }));
    expect(shown()).toMatchObject({ last_seq: 3, read_seq: 3, unread: 0 });
  });

  test("an edit of the last one is shown in the list, of an older one not", () => {
    cache.apply(sent(1));
    cache.apply(sent(2));
    cache.apply(edited(1, "older"));
    expect(shown()?.last_message?.text).toBe("text 2");
    cache.apply(edited(2, "newest"));
    expect(shown()?.last_message?.text).toBe("newest");
  });

  test("a version of one that is not held is kept for storage, and told", () => {
    cache.put(chat({ last_seq: 9, last_message: message(9) }));
    expect(kinds(cache.apply(edited(4, "new")))).toEqual(["message_changed"]);
    expect(cache.chats.get(1)?.unstored.get(4)?.text).toBe("new");
    expect(cache.chats.get(1)?.timeline.get(4)).toBeUndefined();
  });
});

describe("markers", () => {
  test("reading by another makes one's message read, in the list, too", () => {
    cache.apply(sent(1, { sender_id: me }));
    const changes = cache.apply(read(8, 1));
    expect(kinds(changes)).toEqual(["message_changed", "read", "chat"]);
    expect(shown()?.last_message?.read).toBe(true);
    expect(cache.apply(sent(2))).not.toEqual([]);
    expect(shown()?.last_message?.read).toBe(false);
  });

  test("one's own marker counts down what is unread, and never goes back", () => {
    for (const seq of [1, 2, 3]) cache.apply(sent(seq));
    cache.apply(read(me, 2));
    expect(shown()).toMatchObject({ read_seq: 2, unread: 1 });
    cache.apply(read(me, 1));
    expect(shown()).toMatchObject({ read_seq: 2, unread: 1 });
  });

  test("what was sent before one joined is not unread", () => {
    cache.put(chat({ last_seq: 10, read_seq: 0, unread: 0 }));
    cache.apply(sent(11));
    expect(shown()).toMatchObject({ read_seq: 0, unread: 1 });
  });

  test("what waits to be told is shown, but not beyond the history", () => {
    cache.reading.set(1, { seq: 2, chat_created: undefined });
    cache.put(chat({ last_seq: 3, unread: 3 }));
    expect(shown()).toMatchObject({ read_seq: 2, unread: 1 });
    cache.reading.set(1, { seq: 9, chat_created: undefined });
    cache.put(chat({ last_seq: 3, unread: 3 }));
    expect(shown()).toMatchObject({ read_seq: 0, unread: 3 });
  });
});

describe("a snapshot that was read while events came", () => {
  test("takes over nothing that is older than these", () => {
    const journal = cache.journal();
    cache.apply(sent(1));
    cache.apply({
      type: "chat_updated",
      chat_id: 1,
      cursor,
      chat: chat({ name: "New", last_seq: 1, unread: 1, last_message: message(1) }),
    });
    cache.apply(read(me, 1));
    cache.put(chat({ name: "Old" }), journal);
    expect(shown()).toMatchObject({ name: "New", last_seq: 1, read_seq: 1, unread: 0 });
  });

  test("does not bring back a chat that was removed meanwhile", () => {
    const journal = cache.journal();
    cache.apply(removed);
    expect(cache.put(chat(), journal)).toEqual([]);
    expect(shown()).toBeUndefined();
  });

  test("nor take away from one that was added meanwhile", () => {
    cache.apply(removed);
    const journal = cache.journal();
    cache.apply(added({ last_seq: 5, role: "member" }));
    cache.put(chat(), journal);
    expect(shown()).toMatchObject({ last_seq: 5, role: "member" });
  });

  test("tells of the messages of a chat that was not there yet", () => {
    cache = new Cache(me);
    const journal = cache.journal();
    expect(cache.apply(sent(4))).toEqual([]);
    expect(cache.stale.has(1)).toBe(true);
    const changes = cache.put(chat({ last_seq: 4, unread: 1 }), journal);
    expect(kinds(changes)).toContain("message");
    expect(shown()).toMatchObject({ last_seq: 4, unread: 1 });
    expect(cache.apply(sent(4))).toEqual([]);
  });

  test("is of no use when everything was forgotten meanwhile", () => {
    const journal = cache.journal();
    expect(cache.goesOn(journal)).toBe(true);
    cache.forget();
    expect(cache.goesOn(journal)).toBe(false);
  });

  test("what was told of a chat before its list came is told in its order", () => {
    const starting = new Cache(me);
    const journal = starting.journal();
    starting.apply(sent(1));
    starting.apply(edited(1, "edited"));
    const changes = starting.put(chat({ last_seq: 1, unread: 1 }), journal);
    expect(kinds(changes)).toEqual(["message", "read", "chat", "message_changed", "chat"]);
    const cached = starting.chats.get(1);
    expect(cached?.timeline.get(1)?.text).toBe("edited");
    expect(cached?.unstored.get(1)?.text).toBe("edited");
    expect(kinds(starting.put(chat({ last_seq: 1, unread: 1 }), journal))).toEqual([]);
    expect(cached?.timeline.get(1)?.text).toBe("edited");
  });
});

test("what was read of a chat that is gone is not said of another one with its number", () => {
  cache.reading.set(1, { seq: 2, chat_created: "2026-11-22T00:00:00.000000Z" });
  for (const seq of [1, 2]) cache.apply(sent(seq));
  expect(cache.moveReading(1)).toEqual([]);
  expect(shown()).toMatchObject({ read_seq: 0, unread: 2 });
  cache.reading.set(1, { seq: 2, chat_created: timestamp });
  cache.moveReading(1);
  expect(shown()).toMatchObject({ read_seq: 2, unread: 0 });
});

describe("memberships", () => {
  const member = (id: number): Member => ({ user: user(id), role: "member", read_seq: 0 });
  const joined = (id: number): StreamEvent => ({
    type: "member_added",
    chat_id: 1,
    cursor,
    user: user(id),
    role: "member",
    by: me,
  });
  const left = (user_id: number): StreamEvent => ({
    type: "member_removed",
    chat_id: 1,
    cursor,
    user_id,
    by: me,
  });

  test("who comes and goes is in the list, in the order of ids, and counted", () => {
    cache.apply(joined(3));
    expect(shown()).toMatchObject({ participant_ids: [3, me, 8], member_count: 3 });
    cache.apply(joined(3));
    expect(shown()?.member_count).toBe(3);
    cache.apply(left(8));
    expect(shown()).toMatchObject({ participant_ids: [3, me], member_count: 2 });
  });

  test("a list that is too long to be shown is asked for", () => {
    const { participant_ids: _, ...long } = chat({ member_count: 1_200 });
    cache.put(long);
    cache.apply(joined(3));
    expect(cache.stale.has(1)).toBe(true);
  });

  test("loaded members follow the events, also those that came while they were read", () => {
    const journal = cache.journal();
    cache.apply(left(8));
    cache.apply(joined(9));
    cache.putMembers(1, new Map([me, 8].map((id) => [id, member(id)])), journal);
    const ids = () => [...(cache.chats.get(1)?.members?.keys() ?? [])];
    expect(ids()).toEqual([me, 9]);
    cache.apply({ type: "member_role", chat_id: 1, cursor, user_id: 9, role: "admin", by: me });
    cache.apply(sent(1, { sender_id: 9 }));
    expect(cache.chats.get(1)?.members?.get(9)).toMatchObject({ role: "admin", read_seq: 1 });
  });

  test("one's own new role, and a new owner, have to be asked about", () => {
    const role = (user_id: number, to: "admin" | "owner"): StreamEvent => ({
      type: "member_role",
      chat_id: 1,
      cursor,
      user_id,
      role: to,
      by: 8,
    });
    cache.apply(role(8, "admin"));
    expect(cache.stale.has(1)).toBe(false);
    cache.apply(role(8, "owner"));
    expect(cache.stale.has(1)).toBe(true);
    cache.stale.clear();
    cache.apply(role(me, "admin"));
    expect(cache.stale.has(1)).toBe(true);
  });

  test("removed and added again is a new chat: nothing of before is held", () => {
    cache.apply(sent(1));
    expect(kinds(cache.apply(removed))).toEqual(["chat_removed"]);
    expect(cache.apply(removed)).toEqual([]);
    cache.apply(added({ last_seq: 3 }));
    expect(cache.chats.get(1)?.timeline.ranges).toEqual([]);
    expect(kinds(cache.apply(sent(4)))).toContain("message");
    expect(shown()).toMatchObject({ last_seq: 4, unread: 1 });
  });
});

describe("people", () => {
  const updated = (id: number, name: string, deleted?: true): StreamEvent => ({
    type: "user_updated",
    cursor,
    user: { ...user(id, name), ...(deleted && { deleted }) },
  });

  test("a direct chat is called like the other one, whatever that one is called now", () => {
    cache.put(chat({ id: 2, type: "direct", name: "user8" }));
    const changes = cache.apply(updated(8, "Boris"));
    expect(changes).toContainEqual({ type: "chat", chat_id: 2 });
    expect(cache.chats.get(2)?.chat.name).toBe("Boris");
    expect(shown()?.name).toBe("Team");
    cache.apply(updated(8, "", true));
    expect(cache.chats.get(2)?.chat.name).toBe("");
    cache.apply(updated(me, "Myself"));
    expect(cache.chats.get(2)?.chat.name).toBe("");
  });

  test("a new name is in the members, too", () => {
    const members = new Map([[8, { user: user(8), role: "member", read_seq: 0 } as Member]]);
    cache.putMembers(1, members, []);
    cache.apply(updated(8, "Boris"));
    expect(cache.chats.get(1)?.members?.get(8)?.user.name).toBe("Boris");
    expect(cache.users.get(8)?.name).toBe("Boris");
  });
});

describe("the list", () => {
  test("newest activity first; of two at once the later chat", () => {
    cache.put(chat({ id: 2 }));
    cache.put(chat({ id: 3, created_at: "2026-11-22T08:15:30.123456Z" }));
    const ids = () => cache.list().map(({ id }) => id);
    expect(ids()).toEqual([2, 1, 3]);
    cache.apply({
      type: "message",
      chat_id: 3,
      cursor,
      message: message(1, { chat_id: 3, timestamp: "2026-11-24T08:15:30.123456Z" }),
    });
    expect(ids()).toEqual([3, 2, 1]);
    cache.remove(2);
    expect(ids()).toEqual([3, 1]);
  });

  test("after forgetting, chats are there, and nothing of them is trusted", () => {
    cache.apply(sent(1));
    cache.forget();
    expect(cache.list()).toHaveLength(1);
    expect(cache.chats.get(1)?.timeline.size).toBe(0);
    expect(kinds(cache.apply(sent(1)))).toContain("message");
  });
});
