// What somebody has begun to write, by chat: kept in this browser, so that neither a reload nor another chat loses it.
import { signal } from "@preact/signals";

import { draftTexts } from "./draft_texts.js";
import { keepText, keptText } from "./kept.js";

export interface Draft {
  readonly text: string;
  /** The message that it answers. */
  readonly replyTo?: number;
  /** The message that it changes. */
  readonly editing?: number;
}

export const emptyDraft: Draft = { text: "" };

/** Goes up with every change, of another tab, too. */
export const draftsVersion = signal(0);
const drafts = new Map<string, Draft>();

function nameOf(account: number, chat_id: number): string {
  return `draft ${account} ${chat_id}`;
}

export function draftOf(account: number, chat_id: number): Draft {
  const name = nameOf(account, chat_id);
  const known = drafts.get(name) ?? asDraft(keptText(name));
  drafts.set(name, known);
  return known;
}

/** Puts those that were kept into the list of chats. */
export function listDrafts(account: number, chat_ids: readonly number[]): void {
  for (const id of chat_ids) tellList(id, draftOf(account, id));
}

// The list shows how a new message begins, not a change of an old one.
function tellList(chat_id: number, { text, editing }: Draft): void {
  const shown = editing === undefined ? text.trim().slice(0, 100) : "";
  if ((draftTexts.value.get(chat_id) ?? "") === shown) return;
  const next = new Map(draftTexts.value);
  if (shown === "") next.delete(chat_id);
  else next.set(chat_id, shown);
  draftTexts.value = next;
}

export function keepDraft(account: number, chat_id: number, draft: Draft): void {
  const name = nameOf(account, chat_id);
  const nothing = draft.text === "" && draft.replyTo === undefined && draft.editing === undefined;
  drafts.set(name, nothing ? emptyDraft : draft);
  keepText(name, nothing ? undefined : JSON.stringify(draft));
  draftsVersion.value += 1;
  tellList(chat_id, draft);
}

// Of another tab: the newest wins, and what the event has may be older than what is typed here since.
addEventListener("storage", ({ key }) => {
  const name = key?.replace(/^asq /, "");
  if (!name?.startsWith("draft ")) return;
  drafts.set(name, asDraft(keptText(name)));
  draftsVersion.value += 1;
});

function asDraft(kept: string | undefined): Draft {
  if (kept === undefined) return emptyDraft;
  try {
    const { text, replyTo, editing } = JSON.parse(kept) as Partial<Draft>;
    if (typeof text !== "string") return emptyDraft;
    return {
      text,
      ...(Number.isSafeInteger(replyTo) && { replyTo: Number(replyTo) }),
      ...(Number.isSafeInteger(editing) && { editing: Number(editing) }),
    };
  } catch {
    return emptyDraft;
  }
}
