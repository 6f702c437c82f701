// A message on its way: as it is stored, and as an app sees it.
import { mayBe } from "./receipts.js";
import type { Command, Message } from "./types.js";

/** What an app shows of a message that is under way. */
export interface Outgoing {
  /** The order of sending; 0 until it is stored. */
  readonly number: number;
  /** From then on it survives a reload. It is so within milliseconds. */
  readonly stored: boolean;
  readonly client_id: string;
  readonly chat_id: number;
  readonly text: string;
  readonly reply_to: number | undefined;
  /** When it was sent, by this machine's clock; milliseconds since 1970. */
  readonly at: number;
  /**
   * waiting: for the connection or for those before it. sending: under way. sent: acknowledged, and
   * about to come as a message. limited: too many at once, again at `until`. refused: the server
   * says no, `problem` why.
   */
  readonly state: "waiting" | "sending" | "sent" | "limited" | "refused";
  /** Of `limited`: milliseconds since 1970 by this machine's clock. */
  readonly until?: number;
  /** Of `refused`. */
  readonly problem?: SendProblem;
}

/** Why a message was refused: the error's `code` and a sentence for people. */
export interface SendProblem {
  readonly code: string;
  readonly detail: string;
  readonly status?: number;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

export interface Row {
  number: number;
  client_id: string;
  chat_id: number;
  text: string;
  reply_to?: number;
  at: number;
  /** When its chat was made: a restored database may give a number to another chat. */
  chat_created?: string;
  /** The server may have it. */
  attempted: boolean;
  problem?: SendProblem;
  /** In memory alone: acknowledged, as this message. */
  sent?: Message;
}

/** A client_id is one's own within a chat. */
export interface Named {
  readonly chat_id: number;
  readonly client_id: string;
}
export function nameOf({ chat_id, client_id }: Named): string {
  return `${String(chat_id)}/${client_id}`;
}

/** Another one may come under the same name when this one is gone, or under the same number. */
export function idOf(row: Row): string {
  return `${nameOf(row)} ${String(row.number)} ${String(row.at)}`;
}

/**
 * Without those whose message is shown already: after a reload, say, before it is known that the
 * server has it. `shown`: one's own messages of a chat, by client_id.
 */
export function notShownYet(
  rows: readonly Row[],
  shown: (chat_id: number) => ReadonlyMap<string, Message>,
): Row[] {
  const chats = new Map<number, ReadonlyMap<string, Message>>();
  return rows.filter(({ chat_id, client_id, text, problem }) => {
    const messages = chats.get(chat_id) ?? shown(chat_id);
    chats.set(chat_id, messages);
    const message = messages.get(client_id);
    return message === undefined || problem !== undefined || !mayBe(message, text);
  });
}

export function sendCommand(row: Row): Command {
  const { chat_id, text, client_id, reply_to } = row;
  return {
    type: "send",
    chat_id,
    text,
    client_id,
    ...(reply_to === undefined ? {} : { reply_to }),
  };
}

export function byNumber(one: Row, other: Row): number {
  return one.number - other.number;
}

export function isRow(value: unknown): value is Row {
  const row = value as Partial<Row> | undefined | null;
  return (
    typeof row === "object" &&
    row !== null &&
    Number.isSafeInteger(row.number) &&
    Number.isSafeInteger(row.chat_id) &&
    typeof row.client_id === "string" &&
    typeof row.text === "string"
  );
}
