// The rows that the keeper writes: what they look like, and how a batch of changes becomes rows.
import type { Cache, CachedChat } from "./cache.js";
import { addRange, holds, type Range, type Ranges, removeRange } from "./ranges.js";
import type { Writer } from "./storage.js";
import type { Markers } from "./timeline.js";
import type { Chat, Message, User } from "./types.js";

export const kFormat = 1;
/** So many messages of a chat are kept, the newest. */
const kStoredPerChat = 1_000;

export interface SavedState {
  format: number;
  cursor: string;
  lineage: string;
  /** Chats of which something was to be asked again. */
  stale?: number[];
  /** Logged out. */
  ended?: boolean;
}
export interface SavedChat {
  chat: Chat;
  base: number;
  markers: Markers;
  ranges: Ranges;
}

/** Messages that the server gave; `cached`: the chat as it was then. */
export interface Page {
  chat_id: number;
  cached: CachedChat;
  range: Range;
  messages: readonly Message[];
}

export interface StoredPage {
  ranges: Ranges;
  messages: Message[];
}

export interface Batch {
  /** Instead of what is stored. */
  everything: boolean;
  chats: BatchChat[];
  users: User[];
  stale: number[];
  written: () => void;
  giveBack: () => void;
}
interface BatchChat {
  id: number;
  anew: boolean;
  doubted: number;
  /** From which message on nothing is to be kept; undefined: all may. */
  doubtfulFrom: number | undefined;
  /** undefined: it is gone. */
  saved: Omit<SavedChat, "ranges"> | undefined;
  pages: Page[];
  fresh: Message[];
  versions: Message[];
}

/** What has changed since the last one. `written` or `giveBack` has to follow. */
export function takeBatch(cache: Cache, pages: readonly Page[], everything: boolean): Batch {
  const ids = new Set(everything ? cache.chats.keys() : cache.changedChats);
  for (const id of cache.changedChats) ids.add(id);
  for (const page of pages) ids.add(page.chat_id);
  for (const [id, cached] of cache.chats) if (cached.unstored.size > 0) ids.add(id);
  const chats = [...ids].map((id) => takeChat(cache, id, pages));
  const users: User[] = [];
  for (const id of everything ? cache.users.keys() : cache.changedUsers) {
    const user = cache.users.get(id);
    if (user) users.push(user);
  }
  cache.changedChats.clear();
  cache.changedUsers.clear();
  return {
    everything,
    chats,
    users,
    stale: [...cache.stale.keys()],
    written: settle(cache, chats),
    giveBack: () => {
      for (const { id } of chats) cache.changedChats.add(id);
      for (const user of users) cache.changedUsers.add(user.id);
    },
  };
}

function takeChat(cache: Cache, id: number, pages: readonly Page[]): BatchChat {
  const cached = cache.chats.get(id);
  if (!cached) {
    const none = { pages: [], fresh: [], versions: [], doubted: 0, doubtfulFrom: undefined };
    return { id, anew: true, saved: undefined, ...none };
  }
  const unstored = [...cached.unstored.values()];
  return {
    id,
    anew: cached.anew,
    doubted: cached.doubtfulStored,
    doubtfulFrom: cached.doubtfulStored > 0 ? cached.timeline.firstDoubtful : undefined,
    saved: { chat: cached.chat, base: cached.base, markers: cached.timeline.markers },
    pages: pages.filter((page) => page.cached === cached),
    fresh: unstored.filter((message) => cached.fresh.has(message.seq)),
    versions: unstored.filter((message) => !cached.fresh.has(message.seq)),
  };
}

// Until they are written, a message that is read from storage may be older than these.
function settle(cache: Cache, chats: readonly BatchChat[]): () => void {
  const taken = chats.map((chat) => ({ ...chat, cached: cache.chats.get(chat.id) }));
  return () => {
    for (const { cached, doubted, fresh, versions } of taken) {
      if (!cached) continue;
      cached.anew = false;
      cached.doubtfulStored -= doubted;
      for (const message of [...fresh, ...versions]) {
        if (cached.unstored.get(message.seq) !== message) continue;
        cached.unstored.delete(message.seq);
        cached.fresh.delete(message.seq);
      }
    }
  };
}

export async function writeBatch(writer: Writer, account: string, batch: Batch): Promise<void> {
  for (const chat of batch.chats) await writeChat(writer, account, chat);
  for (const user of batch.users) await writer.put(["user", account, user.id], user);
}

async function writeChat(writer: Writer, account: string, chat: BatchChat): Promise<void> {
  const key = ["chat", account, chat.id];
  const messages = ["message", account, chat.id];
  const put = (message: Message) => writer.put([...messages, message.seq], message);
  const before = await writer.get(key);
  let ranges: Ranges = isSavedChat(before) && !chat.anew ? before.ranges : [];
  if (chat.anew) await writer.deleteAll(messages);
  if (!chat.saved) {
    await writer.delete(key);
    return;
  }
  for (const page of chat.pages) {
    for (const message of page.messages) await put(message);
    ranges = addRange(ranges, page.range);
  }
  for (const message of chat.fresh) {
    await put(message);
    ranges = addRange(ranges, { from: message.seq, to: message.seq });
  }
  for (const message of chat.versions) {
    if (holds(ranges, message.seq)) await put(message);
  }
  if (chat.doubtfulFrom !== undefined) {
    const doubtful = { from: chat.doubtfulFrom, to: Number.MAX_SAFE_INTEGER };
    await writer.deleteAll(messages, doubtful);
    ranges = removeRange(ranges, doubtful);
  }
  const newest = ranges.at(-1)?.to ?? 0;
  const old = { from: 0, to: newest - kStoredPerChat };
  if ((ranges[0]?.from ?? newest) <= old.to) {
    await writer.deleteAll(messages, old);
    ranges = removeRange(ranges, old);
  }
  await writer.put(key, { ...chat.saved, ranges });
}

// Rows may be of another version, or damaged.

export function isState(value: unknown): value is SavedState {
  const state = value as Partial<SavedState> | undefined;
  return (
    isObject(state) &&
    state.format === kFormat &&
    typeof state.cursor === "string" &&
    typeof state.lineage === "string"
  );
}

export function isSavedChat(value: unknown): value is SavedChat {
  const saved = value as Partial<SavedChat> | undefined;
  return (
    isObject(saved) &&
    isObject(saved.chat) &&
    Number.isSafeInteger(saved.chat.id) &&
    Number.isSafeInteger(saved.chat.last_seq) &&
    typeof saved.chat.name === "string" &&
    Number.isSafeInteger(saved.base) &&
    Array.isArray(saved.markers) &&
    Array.isArray(saved.ranges)
  );
}

export function isMessage(value: unknown): value is Message {
  const message = value as Partial<Message> | undefined;
  return isObject(message) && Number.isSafeInteger(message.seq) && typeof message.text === "string";
}

export function isUser(value: unknown): value is User {
  const user = value as Partial<User> | undefined;
  return isObject(user) && Number.isSafeInteger(user.id) && typeof user.username === "string";
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
