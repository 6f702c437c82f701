import { expect, test } from "vitest";

import {
  answering,
  draftFrom,
  editing,
  leftOff,
  newMessageOf,
  writtenAgain,
} from "./draft_steps.js";

const draft = { text: "my draft", replyTo: 3 };

test("a draft waits while one edits, and comes back", () => {
  const edit = editing(draft, { seq: 7, text: "old" });
  expect(edit).toEqual({ text: "old", editing: 7, aside: draft });
  expect(leftOff(edit)).toEqual(draft);
  // From one edit to another, and through the storage.
  const other = editing(draftFrom(JSON.parse(JSON.stringify(edit))), { seq: 8, text: "older" });
  expect(newMessageOf(other)).toEqual(draft);
  expect(answering(other, 9)).toEqual({ text: "my draft", replyTo: 9 });
});

test("with nothing written, nothing waits", () => {
  expect(editing({ text: "" }, { seq: 7, text: "old" })).toEqual({ text: "old", editing: 7 });
  expect(leftOff({ text: "old", editing: 7 })).toEqual({ text: "" });
});

test("leaving off an answer keeps its text", () => {
  expect(leftOff(draft)).toEqual({ text: "my draft" });
});

test("what did not go out is written again, and nothing else is lost", () => {
  const back = { text: "late", reply_to: undefined };
  expect(writtenAgain({ text: " " }, back)).toEqual({ text: "late" });
  expect(writtenAgain(draft, back)).toEqual({ text: "late\nmy draft", replyTo: 3 });
  expect(writtenAgain({ text: "old", editing: 7, aside: draft }, { ...back, reply_to: 5 })).toEqual(
    {
      text: "late\nmy draft",
      replyTo: 5,
    },
  );
});

test("whatever was kept is a draft or nothing", () => {
  for (const kept of [null, 1, {}, { text: 5 }, []]) expect(draftFrom(kept)).toEqual({ text: "" });
  expect(draftFrom({ text: "a", replyTo: "x", aside: { text: "b" } })).toEqual({ text: "a" });
});
