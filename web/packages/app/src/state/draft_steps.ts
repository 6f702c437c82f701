// What becomes of a draft when somebody answers, edits or leaves off. What was written is never lost on the way. Pure.

/** A new message as far as it is written. */
export interface NewMessage {
  readonly text: string;
  /** The message that it answers. */
  readonly replyTo?: number;
}

export interface Draft extends NewMessage {
  /** The message that it changes. */
  readonly editing?: number;
  /** The new message that waits until the change is made. */
  readonly aside?: NewMessage;
}

export const emptyDraft: Draft = { text: "" };

/** The new message, whether it is being written or waits. */
export function newMessageOf({ text, replyTo, editing, aside }: Draft): NewMessage {
  if (editing !== undefined) return aside ?? emptyDraft;
  return replyTo === undefined ? { text } : { text, replyTo };
}

export function answering(draft: Draft, seq: number): Draft {
  return { text: newMessageOf(draft).text, replyTo: seq };
}

export function editing(draft: Draft, { seq, text }: { seq: number; text: string }): Draft {
  const aside = newMessageOf(draft);
  return { text, editing: seq, ...(!isEmpty(aside) && { aside }) };
}

/** Without what is being answered or changed. */
export function leftOff(draft: Draft): Draft {
  return draft.editing === undefined ? { text: draft.text } : newMessageOf(draft);
}

/** A message that did not go out is written again, before what has been written since. */
export function writtenAgain(
  draft: Draft,
  back: { readonly text: string; readonly reply_to: number | undefined },
): Draft {
  const since = newMessageOf(draft);
  const replyTo = back.reply_to ?? since.replyTo;
  const text = since.text.trim() === "" ? back.text : `${back.text}\n${since.text}`;
  return replyTo === undefined ? { text } : { text, replyTo };
}

export function isEmpty({ text, replyTo, editing, aside }: Draft): boolean {
  return text === "" && replyTo === undefined && editing === undefined && aside === undefined;
}

/** Of what was kept, perhaps by another version of this page. */
export function draftFrom(kept: unknown): Draft {
  const { text, replyTo, editing, aside } = (kept ?? {}) as Record<string, unknown>;
  if (typeof text !== "string") return emptyDraft;
  const waits = editing === undefined ? emptyDraft : newMessageOf(draftFrom(aside));
  return {
    text,
    ...(Number.isSafeInteger(replyTo) && { replyTo: Number(replyTo) }),
    ...(Number.isSafeInteger(editing) && { editing: Number(editing) }),
    ...(!isEmpty(waits) && { aside: waits }),
  };
}
