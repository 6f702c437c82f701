import { describe, expect, test } from "vitest";

import { Timeline } from "./timeline.js";
import type { Message } from "./types.js";

const timestamp = "2026-11-23T08:15:30.123456Z";

function message(seq: number, changes: Partial<Message> = {}): Message {
  const text = `text ${seq}`;
  return { id: seq, chat_id: 1, seq, sender_id: 7, text, timestamp, read: false, ...changes };
}

function page(from: number, to: number): Message[] {
  return Array.from({ length: to - from + 1 }, (_, at) => message(from + at));
}

/** One that holds a page which was read without anything in between. */
function timelineOf(from: number, to: number): Timeline {
  const timeline = new Timeline();
  const recording = timeline.record();
  timeline.merge(page(from, to), { from, to }, recording);
  timeline.endRecording(recording);
  return timeline;
}

describe("what is held", () => {
  test("pages and new messages, with the gaps between them known", () => {
    const timeline = timelineOf(5, 7);
    timeline.append(message(12));
    expect(timeline.ranges).toEqual([
      { from: 5, to: 7 },
      { from: 12, to: 12 },
    ]);
    expect(timeline.gaps({ from: 6, to: 13 })).toEqual([
      { from: 8, to: 11 },
      { from: 13, to: 13 },
    ]);
    expect(timeline.slice({ from: 1, to: 20 }).map(({ seq }) => seq)).toEqual([5, 6, 7, 12]);
  });

  test("only what lies in the page's range is taken from it", () => {
    const timeline = new Timeline();
    timeline.merge(page(1, 9), { from: 3, to: 5 }, timeline.record());
    expect(timeline.slice({ from: 1, to: 9 }).map(({ seq }) => seq)).toEqual([3, 4, 5]);
  });

  test("keeping some ranges lets the rest go", () => {
    const timeline = timelineOf(1, 10);
    timeline.keep([
      { from: 2, to: 3 },
      { from: 9, to: 20 },
    ]);
    expect(timeline.ranges).toEqual([
      { from: 2, to: 3 },
      { from: 9, to: 10 },
    ]);
    expect(timeline.size).toBe(4);
    expect(timeline.get(5)).toBeUndefined();
  });
});

describe("a page that was read while events came", () => {
  test("does not bring back an older version", () => {
    const timeline = new Timeline();
    const recording = timeline.record();
    expect(timeline.replace(message(2, { text: "edited" }))).toBe(false);
    timeline.merge(page(1, 3), { from: 1, to: 3 }, recording);
    expect(timeline.get(2)?.text).toBe("edited");
  });

  test("nor one that was told before it was begun, and is not in storage yet", () => {
    const timeline = new Timeline();
    const recording = timeline.record(new Map([[2, message(2, { text: "edited" })]]));
    timeline.merge(page(1, 3), { from: 1, to: 3 }, recording);
    expect(timeline.get(2)?.text).toBe("edited");
  });

  test("is of no use when everything was forgotten meanwhile", () => {
    const timeline = new Timeline();
    const recording = timeline.record();
    timeline.forget();
    expect(timeline.goesOn(recording)).toBe(false);
  });

  test("the recording of one page does not hear what came after its end", () => {
    const timeline = timelineOf(1, 3);
    const recording = timeline.record();
    timeline.endRecording(recording);
    timeline.replace(message(2, { text: "edited" }));
    expect(recording.size).toBe(0);
  });
});

describe("who has read", () => {
  test("a reader's marker makes all others' messages read, and says which", () => {
    const timeline = timelineOf(1, 3);
    timeline.append(message(4, { sender_id: 8 }));
    const changed = timeline.moveMarker(8, 4);
    expect(changed.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(timeline.get(4)?.read).toBe(false);
    expect(timeline.moveMarker(8, 4)).toEqual([]);
    expect(timeline.moveMarker(7, 4).map(({ seq }) => seq)).toEqual([4]);
  });

  test("what comes later and was read already is shown as read", () => {
    const timeline = new Timeline();
    timeline.moveMarker(8, 5);
    timeline.merge(page(4, 6), { from: 4, to: 6 }, timeline.record());
    expect(timeline.slice({ from: 4, to: 6 }).map(({ read }) => read)).toEqual([true, true, false]);
  });

  test("one's own marker says nothing about one's own messages, a second reader's does", () => {
    const timeline = new Timeline();
    timeline.moveMarker(7, 9);
    timeline.append(message(1));
    expect(timeline.get(1)?.read).toBe(false);
    timeline.moveMarker(9, 1);
    expect(timeline.get(1)?.read).toBe(true);
  });

  test("the two who have read furthest are enough, whoever comes in between", () => {
    const timeline = new Timeline();
    for (const [user_id, seq] of [
      [1, 3],
      [2, 9],
      [3, 5],
      [1, 7],
      [3, 4],
    ] as const) {
      timeline.moveMarker(user_id, seq);
    }
    expect(timeline.markers).toEqual([
      { user_id: 2, seq: 9 },
      { user_id: 1, seq: 7 },
    ]);
  });

  test("it stays read when another version comes", () => {
    const timeline = timelineOf(1, 1);
    timeline.moveMarker(8, 1);
    timeline.replace(message(1, { text: "edited", read: false }));
    expect(timeline.get(1)).toMatchObject({ text: "edited", read: true });
  });
});
