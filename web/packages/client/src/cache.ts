// What the server has, as far as it was told: chats, their messages, members and markers, and people.
// Pure: events and pages go in, and what changed comes out. Nothing here waits.
//
// Two kinds of sources are merged. Events come once each, in the log's order, so the newest event
// about something is right. Snapshots (pages of a list, one chat, one page of members) are read
// while events come, and may be older than these: so a Journal runs while they are read, and the
// events in it are applied once more on top, which changes nothing where the snapshot was newer.
// Where everything is forgotten, journals end: who finds that (`goesOn`) reads again.
import { Timeline, type Markers } from "./timeline.js";
import type { Chat, Member, Message, StreamEvent, User } from "./types.js";

/** What a change means for those who show it. */
export type Change =
  | { type: "message"; chat_id: number; message: Message }
  | { type: "message_changed"; chat_id: number; message: Message }
  | { type: "read"; chat_id: number; user_id: number; seq: number }
  | { type: "chat"; chat_id: number }
  | { type: "chat_removed"; chat_id: number }
  | { type: "members"; chat_id: number }
  | { type: "user"; user: User };

export class CachedChat {
  chat: Chat;
  /** Messages up to here do not count as unread: the server's max(read_seq, joined_seq). */
  base: number;
  timeline: Timeline;
  /** The newest message that an event told of: a repeat is not told again. */
  heard = 0;
  members: Map<number, Member> | undefined;
  /** What events told of and storage has not got yet; `fresh`: those that are new messages. */
  readonly unstored = new Map<number, Message>();
  readonly fresh = new Set<number>();
  /** Somebody has left: what has been read has to be asked again, and is not to be kept stored. */
  doubtful = false;
  doubtfulStored = 0; // how often, since it was last written
  /** What storage has of a chat with this number is of an earlier membership, or of nothing. */
  anew = true;

  constructor(chat: Chat, markers: Markers = []) {
    this.chat = chat;
    this.base = chat.last_seq - chat.unread;
    this.timeline = new Timeline(markers);
  }
}

/** The events since it was begun. */
export type Journal = StreamEvent[];

// The server leaves the list out beyond this.
const kParticipantsListed = 1_000;

export class Cache {
  readonly chats = new Map<number, CachedChat>();
  readonly users = new Map<number, User>();
  readonly changedChats = new Set<number>();
  readonly changedUsers = new Set<number>();
  /** Chats of which something has to be asked again. */
  readonly stale = new Map<number, number>(); // the number of the mark, by chat
  #marks = 0;
  readonly me: number;
  /** How far one has read, where the server has not been told yet, by chat; and when that was made. */
  readonly reading = new Map<number, { seq: number; chat_created: string | undefined }>();
  // What was told of chats that are not there yet, while the lists are loaded.
  readonly #early = new Map<number, Journal>();
  readonly #journals = new Set<Journal>();
  #sorted: readonly Chat[] | undefined;

  constructor(me: number) {
    this.me = me;
  }

  /** Newest activity first, as GET /chat/chats has them. */
  list(): readonly Chat[] {
    this.#sorted ??= Object.freeze(
      [...this.chats.values()].map((cached) => cached.chat).sort(byActivity),
    );
    return this.#sorted;
  }

  journal(): Journal {
    const journal: Journal = [];
    this.#journals.add(journal);
    return journal;
  }
  /** False: everything was forgotten since it was begun, and what was read may be from before. */
  goesOn(journal: Journal): boolean {
    return this.#journals.has(journal);
  }
  endJournal(journal: Journal): void {
    this.#journals.delete(journal);
  }

  /** A chat as storage or the server had it, with what the journal says happened to it since. */
  put(chat: Chat, journal: Journal = [], markers?: Markers): Change[] {
    const cached = this.chats.get(chat.id);
    // Told of meanwhile as added, or as removed: then it is as events have it.
    const told = journal
      .filter(isComingOrGoing)
      .filter((event) => event.chat_id === chat.id)
      .at(-1);
    if (told && (cached !== undefined) === (told.type === "chat_added")) return [];
    if (cached) {
      cached.base = chat.last_seq - chat.unread;
      this.#set(cached, chat);
    } else {
      this.chats.set(chat.id, new CachedChat(chat, markers));
      this.#touch(chat.id);
    }
    const early = this.#early.get(chat.id) ?? [];
    this.#early.delete(chat.id);
    const changes: Change[] = [];
    const unheard: ReadonlySet<StreamEvent> = new Set(early);
    for (const event of new Set([...early, ...journal])) {
      if (event.type === "user_updated") this.#renameDirect(event.user, chat.id);
      if (!("chat_id" in event) || event.chat_id !== chat.id) continue;
      changes.push(...this.#replay(event, unheard.has(event)));
    }
    return [...changes, ...this.moveReading(chat.id)];
  }

  /** An event that a snapshot may have or not; only what was never told (`early`) is told now. */
  #replay(event: StreamEvent & { chat_id: number }, early: boolean): Change[] {
    const heard = this.chats.get(event.chat_id)?.heard ?? 0;
    if (event.type === "message" && event.message.seq > heard) {
      return this.#hearMessage(event.chat_id, event.message);
    }
    if (early && "message" in event && event.type !== "message") {
      return this.#hearVersion(event.chat_id, event.message);
    }
    return this.#applyToChat(event);
  }

  /** Something is to be asked again; stored with the chats, so that a reload does not forget it. */
  markStale(chat_id: number): void {
    this.stale.set(chat_id, ++this.#marks);
  }
  /** Asked and put: nothing to do, unless it was marked again in the meantime. */
  refreshed(chat_id: number, mark: number): void {
    if (this.stale.get(chat_id) === mark) this.stale.delete(chat_id);
  }

  remove(chat_id: number): boolean {
    this.#early.delete(chat_id);
    const cached = this.chats.get(chat_id);
    if (!cached) return false;
    cached.timeline.forget();
    this.chats.delete(chat_id);
    this.stale.delete(chat_id);
    this.#touch(chat_id);
    return true;
  }

  putUser(user: User): void {
    this.users.set(user.id, user);
    this.changedUsers.add(user.id);
  }

  putMembers(chat_id: number, members: Map<number, Member>, journal: Journal): void {
    const cached = this.chats.get(chat_id);
    if (!cached) return;
    cached.members = members;
    for (const event of journal) {
      if ("chat_id" in event && event.chat_id === chat_id) this.#applyToMembers(cached, event);
    }
    for (const member of members.values()) this.putUser(member.user);
    for (const event of journal) if (event.type === "user_updated") this.#hearUser(event.user);
  }

  /** What the server has not been told yet; not what it will refuse, as of another history. */
  moveReading(chat_id: number): Change[] {
    const { seq, chat_created } = this.reading.get(chat_id) ?? { seq: 0 };
    const chat = this.chats.get(chat_id)?.chat;
    // A restored server may have given the number to another chat.
    if (!chat || (chat_created !== undefined && chat_created !== chat.created_at)) return [];
    return seq > 0 && seq <= chat.last_seq ? this.moveMarker(chat_id, this.me, seq) : [];
  }

  /** How far somebody has read; nothing moves back. */
  moveMarker(chat_id: number, user_id: number, seq: number): Change[] {
    const cached = this.chats.get(chat_id);
    if (!cached) return [];
    return this.#moveMarker(cached, user_id, seq);
  }

  apply(event: StreamEvent): Change[] {
    for (const journal of this.#journals) journal.push(event);
    this.#keepEarly(event);
    switch (event.type) {
      case "message":
        return this.#hearMessage(event.chat_id, event.message);
      case "message_edited":
      case "message_deleted":
      case "reaction":
        return this.#hearVersion(event.chat_id, event.message);
      case "user_updated":
        return this.#hearUser(event.user);
      case "chat_removed":
        return this.remove(event.chat_id) ? [{ type: "chat_removed", chat_id: event.chat_id }] : [];
      case "chat_added":
      case "chat_updated": {
        const changes = this.#applyToChat(event);
        return [...changes, { type: "chat", chat_id: event.chat_id }];
      }
      case "member_added":
      case "member_removed":
      case "member_role":
        return this.#hearMembers(event);
      case "read":
        return this.moveMarker(event.chat_id, event.user_id, event.seq);
      default:
        return [];
    }
  }

  /** Nothing of what is held can be trusted any more. */
  forget(): void {
    for (const id of [...this.chats.keys()]) {
      const cached = this.chats.get(id);
      if (!cached) continue;
      cached.timeline.forget();
      cached.unstored.clear();
      cached.fresh.clear();
      cached.members = undefined;
      cached.heard = 0;
    }
    this.users.clear();
    this.stale.clear();
    this.#early.clear();
    this.#journals.clear();
  }

  /** Of a chat that is not there: it is asked for, and then told what happened. */
  #keepEarly(event: StreamEvent): void {
    if (!("chat_id" in event) || !("cursor" in event) || this.chats.has(event.chat_id)) return;
    if (event.type === "chat_added" || event.type === "chat_removed") {
      this.#early.delete(event.chat_id);
      return;
    }
    this.markStale(event.chat_id);
    const early = this.#early.get(event.chat_id) ?? [];
    this.#early.set(event.chat_id, early);
    early.push(event);
  }

  #hearMessage(chat_id: number, message: Message): Change[] {
    const cached = this.chats.get(chat_id);
    if (!cached) return [];
    if (message.seq <= cached.heard) return [];
    cached.heard = message.seq;
    cached.timeline.append(message);
    cached.unstored.set(message.seq, message);
    cached.fresh.add(message.seq);
    const moved = this.#applyMessage(cached, message, true);
    return [{ type: "message", chat_id, message }, ...moved, { type: "chat", chat_id }];
  }

  #hearVersion(chat_id: number, message: Message): Change[] {
    const cached = this.chats.get(chat_id);
    if (!cached) return [];
    cached.timeline.replace(message);
    cached.unstored.set(message.seq, message);
    this.#applyMessage(cached, message, false);
    const shown = cached.timeline.get(message.seq) ?? message;
    const changes: Change[] = [{ type: "message_changed", chat_id, message: shown }];
    if (cached.chat.last_message?.seq === message.seq) changes.push({ type: "chat", chat_id });
    return changes;
  }

  #hearUser(user: User): Change[] {
    this.putUser(user);
    const changes: Change[] = [{ type: "user", user }];
    for (const cached of this.chats.values()) {
      const { chat } = cached;
      const member = cached.members?.get(user.id);
      if (member) cached.members?.set(user.id, { ...member, user });
      if (this.#renameDirect(user, chat.id)) changes.push({ type: "chat", chat_id: chat.id });
    }
    return changes;
  }

  /** A direct chat is called like the other one. */
  #renameDirect(user: User, chat_id: number): boolean {
    const cached = this.chats.get(chat_id);
    const chat = cached?.chat;
    if (!cached || chat?.type !== "direct" || user.id === this.me) return false;
    if (!chat.participant_ids?.includes(user.id)) return false;
    this.#set(cached, { ...chat, name: user.deleted ? "" : user.username });
    return true;
  }

  #hearMembers(event: MemberEvent): Change[] {
    const cached = this.chats.get(event.chat_id);
    if (event.type === "member_added") this.putUser(event.user);
    if (!cached) return [];
    this.#applyToChat(event);
    this.#applyToMembers(cached, event);
    return [
      { type: "members", chat_id: event.chat_id },
      { type: "chat", chat_id: event.chat_id },
    ];
  }

  // What an event says of the chat itself. Twice is as good as once.
  #applyToChat(event: StreamEvent): Change[] {
    switch (event.type) {
      case "chat_added":
        this.remove(event.chat_id);
        this.chats.set(event.chat_id, new CachedChat(event.chat));
        this.#touch(event.chat_id);
        return [];
      case "chat_removed":
        this.remove(event.chat_id);
        return [];
      case "chat_updated": {
        const cached = this.chats.get(event.chat_id);
        if (!cached) return this.put(event.chat);
        this.#update(cached, event.chat);
        return [];
      }
      default:
        break;
    }
    const cached = "chat_id" in event ? this.chats.get(event.chat_id) : undefined;
    if (!cached) return [];
    if ("message" in event) this.#applyMessage(cached, event.message, event.type === "message");
    if (event.type === "read") this.#moveMarker(cached, event.user_id, event.seq);
    if (isMemberEvent(event)) this.#applyMembership(cached, event);
    return [];
  }

  /** `sent`: it is new; sending implies having read up to it. */
  #applyMessage(cached: CachedChat, message: Message, sent: boolean): Change[] {
    const { chat } = cached;
    const newest = chat.last_message?.seq ?? 0;
    this.#set(cached, {
      ...chat,
      last_seq: Math.max(chat.last_seq, message.seq),
      // As the timeline shows it: somebody may have read it already.
      last_message:
        message.seq >= newest ? (cached.timeline.get(message.seq) ?? message) : chat.last_message,
    });
    return sent ? this.#moveMarker(cached, message.sender_id, message.seq) : [];
  }

  /** A chat as an event has it: at least as new as what was told before, but for markers. */
  #update(cached: CachedChat, chat: Chat): void {
    const { chat: before } = cached;
    cached.base = Math.max(cached.base, chat.last_seq - chat.unread);
    const older = (before.last_message?.seq ?? 0) > (chat.last_message?.seq ?? 0);
    this.#set(cached, {
      ...chat,
      last_seq: Math.max(before.last_seq, chat.last_seq),
      read_seq: Math.max(before.read_seq, chat.read_seq),
      last_message: older ? before.last_message : chat.last_message,
    });
  }

  #moveMarker(cached: CachedChat, user_id: number, seq: number): Change[] {
    const chat_id = cached.chat.id;
    const changes: Change[] = [];
    const { markers } = cached.timeline;
    for (const message of cached.timeline.moveMarker(user_id, seq)) {
      changes.push({ type: "message_changed", chat_id, message });
    }
    // They are kept with the chat, also where nothing else of it has changed.
    if (cached.timeline.markers.some((marker, at) => marker !== markers[at])) this.#touch(chat_id);
    const member = cached.members?.get(user_id);
    if (member && member.read_seq < seq) {
      cached.members?.set(user_id, { ...member, read_seq: seq });
      changes.push({ type: "read", chat_id, user_id, seq });
    } else if (!cached.members) {
      changes.push({ type: "read", chat_id, user_id, seq });
    }
    let { chat } = cached;
    const last = chat.last_message;
    if (last && !last.read && last.seq <= seq && last.sender_id !== user_id) {
      chat = { ...chat, last_message: { ...last, read: true } };
    }
    if (user_id === this.me && seq > chat.read_seq) {
      cached.base = Math.max(cached.base, seq);
      chat = { ...chat, read_seq: seq };
    }
    if (chat !== cached.chat) {
      this.#set(cached, chat);
      changes.push({ type: "chat", chat_id });
    }
    return changes;
  }

  #applyMembership(cached: CachedChat, event: MemberEvent): void {
    const { chat } = cached;
    const ids = chat.participant_ids;
    const id = event.type === "member_added" ? event.user.id : event.user_id;
    if (event.type === "member_role") {
      // What one may do has changed with it.
      if (id === this.me || event.role === "owner") this.markStale(chat.id);
      return;
    }
    const left = ids?.filter((other) => other !== id);
    const all = event.type === "member_added" ? left?.concat(id) : left;
    if (event.type === "member_removed") {
      cached.doubtful = true;
      cached.doubtfulStored += 1;
      this.markStale(chat.id);
      this.#touch(chat.id);
    }
    if (!all || all.length > kParticipantsListed) {
      this.markStale(chat.id);
      return;
    }
    all.sort((one, other) => one - other);
    this.#set(cached, { ...chat, participant_ids: all, member_count: all.length });
  }

  #applyToMembers(cached: CachedChat, event: StreamEvent): void {
    const { members } = cached;
    if (!members) return;
    if (event.type === "member_added") {
      members.set(event.user.id, { user: event.user, role: event.role, read_seq: 0 });
    } else if (event.type === "member_removed") {
      members.delete(event.user_id);
    } else if (event.type === "member_role") {
      const member = members.get(event.user_id);
      if (member) members.set(event.user_id, { ...member, role: event.role });
    } else if (event.type === "read" || event.type === "message") {
      const id = event.type === "read" ? event.user_id : event.message.sender_id;
      const seq = event.type === "read" ? event.seq : event.message.seq;
      const member = members.get(id);
      if (member && member.read_seq < seq) members.set(id, { ...member, read_seq: seq });
    }
  }

  #set(cached: CachedChat, chat: Chat): void {
    cached.chat = { ...chat, unread: Math.max(0, chat.last_seq - cached.base) };
    this.#touch(chat.id);
  }

  #touch(chat_id: number): void {
    this.changedChats.add(chat_id);
    this.#sorted = undefined;
  }
}

type MemberEvent = Extract<
  StreamEvent,
  { type: "member_added" | "member_removed" | "member_role" }
>;
function isMemberEvent(event: StreamEvent): event is MemberEvent {
  return (
    event.type === "member_added" || event.type === "member_removed" || event.type === "member_role"
  );
}

function isComingOrGoing(event: StreamEvent): event is StreamEvent & {
  type: "chat_added" | "chat_removed";
  chat_id: number;
} {
  return event.type === "chat_added" || event.type === "chat_removed";
}

function byActivity(one: Chat, other: Chat): number {
  const left = one.last_message?.timestamp ?? one.created_at;
  const right = other.last_message?.timestamp ?? other.created_at;
  if (left !== right) return left < right ? 1 : -1;
  return other.id - one.id;
}
