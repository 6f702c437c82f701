// What the sidebar says of a chat. Pure.
import type { Chat } from "asq-client";

/** The other person of a direct chat; undefined: a group, or unknown. */
export function otherOf(chat: Chat, me: number): number | undefined {
  if (chat.type !== "direct") return undefined;
  return chat.participant_ids?.find((id) => id !== me);
}

const kWatched = 100;

/** Whose presence an open chat shows: nobody's in a group so large that only some could be counted. */
export function watchedOf({ participant_ids = [] }: Chat, me: number): number[] {
  const others = participant_ids.filter((id) => id !== me);
  return others.length > kWatched ? [] : others;
}

/** Decides the colour: of a direct chat that of the person, as elsewhere. */
export function avatarIdOf(chat: Chat, me: number): number {
  return otherOf(chat, me) ?? chat.id;
}

/** The neighbour in the list; from none the first or the last. undefined: there is none. */
export function neighbour(
  chats: readonly Chat[],
  open: number | undefined,
  step: 1 | -1,
  wanted: (chat: Chat) => boolean = () => true,
): Chat | undefined {
  const at = chats.findIndex((chat) => chat.id === open);
  const order = step === 1 ? chats : [...chats].reverse();
  const from = at < 0 ? 0 : step === 1 ? at + 1 : chats.length - at;
  return order.slice(from).find(wanted);
}

/** The next one with unread messages, around the end if need be. */
export function unreadNeighbour(
  chats: readonly Chat[],
  open: number | undefined,
  step: 1 | -1,
): Chat | undefined {
  const unread = (chat: Chat) => chat.unread > 0 && chat.id !== open;
  return neighbour(chats, open, step, unread) ?? neighbour(chats, undefined, step, unread);
}
