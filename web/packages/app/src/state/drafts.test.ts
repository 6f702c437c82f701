import { expect, test, vi } from "vitest";

// What a browser has, and a test without one has not.
const kept = new Map<string, string>();
vi.stubGlobal("localStorage", {
  get length() {
    return kept.size;
  },
  key: (at: number) => [...kept.keys()][at] ?? null,
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, text: string) => void kept.set(key, text),
  removeItem: (key: string) => void kept.delete(key),
});
let hear: (event: { key: string }) => void = () => undefined;
vi.stubGlobal("addEventListener", (_: string, listener: typeof hear) => {
  hear = listener;
});
const { draftOf, keepDraft, listDrafts } = await import("./drafts.js");
const { draftTexts } = await import("./draft_texts.js");

const [anna, dima, chat] = [1, 2, 3];

function otherTab(account: number, text: string | undefined): void {
  const key = `asq draft ${String(account)} ${String(chat)}`;
  if (text === undefined) kept.delete(key);
  else kept.set(key, JSON.stringify({ text }));
  hear({ key });
}

// The list showed it after the next reload only, and went on showing what was sent there.
test("the list shows what is written in another tab, as long as it is written", () => {
  listDrafts(anna);
  otherTab(anna, "from there");
  expect(draftTexts.value.get(chat)).toBe("from there");
  expect(draftOf(anna, chat)).toEqual({ text: "from there" });
  otherTab(anna, undefined);
  expect(draftTexts.value.has(chat)).toBe(false);
});

test("the list shows nothing of another account", () => {
  listDrafts(anna);
  otherTab(dima, "hers");
  // A change of a message that failed after she had logged out.
  keepDraft(dima, chat, { text: "her own" });
  expect(draftTexts.value.has(chat)).toBe(false);
});

test("who logs in next finds nothing of who was there before, and their own", () => {
  kept.clear();
  listDrafts(anna);
  keepDraft(anna, chat, { text: "hers" });
  kept.set("asq draft 2 9", JSON.stringify({ text: "his" }));
  listDrafts(dima);
  expect([...draftTexts.value]).toEqual([[9, "his"]]);
});

test("what another tab did before does not undo what is written here now", () => {
  listDrafts(anna);
  keepDraft(anna, chat, { text: "written here" });
  otherTab(anna, undefined);
  expect(draftOf(anna, chat)).toEqual({ text: "written here" });
  expect(kept.get("asq draft 1 3")).toContain("written here");
});
