// What somebody has begun to write, by chat: kept in this browser, so that neither a reload nor another chat loses it.
import { signal } from "@preact/signals";

import { type Draft, draftFrom, emptyDraft, isEmpty, newMessageOf } from "./draft_steps.js";
import { draftTexts } from "./draft_texts.js";
import { keepText, keptNames, keptText } from "./kept.js";

/** Goes up with every change, of another tab, too. */
export const draftsVersion = signal(0);
const drafts = new Map<string, Draft>();
// When something was written in this tab that is still there.
const writtenAt = new Map<string, number>();
const kStillWriting = 3_000;

function nameOf(account: number, chat_id: number | ""): string {
  return `draft ${account} ${chat_id}`;
}

export function draftOf(account: number, chat_id: number): Draft {
  const name = nameOf(account, chat_id);
  const known = drafts.get(name) ?? asDraft(keptText(name));
  drafts.set(name, known);
  return known;
}

// Whose chats are listed.
let listed: number | undefined;

/** Puts those that were kept into the list of chats, and from now on what changes in them; nobody else's. */
export function listDrafts(account: number): void {
  listed = account;
  draftTexts.value = new Map();
  const prefix = nameOf(account, "");
  for (const name of keptNames(prefix)) {
    const id = Number(name.slice(prefix.length));
    tellList(account, id, draftOf(account, id));
  }
}

// The list shows how a new message begins, not a change of an old one.
function tellList(account: number, chat_id: number, draft: Draft): void {
  if (account !== listed) return;
  const shown = newMessageOf(draft).text.trim().slice(0, 100);
  if ((draftTexts.value.get(chat_id) ?? "") === shown) return;
  const next = new Map(draftTexts.value);
  if (shown === "") next.delete(chat_id);
  else next.set(chat_id, shown);
  draftTexts.value = next;
}

export function keepDraft(account: number, chat_id: number, draft: Draft): void {
  const name = nameOf(account, chat_id);
  const nothing = isEmpty(draft);
  drafts.set(name, nothing ? emptyDraft : draft);
  if (nothing) writtenAt.delete(name);
  else writtenAt.set(name, Date.now());
  keepText(name, nothing ? undefined : JSON.stringify(draft));
  draftsVersion.value += 1;
  tellList(account, chat_id, draft);
}

// Of another tab: the newest wins, and what the event has may be older than what is typed here since.
addEventListener("storage", ({ key }) => {
  const name = key?.replace(/^asq /, "");
  if (!name?.startsWith("draft ")) return;
  if (Date.now() - (writtenAt.get(name) ?? 0) < kStillWriting) {
    // That was before, and comes late.
    if (keptText(name) === undefined) keepText(name, JSON.stringify(drafts.get(name)));
    return;
  }
  writtenAt.delete(name);
  const draft = asDraft(keptText(name));
  drafts.set(name, draft);
  draftsVersion.value += 1;
  const [, account, chat_id] = name.split(" ").map(Number);
  tellList(account ?? 0, chat_id ?? 0, draft);
});

/** Of somebody who logs out: nothing stays in this browser. */
export function forgetDrafts(account: number): void {
  for (const name of keptNames(nameOf(account, ""))) keepText(name, undefined);
  drafts.clear();
  writtenAt.clear();
  draftTexts.value = new Map();
  draftsVersion.value += 1;
}

function asDraft(kept: string | undefined): Draft {
  if (kept === undefined) return emptyDraft;
  try {
    return draftFrom(JSON.parse(kept));
  } catch {
    return emptyDraft;
  }
}
