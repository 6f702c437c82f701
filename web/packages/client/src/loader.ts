// Reads from storage and the server what the cache has not got: lists, chats, pages of messages,
// members. What events tell meanwhile is on top (cache.ts).
import type { Cache, CachedChat, Change } from "./cache.js";
import type { Keeper } from "./keeper.js";
import type { Clock } from "./platform.js";
import { sleep } from "./platform.js";
import { ClientClosed, isTransient, Refusal, SessionEnded } from "./problems.js";
import { clip, type Range } from "./ranges.js";
import type { Session } from "./session.js";
import type { Timeline } from "./timeline.js";
import type { Chat, Member, MessagesPage } from "./types.js";

const kPage = 200;
const kMostAskedAgain = 2 * kPage;
const kPause = 500;
const kLongestWait = 10_000;
const kLongestPause = 15_000;

export interface LoaderOptions {
  session: Session;
  cache: Cache;
  keeper: Keeper;
  clock: Clock;
  changed: (changes: readonly Change[]) => void;
  /** Aborted when the client is closed. */
  signal: AbortSignal;
  failed: (error: unknown) => void;
}

export class Loader {
  readonly #options: LoaderOptions;
  #run = 0;
  readonly #loading = new Map<number, Promise<void>>(); // pages, by chat
  #refreshing: Promise<void> | undefined;

  constructor(options: LoaderOptions) {
    this.#options = options;
  }

  /**
   * All chats, until it succeeds; false: another call has begun, or the client was closed. Chats
   * that are gone are removed.
   */
  async loadLists(): Promise<boolean> {
    const run = ++this.#run;
    for (let failures = 0; this.#goesOn(run); ++failures) {
      try {
        return await this.#loadListsOnce(run);
      } catch (error) {
        await this.#pauseAfter(error, failures);
      }
    }
    return false;
  }

  /** Chats of which events told something that only the server can complete. */
  refreshStale(): Promise<void> {
    this.#refreshing ??= this.#refreshAll().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** Until all messages of that range are held; as far as there are any. One at a time per chat. */
  async loadMessages(chat_id: number, wanted: Range): Promise<void> {
    while (this.#loading.has(chat_id)) await this.#loading.get(chat_id)?.catch(() => undefined);
    const loading = this.#loadMessages(chat_id, wanted).finally(() => {
      this.#loading.delete(chat_id);
    });
    this.#loading.set(chat_id, loading);
    await loading;
  }

  /** The place in a chat that a moment is at: the number of its first message at or after it. */
  async findTime(chat_id: number, at: Date): Promise<number> {
    const time = at.toISOString();
    const { body } = await this.#options.session.request<MessagesPage>({
      path: `/chat/chats/${String(chat_id)}/messages`,
      query: { at: time, limit: kPage },
    });
    // Both are UTC, but with milliseconds and microseconds: as far as the shorter one goes.
    const short = time.slice(0, -1);
    const found = body.messages.find(
      (message) => message.timestamp.slice(0, short.length) >= short,
    );
    return found?.seq ?? body.messages.at(-1)?.seq ?? 0;
  }

  /** @throws Unreachable, Refusal */
  async loadMembers(chat_id: number): Promise<void> {
    while (!(await this.#loadMembersOnce(chat_id)));
  }

  /** False: everything was forgotten meanwhile. */
  async #loadMembersOnce(chat_id: number): Promise<boolean> {
    const { session, cache } = this.#options;
    const journal = cache.journal();
    try {
      const members = new Map<number, Member>();
      let cursor: string | null | undefined;
      do {
        const { body } = await session.request<{ members: Member[]; next_cursor: string | null }>({
          path: `/chat/chats/${String(chat_id)}/members`,
          query: { limit: kPage, cursor: cursor ?? undefined },
        });
        for (const member of body.members) members.set(member.user.id, member);
        cursor = body.next_cursor ?? null;
      } while (cursor !== null);
      if (!cache.goesOn(journal)) return false;
      cache.putMembers(chat_id, members, journal);
      this.#options.changed([{ type: "members", chat_id }]);
      return true;
    } finally {
      cache.endJournal(journal);
    }
  }

  async #loadListsOnce(run: number): Promise<boolean> {
    const { session, cache } = this.#options;
    const journal = cache.journal();
    try {
      const seen = new Set<number>();
      let cursor: string | null | undefined;
      do {
        const { body } = await session.request<{ chats: Chat[]; next_cursor: string | null }>({
          path: "/chat/chats",
          query: { limit: kPage, cursor: cursor ?? undefined },
        });
        if (!this.#goesOn(run)) return false;
        for (const chat of body.chats) {
          seen.add(chat.id);
          this.#options.changed([...cache.put(chat, journal), { type: "chat", chat_id: chat.id }]);
        }
        cursor = body.next_cursor ?? null;
      } while (cursor !== null);
      // What moved up while the pages were read is on none of them.
      const added = new Set<number>();
      for (const event of journal) if (event.type === "chat_added") added.add(event.chat_id);
      for (const id of cache.chats.keys()) {
        if (!seen.has(id) && !added.has(id)) cache.markStale(id);
      }
      // One of them that the server can't give must not hold up all others for ever.
      const { clock, signal } = this.#options;
      await Promise.race([this.refreshStale(), sleep(clock, kLongestWait, signal)]);
      return this.#goesOn(run);
    } finally {
      cache.endJournal(journal);
    }
  }

  async #refreshAll(): Promise<void> {
    const { cache } = this.#options;
    for (let failures = 0; cache.stale.size > 0 && !this.#options.signal.aborted;) {
      const [first] = cache.stale;
      if (!first) return;
      const [id, mark] = first;
      try {
        await this.#refreshChat(id);
        cache.refreshed(id, mark);
        failures = 0;
      } catch (error) {
        // Others go first now.
        cache.stale.delete(id);
        cache.markStale(id);
        await this.#pauseAfter(error, failures++);
      }
    }
  }

  async #refreshChat(chat_id: number): Promise<void> {
    const { session, cache } = this.#options;
    const journal = cache.journal();
    try {
      const { body } = await session.request<Chat>({ path: `/chat/chats/${String(chat_id)}` });
      if (!cache.goesOn(journal)) return;
      this.#options.changed([...cache.put(body, journal), { type: "chat", chat_id }]);
      await this.#askWhatWasRead(chat_id);
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 404) throw error;
      // An event says so, too, unless it was missed.
      const back = journal.some(
        (event) => event.type === "chat_added" && event.chat_id === chat_id,
      );
      if (back || !cache.goesOn(journal) || !cache.remove(chat_id)) return;
      this.#options.changed([{ type: "chat_removed", chat_id }]);
    } finally {
      cache.endJournal(journal);
    }
  }

  /** After somebody has left: of the messages in memory, or if they are many, when they are loaded again. */
  async #askWhatWasRead(chat_id: number): Promise<void> {
    const { cache } = this.#options;
    const cached = cache.chats.get(chat_id);
    if (!cached?.doubtful) return;
    const { timeline } = cached;
    const from = timeline.firstDoubtful;
    const held = timeline.slice({ from, to: Infinity });
    if (held.length > kMostAskedAgain) {
      timeline.keep([{ from: 0, to: from - 1 }]);
    } else {
      for (const part of clip(timeline.ranges, { from, to: Infinity })) {
        for (let next = part.from; next <= part.to; next += kPage) {
          await this.#readAgain(chat_id, timeline, { from: next, to: part.to });
        }
      }
      const changed = held
        .map(({ seq }) => timeline.get(seq))
        .filter((message, at) => message !== undefined && message.read !== held[at]?.read);
      for (const message of changed) {
        if (message) this.#options.changed([{ type: "message_changed", chat_id, message }]);
      }
    }
    if (cache.chats.get(chat_id) === cached) cached.doubtful = false;
  }

  async #readAgain(chat_id: number, timeline: Timeline, range: Range): Promise<void> {
    const recording = timeline.record();
    try {
      const { messages } = await this.#page(chat_id, range);
      const last = messages.at(-1)?.seq;
      if (last === undefined || !timeline.goesOn(recording)) return;
      // Only over what is held: a part of it may have been dropped meanwhile.
      for (const part of clip(timeline.ranges, {
        from: range.from,
        to: Math.min(last, range.to),
      })) {
        timeline.merge(messages, part, recording);
      }
    } finally {
      timeline.endRecording(recording);
    }
  }

  async #loadMessages(chat_id: number, wanted: Range): Promise<void> {
    const { cache, keeper } = this.#options;
    for (;;) {
      const cached = this.#chat(chat_id);
      const { timeline } = cached;
      const newest = Math.max(cached.chat.last_seq, timeline.ranges.at(-1)?.to ?? 0);
      const range = { from: Math.max(1, wanted.from), to: Math.min(wanted.to, newest) };
      const [gap] = timeline.gaps(range);
      if (!gap) return;
      const recording = timeline.record(cached.unstored);
      try {
        const stored = await keeper.read(chat_id, gap);
        if (cache.chats.get(chat_id)?.timeline !== timeline || !timeline.goesOn(recording))
          continue;
        for (const part of stored.ranges) timeline.merge(stored.messages, part, recording);
        if (stored.ranges.length > 0) continue;
        const page = await this.#page(chat_id, gap);
        if (cache.chats.get(chat_id)?.timeline !== timeline || !timeline.goesOn(recording))
          continue;
        const last = page.messages.at(-1)?.seq;
        // What was told of is not there (yet): a server that was restored, say. Its events tell.
        if (last === undefined || page.messages[0]?.seq !== gap.from) return;
        const covered = { from: gap.from, to: last };
        timeline.merge(page.messages, covered, recording);
        keeper.keepPage({ chat_id, cached, range: covered, messages: timeline.slice(covered) });
      } finally {
        timeline.endRecording(recording);
      }
    }
  }

  async #page(chat_id: number, gap: Range): Promise<MessagesPage> {
    const { body } = await this.#options.session.request<MessagesPage>({
      path: `/chat/chats/${String(chat_id)}/messages`,
      query: { after: gap.from - 1, limit: Math.min(kPage, gap.to - gap.from + 1) },
    });
    return body;
  }

  #chat(chat_id: number): CachedChat {
    const cached = this.#options.cache.chats.get(chat_id);
    if (cached) return cached;
    throw new Refusal({
      code: "chat_not_found",
      detail: "You have no such chat.",
      retryable: false,
      status: 404,
    });
  }

  #goesOn(run: number): boolean {
    return run === this.#run && !this.#options.signal.aborted;
  }

  /**
   * Everything may go away by itself: a proxy's page or a captive portal, too.
   * @throws what ends the client
   */
  async #pauseAfter(error: unknown, failures: number): Promise<void> {
    if (error instanceof SessionEnded || error instanceof ClientClosed) throw error;
    if (!isTransient(error)) this.#options.failed(error);
    const asked = error instanceof Refusal ? (error.retryAfter ?? 0) * 1_000 : 0;
    const pause = Math.min(kLongestPause, kPause * 2 ** Math.min(failures, 6));
    await sleep(this.#options.clock, Math.max(asked, pause), this.#options.signal);
  }
}
