// The second line of a chat's row: who types, else a draft, else what waits to be sent, else the newest message. Pure.
import type { Words } from "../i18n/en.js";

export interface LastLineFacts {
  readonly type: "direct" | "group";
  /** One's own id. */
  readonly me: number;
  readonly last: {
    readonly sender_id: number;
    readonly text: string;
    readonly deleted?: true;
  } | null;
  /** What was sent last and is not stored yet. */
  readonly pending: string | undefined;
  readonly typers: readonly number[];
  readonly draft: string | undefined;
  /** undefined: not known yet. */
  readonly nameOf: (user_id: number) => string | undefined;
}

export interface LastLine {
  /** In front, in the colour of text: "You:", "Dima:", "Draft:". */
  readonly from?: string;
  readonly text: string;
  readonly kind: "typing" | "draft" | "pending" | "message" | "deleted" | "empty";
}

// A row shows some 40; a message of 16,384 lines is not to be laid out for them.
const kShown = 200;

export function lastLine(facts: LastLineFacts, say: Words): LastLine {
  const { type, me, last, pending, typers, draft } = facts;
  if (typers.length > 0) return { text: typing(facts, say), kind: "typing" };
  if (draft !== undefined && draft.trim() !== "")
    return { from: say.draft, text: oneLine(draft), kind: "draft" };
  if (pending !== undefined) return { from: say.yourLine, text: oneLine(pending), kind: "pending" };
  if (!last) return { text: say.noMessages, kind: "empty" };
  if (last.deleted) return { text: say.messageDeleted, kind: "deleted" };
  const text = oneLine(last.text);
  if (last.sender_id === me) return { from: say.yourLine, text, kind: "message" };
  const name = type === "group" ? facts.nameOf(last.sender_id) : undefined;
  return { ...(name !== undefined && { from: say.lineOf(name) }), text, kind: "message" };
}

function typing({ type, typers, nameOf }: LastLineFacts, say: Words): string {
  const [first = 0] = typers;
  if (type === "direct") return say.typing;
  if (typers.length > 1) return say.severalTyping(typers.length);
  return say.personTyping(nameOf(first) ?? say.somebody);
}

/** The beginning, on one line. */
export function oneLine(text: string): string {
  return text.slice(0, kShown).replace(/\s+/gu, " ").trim();
}
