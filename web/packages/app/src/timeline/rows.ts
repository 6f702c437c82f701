// Which messages stand together, and what stands between them. Pure.
import type { Message, Outgoing } from "asq-client";

import { dayNumber } from "../state/days.js";

/** What of a row decides. */
export interface Said {
  readonly sender: number;
  readonly at: number;
}

const kTogether = 5 * 60_000;

export function saidBy(message: Message): Said {
  return { sender: message.sender_id, at: Date.parse(message.timestamp) };
}
export function saidByMe(me: number, outgoing: Outgoing): Said {
  return { sender: me, at: outgoing.at };
}

/** One sender, within five minutes, on one day of the reader's. */
export function standTogether(one: Said | undefined, other: Said | undefined): boolean {
  if (!one || !other || one.sender !== other.sender) return false;
  return Math.abs(other.at - one.at) < kTogether && dayNumber(one.at) === dayNumber(other.at);
}

/** A day begins with `other`. */
export function beginsDay(one: Said | undefined, other: Said): boolean {
  return !one || dayNumber(one.at) !== dayNumber(other.at);
}
