// What somebody has begun to write, by chat: kept in this browser, so that neither a reload nor another chat loses it.
import { signal } from "@preact/signals";

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

export function keepDraft(account: number, chat_id: number, draft: Draft): void {
  const name = nameOf(account, chat_id);
  const nothing = draft.text === "" && draft.replyTo === undefined && draft.editing === undefined;
  drafts.set(name, nothing ? emptyDraft : draft);
  keepText(name, nothing ? undefined : JSON.stringify(draft));
  draftsVersion.value += 1;
}

// Of another tab: the newest wins.
addEventListener("storage", ({ key, newValue }) => {
  const name = key?.replace(/^asq /, "");
  if (!name?.startsWith("draft ")) return;
  drafts.set(name, asDraft(newValue ?? undefined));
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
