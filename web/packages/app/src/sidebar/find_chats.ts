// Chats by what one types of their names. Pure.
import type { Chat } from "asq-client";

/** Without case and marks: "Élan", "elan"; "ё", "е". */
export function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase("und").trim();
}

const kWord = /[\s\-_.,/()«»"']+/u;

/** 0: the whole name begins with it; 1: its words begin with those that were typed; 2: it is somewhere; undefined: it isn't. */
export function rankOf(name: string, query: string): number | undefined {
  const text = folded(name);
  const wanted = folded(query);
  if (text.startsWith(wanted)) return 0;
  const parts = text.split(kWord);
  const typed = wanted.split(/\s+/u);
  if (typed.every((word) => parts.some((part) => part.startsWith(word)))) return 1;
  return wanted.length > 1 && text.includes(wanted) ? 2 : undefined;
}

/** The best first; of equally good ones in the order of the list, the newest activity first. */
export function findChats(
  chats: readonly Chat[],
  query: string,
  most: number,
  nameOf: (chat: Chat) => string,
): Chat[] {
  if (folded(query) === "") return chats.slice(0, most);
  return chats
    .map((chat) => ({ chat, rank: rankOf(nameOf(chat), query) }))
    .filter((one): one is { chat: Chat; rank: number } => one.rank !== undefined)
    .sort((one, other) => one.rank - other.rank)
    .slice(0, most)
    .map(({ chat }) => chat);
}

/** What names somebody exactly: an e-mail, or "@" and a handle; undefined: neither. */
export function addressIn(query: string): string | undefined {
  const text = query.trim();
  return /^[^\s@]+@[^\s@]+$/u.test(text) || /^@[a-z0-9_.]{3,32}$/iu.test(text) ? text : undefined;
}
