// People: who somebody is, who is there, who can be found.
import type { Cache } from "./cache.js";
import { mustBeNumber } from "./given.js";
import type { Keeper } from "./keeper.js";
import type { Clock } from "./platform.js";
import type { Session } from "./session.js";
import type { Reply } from "./socket.js";
import type { Command, Presence, User } from "./types.js";

const kAtOnce = 100;
const kWatchedAtOnce = 1_000;
const kGather = 20;
const kWatchPause = 1_000;

export interface PeopleOptions {
  session: Session;
  cache: Cache;
  keeper: Keeper;
  clock: Clock;
  command: (command: Command) => Promise<Reply>;
  told: (presence: Presence) => void;
  known: (user: User) => void;
}

export class People {
  readonly #options: PeopleOptions;
  readonly #presence = new Map<number, Presence>();
  readonly #watched = new Set<number>();
  #wanted = new Set<number>();
  #loading: Promise<void> | undefined;
  #stopWatch: (() => void) | undefined;
  #live = false;

  /** @internal */
  constructor(options: PeopleOptions) {
    this.#options = options;
  }

  /** As far as is known; `user` tells when somebody changes. */
  get(user_id: number): User | undefined {
    return this.#options.cache.users.get(user_id);
  }

  /**
   * Makes sure that these are known, and gives those whom one sees.
   * @throws Unreachable, Refusal
   */
  async load(user_ids: readonly number[]): Promise<User[]> {
    for (const id of user_ids) if (!this.get(id)) this.#wanted.add(id);
    // Those that are asked for at about the same time are asked for together.
    while (user_ids.some((id) => this.#wanted.has(id))) {
      this.#loading ??= this.#loadWanted().finally(() => {
        this.#loading = undefined;
      });
      await this.#loading;
    }
    return user_ids.map((id) => this.get(id)).filter((user) => user !== undefined);
  }

  /** By the beginning of a handle, a name or a word in it, best first; without `query` everybody around. */
  async find(
    query?: string,
    cursor?: string,
  ): Promise<{ users: User[]; next_cursor: string | null }> {
    const { body } = await this.#options.session.request<{
      users: User[];
      next_cursor: string | null;
    }>({ path: "/chat/people", query: { query, cursor } });
    const { cache } = this.#options;
    // What events told is newer.
    for (const user of body.users) if (!cache.users.has(user.id)) cache.putUser(user);
    return body;
  }

  presence(user_id: number): Presence | undefined {
    return this.#presence.get(user_id);
  }

  /** From now on `presence` tells of these, at most 1,000 people whom one knows, over all reconnections. */
  watch(user_ids: readonly number[]): void {
    for (const id of user_ids) mustBeNumber("user_id", id);
    for (const id of user_ids) this.#watched.add(id);
    this.#watchSoon(0);
  }

  unwatch(user_ids: readonly number[]): void {
    const gone = user_ids.filter((id) => this.#watched.delete(id));
    for (const id of gone) this.#presence.delete(id);
    if (this.#live && gone.length > 0) {
      this.#options.command({ type: "unwatch", user_ids: gone }).catch(() => undefined);
    }
  }

  /** @internal */
  setLive(live: boolean): void {
    this.#live = live;
    if (live) this.#watchSoon(0);
    // Nobody tells any more.
    else this.#presence.clear();
  }

  /** @internal One may know somebody more. */
  watchAgain(): void {
    this.#watchSoon(kWatchPause);
  }

  /** @internal */
  hear(presence: Presence): void {
    const { user_id, state, last_seen } = presence;
    if (!this.#watched.has(user_id)) return;
    this.#presence.set(user_id, { user_id, state, last_seen });
    this.#options.told({ user_id, state, last_seen });
  }

  #watchSoon(pause: number): void {
    if (!this.#live || this.#watched.size === 0 || this.#stopWatch) return;
    this.#stopWatch = this.#options.clock.after(pause, () => {
      this.#stopWatch = undefined;
      void this.#watchAll();
    });
  }

  async #watchAll(): Promise<void> {
    const user_ids = [...this.#watched].slice(0, kWatchedAtOnce);
    if (!this.#live || user_ids.length === 0) return;
    try {
      const reply = await this.#options.command({ type: "watch", user_ids });
      for (const presence of (reply["presence"] ?? []) as Presence[]) this.hear(presence);
    } catch {
      // Over a limit, or the connection is gone: then the next one asks again.
      this.watchAgain();
    }
  }

  async #loadWanted(): Promise<void> {
    const { clock, keeper, cache, session } = this.#options;
    await new Promise<void>((resolve) => clock.after(kGather, resolve));
    const ids = [...this.#wanted].slice(0, kAtOnce);
    try {
      for (const user of await keeper.readUsers(ids)) {
        // An event may have told of somebody meanwhile.
        if (!this.get(user.id)) cache.users.set(user.id, user);
      }
      const missing = ids.filter((id) => !this.get(id));
      if (missing.length > 0) {
        const journal = cache.journal();
        try {
          const { body } = await session.request<{ users: User[] }>({
            path: "/chat/people",
            query: { ids: missing.join(",") },
          });
          // Where everything was forgotten meanwhile, it is asked for again by who still wants it.
          if (!cache.goesOn(journal)) return;
          for (const user of body.users) cache.putUser(user);
          for (const event of journal) if (event.type === "user_updated") cache.putUser(event.user);
        } finally {
          cache.endJournal(journal);
        }
        keeper.changed();
      }
      for (const id of ids) {
        const user = this.get(id);
        if (user) this.#options.known(user);
      }
    } finally {
      for (const id of ids) this.#wanted.delete(id);
    }
  }
}
