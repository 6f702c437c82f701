// Who checks the checker: a small world that is right passes; spoilt in one place, it does not.
import { describe, expect, test } from "vitest";

import type { Chat, Member, Message, User } from "../../src/types.js";
import { checkHearing, checkSent, checkShown, type Finding } from "./checker.js";
import type { Sent, Told } from "./journal.js";
import type { Shown, View } from "./truth.js";

const timestamp = "2026-11-23T08:15:30.123456Z";

function user(id: number): User {
  const name = `user${id}`;
  return { id, username: name, name, handle: name, created_at: timestamp };
}

function message(seq: number, text: string): Message {
  const client_id = `c${text}`;
  return { id: seq, chat_id: 1, seq, sender_id: 7, text, timestamp, read: false, client_id };
}

function member(id: number): Member {
  return { user: user(id), role: "member", joined_at: timestamp, read_seq: 2 };
}

function chat(id: number): Chat {
  return {
    id,
    type: "group",
    name: "Team",
    creator_id: 7,
    participant_ids: [7, 8],
    member_count: 2,
    created_at: timestamp,
    last_seq: 2,
    read_seq: 2,
    unread: 0,
    last_message: message(2, "b"),
    role: "member",
    admins_only_invite: false,
    capabilities: ["send"],
  };
}

function view(): View {
  return {
    user_id: 7,
    chats: [chat(1), chat(2)],
    messages: new Map([
      [1, [message(1, "a"), message(2, "b")]],
      [2, []],
    ]),
    members: new Map([
      [1, [member(7), member(8)]],
      [2, []],
    ]),
    users: new Map([
      [7, user(7)],
      [8, user(8)],
    ]),
  };
}

function shown(changes: Partial<Shown> = {}): Shown {
  return { ...view(), held: new Map(), heldMembers: new Map(), pending: [], ...changes };
}

function sent(text: string, changes: Partial<Sent> = {}): Sent {
  const called = text.charCodeAt(0) * 10;
  return {
    user_id: 7,
    device: "phone",
    instance: "phone.1",
    chat_id: 1,
    text,
    called,
    alone: false,
    stored: called + 1,
    acknowledged: called + 2,
    client_id: `c${text}`,
    ...changes,
  };
}

function kinds(findings: readonly Finding[]): string[] {
  return findings.map((finding) => finding.kind);
}

describe("what was sent", () => {
  const both = [sent("a"), sent("b")];
  const history = (...messages: Message[]): View[] => [
    { ...view(), messages: new Map([[1, messages]]) },
  ];

  test("that is there once, in order, passes", () => {
    expect(checkSent([view()], both)).toEqual([]);
  });

  test("a lost message is found, whether it was acknowledged or only typed", () => {
    expect(kinds(checkSent(history(message(1, "a")), both))).toEqual(["lost"]);
    const typed = { ...sent("b"), acknowledged: undefined } as unknown as Sent;
    expect(kinds(checkSent(history(message(1, "a")), [sent("a"), typed]))).toEqual(["lost"]);
  });

  test("what may be missing passes: never stored, refused, withdrawn, excused", () => {
    const unstored = { ...sent("b"), stored: undefined } as unknown as Sent;
    const lines = [
      unstored,
      sent("b", { ended: "refused" }),
      sent("b", { ended: "withdrawn" }),
      sent("b", { excused: "newer than the backup" }),
    ];
    for (const line of lines) {
      expect(checkSent(history(message(1, "a")), [sent("a"), line])).toEqual([]);
    }
  });

  test("a doubled message is found, by its text or its client_id", () => {
    const again = { ...message(3, "b"), client_id: "another" };
    expect(kinds(checkSent(history(message(1, "a"), message(2, "b"), again), both))).toContain(
      "doubled",
    );
    const edited = { ...message(3, "b"), text: "b edited" };
    const findings = checkSent(history(message(1, "a"), message(2, "b"), edited), both);
    expect(kinds(findings)).toEqual(["doubled"]);
  });

  test("a message that nobody sent is found", () => {
    const phantom = message(3, "ghost");
    const findings = checkSent(history(message(1, "a"), message(2, "b"), phantom), both);
    expect(kinds(findings)).toEqual(["doubled"]);
  });

  test("a withdrawn message that was sent all the same is found", () => {
    const findings = checkSent([view()], [sent("a"), sent("b", { ended: "withdrawn" })]);
    expect(kinds(findings)).toEqual(["doubled"]);
  });

  test("a wrong order is found, of one instance and between tabs", () => {
    const turned = history(message(1, "b"), message(2, "a"));
    expect(kinds(checkSent(turned, both))).toEqual(["out_of_order"]);
    const tabs = [sent("a"), sent("b", { instance: "phone.2" })];
    expect(kinds(checkSent(turned, tabs))).toEqual(["out_of_order"]);
  });

  test("what was typed at once in two tabs, or on two devices, has no order", () => {
    const turned = history(message(1, "b"), message(2, "a"));
    const atOnce = [sent("a", { stored: 990 }), sent("b", { instance: "phone.2" })];
    expect(checkSent(turned, atOnce)).toEqual([]);
    const devices = [sent("a"), sent("b", { device: "laptop", instance: "laptop.1" })];
    expect(checkSent(turned, devices)).toEqual([]);
  });

  test("nothing is asked of a chat that was deleted", () => {
    expect(checkSent([], both, new Set([1]))).toEqual([]);
    expect(kinds(checkSent([], both))).toEqual(["lost", "lost"]);
  });
});

describe("what was told", () => {
  const told = (seq: number): Told => ({ type: "message", chat_id: 1, message: message(seq, "x") });
  const check = (...events: Told[]) =>
    kinds(checkHearing({ instance: "phone.1", user_id: 7, told: events }));

  test("each once and ascending passes, from any beginning", () => {
    expect(check(told(5), told(6), told(7))).toEqual([]);
  });
  test("a repeat is found, even behind a resync", () => {
    expect(check(told(5), told(5))).toEqual(["doubled"]);
    expect(check(told(5), { type: "resync" }, told(5))).toEqual(["doubled"]);
  });
  test("a gap is found, unless there was a resync or another membership", () => {
    expect(check(told(5), told(7))).toEqual(["lost"]);
    expect(check(told(5), { type: "resync" }, told(7))).toEqual([]);
    expect(check(told(5), { type: "removed", chat_id: 1 }, told(7))).toEqual([]);
    expect(check(told(5), { type: "removed", chat_id: 2 }, told(7))).toEqual(["lost"]);
  });
  test("a wrong order is found", () => {
    expect(check(told(5), told(4))).toEqual(["out_of_order"]);
  });
});

describe("what is shown", () => {
  const check = (changes: Partial<Shown>) => checkShown(view(), shown(changes));

  test("as the server has it passes", () => {
    expect(check({})).toEqual([]);
  });

  test("a stale message is found, loaded or held", () => {
    const edited = { ...message(1, "a"), text: "a edited", edited_at: timestamp };
    const truth = { ...view(), messages: new Map([[1, [edited, message(2, "b")]]]) };
    const findings = checkShown(truth, shown());
    expect(findings.map(({ what }) => what)).toContain("message 1: text, edited_at");
    const held = new Map([[1, [message(1, "old")]]]);
    expect(kinds(check({ held }))).toEqual(["stale"]);
  });

  test("a message that is missing or does not exist is found", () => {
    expect(kinds(check({ messages: new Map([[1, [message(2, "b")]]]) }))).toEqual(["stale"]);
    const messages = new Map([[1, [message(1, "a"), message(2, "b"), message(3, "c")]]]);
    expect(check({ messages }).length).toBeGreaterThan(0);
  });

  test("a wrong marker, name, membership or capability is found", () => {
    const changes: Partial<Chat>[] = [
      { read_seq: 1 },
      { unread: 1 },
      { last_seq: 3 },
      { name: "Other" },
      { participant_ids: [7] },
      { role: "owner" },
      { capabilities: [] },
    ];
    for (const change of changes) {
      const field = Object.keys(change)[0] ?? "";
      const [finding] = check({ chats: [{ ...chat(1), ...change }, chat(2)] });
      expect(finding?.what).toBe(`chat 1: ${field}`);
    }
  });

  test("a wrong order of the list, and a chat too few, are found", () => {
    expect(kinds(check({ chats: [chat(2), chat(1)] }))).toEqual(["stale"]);
    expect(check({ chats: [chat(1)] }).length).toBeGreaterThan(0);
  });

  test("a wrong member is found, loaded or held", () => {
    const demoted: Member = { ...member(8), role: "admin" };
    expect(kinds(check({ members: new Map([[1, [member(7), demoted]]]) }))).toEqual(["stale"]);
    expect(kinds(check({ heldMembers: new Map([[1, [member(7), demoted]]]) }))).toEqual(["stale"]);
    expect(kinds(check({ members: new Map([[1, [member(7)]]]) }))).toEqual(["stale"]);
  });

  test("a member whose joining was heard as an event has no joined_at", () => {
    const { joined_at: _, ...heard } = member(8);
    expect(check({ heldMembers: new Map([[1, [member(7), heard]]]) })).toEqual([]);
  });

  test("an old name of somebody is found", () => {
    expect(kinds(check({ users: new Map([[8, { ...user(8), name: "Old" }]]) }))).toEqual(["stale"]);
  });

  test("a ghost is found: what is pending for ever, but not what was refused", () => {
    const ghost = {
      number: 1,
      client_id: "x",
      chat_id: 1,
      text: "x",
      at: 0,
      reply_to: undefined,
      stored: true,
    };
    expect(kinds(check({ pending: [{ ...ghost, state: "sending" }] }))).toEqual(["stale"]);
    expect(check({ pending: [{ ...ghost, state: "refused" }] })).toEqual([]);
  });
});
