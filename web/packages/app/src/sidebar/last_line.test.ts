import { expect, test } from "vitest";

import { en } from "../i18n/en.js";
import { lastLine, type LastLineFacts, oneLine } from "./last_line.js";

const facts = (part: Partial<LastLineFacts>): LastLineFacts => ({
  type: "group",
  me: 1,
  last: { sender_id: 2, text: "deployed,\nall  green" },
  pending: undefined,
  typers: [],
  draft: undefined,
  nameOf: (id) => ({ 2: "Dima" })[id],
  ...part,
});
const line = (part: Partial<LastLineFacts>) => lastLine(facts(part), en);

test("a group's line begins with who wrote it, one's own with You", () => {
  expect(line({})).toEqual({ from: "Dima:", text: "deployed, all green", kind: "message" });
  expect(line({ last: { sender_id: 1, text: "ok" } }).from).toBe("You:");
  expect(line({ type: "direct" }).from).toBe(undefined);
  // Not known yet: the line is there, the name follows.
  expect(line({ last: { sender_id: 9, text: "hm" } })).toEqual({ text: "hm", kind: "message" });
});

test("typing stands before a draft, a draft before what waits, that before the newest message", () => {
  const all = { typers: [2], draft: "but", pending: "on my way" };
  expect(line(all).text).toBe("Dima is typing…");
  expect(line({ ...all, typers: [] })).toEqual({ from: "Draft:", text: "but", kind: "draft" });
  expect(line({ pending: "on my way" })).toEqual({
    from: "You:",
    text: "on my way",
    kind: "pending",
  });
});

test("a deleted message and an empty chat have words", () => {
  expect(line({ last: { sender_id: 2, text: "", deleted: true } }).text).toBe("Message deleted");
  expect(line({ last: null }).text).toBe("No messages yet");
  expect(line({ draft: "  \n" }).kind).toBe("message");
});

test("of a long message the beginning is enough", () => {
  expect(oneLine("line\n".repeat(16_384)).length).toBeLessThan(201);
});
