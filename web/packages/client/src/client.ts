// A connected person. Here the parts are put together:
//
//   socket -> sync --events--> cache --changes--> listeners      loader --pages--> cache
//                                |                               outbox --commands--> sync
//                                +--> keeper --> storage
import { announce } from "./announce.js";
import { Cache, type CachedChat, type Change } from "./cache.js";
import { ChatHandle, type ChatHost } from "./chat.js";
import type { ClientEvents, Connection } from "./client_events.js";
import type { ClientParts } from "./client_parts.js";
import { Emitter, type Listener } from "./events.js";
import type { Answer, Request } from "./http.js";
import { Joining } from "./joining.js";
import { forgetEnded, Keeper } from "./keeper.js";
import { Leader } from "./leader.js";
import { Lease } from "./lease.js";
import { Loader } from "./loader.js";
import { Outbox } from "./outbox.js";
import { mustBeNumber } from "./given.js";
import { nameOf, type Outgoing } from "./outgoing.js";
import { People } from "./people.js";
import { onLeave, onWakeUp } from "./platform.js";
import { ClientClosed, SessionEnded, Unreachable } from "./problems.js";
import { Receipts } from "./receipts.js";
import { Reads } from "./reads.js";
import { Residency } from "./residency.js";
import { Sending } from "./sending.js";
import type { StorageProblem, Writer } from "./storage.js";
import { Sync } from "./sync.js";
import { Typing } from "./typing.js";
import { whenLive } from "./when_live.js";
import type { Chat, Limits, Message, OwnUser, StreamEvent } from "./types.js";

export class Client {
  /** The server's address, without a slash at the end. */
  readonly url: string;
  readonly people: People;
  readonly #parts: ClientParts;
  readonly #emitter = new Emitter<ClientEvents>();
  readonly #cache: Cache;
  readonly #residency: Residency;
  readonly #lead: Lease;
  readonly #leader: Leader;
  readonly #keeper: Keeper;
  readonly #loader: Loader;
  readonly #sync: Sync;
  readonly #joining: Joining;
  readonly #outbox: Outbox;
  readonly #reads: Reads;
  readonly #typing: Typing;
  readonly #handles = new Map<number, ChatHandle>();
  readonly #host: ChatHost;
  readonly #receipts: Receipts;
  readonly #sending: Sending;
  readonly #stopping: AbortController;
  #stopped: Promise<void> | undefined;
  #limits: Limits | undefined;
  #version: string | undefined;
  #stops: (() => void)[] = [];

  /** @internal `connect` makes one. */
  constructor(parts: ClientParts) {
    const { session, storage, hub, clock } = parts;
    const failed = (error: unknown) => {
      this.#fail(error);
    };
    this.#parts = parts;
    this.#stopping = parts.stopping;
    this.url = parts.url;
    this.#cache = new Cache(session.me.id);
    this.#receipts = new Receipts(clock);
    this.#residency = new Residency(this.#cache);
    this.#lead = new Lease(storage, hub, clock, [session.account, "lead"]);
    this.#leader = new Leader({
      clock,
      failed,
      lease: this.#lead,
      leads: () => {
        this.#keeper.changed();
        return this.#outbox.load();
      },
      ends: () => this.#keeper.flush(),
    });
    const { signal } = this.#stopping;
    const shared = { ...parts, account: session.account, cache: this.#cache, failed, signal };
    this.#keeper = new Keeper({
      ...shared,
      lease: this.#lead,
      cursor: () => this.#sync.cursor,
      hasHeard: (cursor) => this.#sync.hasHeard(cursor),
    });
    this.#loader = new Loader({
      ...shared,
      keeper: this.#keeper,
      changed: (changes) => {
        this.#tell(changes);
      },
    });
    this.#sync = new Sync({
      ...shared,
      keeper: this.#keeper,
      loader: this.#loader,
      connection: (connection) => {
        this.#changeConnection(connection);
      },
      greeted: (reply) => {
        this.#limits = reply.limits;
        this.heardVersion(reply.version);
      },
      live: (live) => {
        this.#setLive(live);
      },
      heard: (event, changes) => {
        this.#heard(event, changes);
      },
      resync: (first) => {
        this.#outbox.dropSent();
        if (!first) this.#emitter.emit("resync", undefined);
      },
    });
    this.#joining = new Joining({
      ...shared,
      request: (request) => this.request<Chat | undefined>(request),
      changed: (changes) => {
        this.#tell(changes);
        this.#keeper.changed();
      },
    });
    this.#outbox = this.#makeOutbox(failed);
    this.#sending = new Sending({
      outbox: this.#outbox,
      receipts: this.#receipts,
      added: () => {
        if (!this.#lead.held) void this.#leader.take();
      },
      withdrawn: (name) => {
        hub.post({ type: "withdrawn", account: session.account, name });
      },
    });
    this.#reads = new Reads({ ...shared, command: (command) => this.#sync.command(command) });
    this.#typing = new Typing({
      clock,
      say: (chat_id) => {
        this.#sync.say({ type: "typing", chat_id });
      },
      changed: (chat_id, user_ids) => {
        this.#emitter.emit("typing", { chat: this.chat(chat_id), user_ids });
      },
    });
    this.people = new People({
      ...shared,
      keeper: this.#keeper,
      command: (command) => this.#sync.ask(command),
      told: (presence) => {
        this.#emitter.emit("presence", presence);
      },
      known: (user) => {
        this.#emitter.emit("user", user);
      },
    });
    this.#host = this.#makeHost();
    this.#listen();
  }

  /** @internal Shows what is stored, and connects. */
  async start(): Promise<void> {
    const cursor = await this.#keeper.load();
    for (const chat_id of await this.#reads.load()) this.#cache.moveReading(chat_id);
    await this.#outbox.load();
    this.#sync.start(cursor);
  }

  /** The result ends the listening. */
  on<Name extends keyof ClientEvents>(
    name: Name,
    listener: Listener<ClientEvents[Name]>,
  ): () => void {
    return this.#emitter.on(name, listener);
  }

  /** Oneself. */
  get me(): OwnUser {
    return this.#parts.session.me;
  }
  get connection(): Connection {
    return this.#sync.connection;
  }
  /** The server's version, known once it has been reached; `version` tells when it changes. */
  get version(): string | undefined {
    return this.#version;
  }
  /** What the server allows; known once it has been reached. */
  get limits(): Limits | undefined {
    return this.#limits;
  }
  /** `persistent`, or `memory` with the reason, if something failed. */
  get storage(): { kind: "memory" | "persistent"; problem: StorageProblem | undefined } {
    const { kind, problem } = this.#parts.storage;
    return { kind, problem };
  }

  /** One's chats, newest activity first. */
  get chats(): readonly Chat[] {
    return this.#cache.list();
  }

  chat(chat_id: number): ChatHandle {
    mustBeNumber("chat_id", chat_id);
    const handle = this.#handles.get(chat_id) ?? new ChatHandle(chat_id, this.#host);
    this.#handles.set(chat_id, handle);
    return handle;
  }

  /** Everything that is being sent, in all chats. */
  get pending(): Outgoing[] {
    return this.#outbox.list();
  }

  /** The direct chat with somebody: an e-mail or `@handle`. @throws Refusal, Unreachable */
  async openDirect(person: string): Promise<ChatHandle> {
    return this.#joined(await this.#joining.post("/chat/chat", { second_email: person }));
  }

  /** Makes a group; `participants`: e-mails and `@handle`s. @throws Refusal, Unreachable */
  async createGroup(name: string, participants: readonly string[] = []): Promise<ChatHandle> {
    const group = { name, participants, participant_ids: [] };
    return this.#joined(await this.#joining.post("/chat/group", group));
  }

  /** Accepts an invitation; undefined: it leads to no chat. @throws Refusal, Unreachable */
  async accept(invite: string): Promise<ChatHandle | undefined> {
    const path = `/chat/invites/${encodeURIComponent(invite)}/accept`;
    const id = await this.#joining.post(path);
    return id === undefined ? undefined : this.chat(id);
  }

  /** Any other route of the API, as oneself. @throws Refusal, Unreachable, SessionEnded */
  request<Body>(request: Omit<Request, "token">): Promise<Answer<Body>> {
    if (this.#closed) return Promise.reject(this.#why);
    return this.#parts.session.request<Body>(request);
  }

  /** Resolves when what is shown is what the server has. @throws SessionEnded, ClientClosed */
  whenLive(): Promise<void> {
    return whenLive(this);
  }

  /** Tries to connect now, if it is waiting; asks a silent connection whether it is there. */
  wake(): void {
    this.#sync.wake();
    void this.#leader.setLive(this.#sync.live);
    this.#loadOutbox();
  }

  /**
   * Ends the session, on the server too, and forgets what was kept of it, except unsent messages.
   * @throws Refusal, Unreachable: then it goes on
   */
  async logOut(): Promise<void> {
    const { session } = this.#parts;
    const over = () => this.#over;
    if (over()) return this.#stop();
    try {
      await session.logOut();
    } catch (error) {
      // It may turn out to be over meanwhile.
      if (!over()) throw error;
    }
    // Which forgets.
    await this.#stop();
  }

  /** Stops; what is not sent yet is sent next time. */
  async close(): Promise<void> {
    this.#sync.end(new ClientClosed());
    await this.#stop();
  }
  /** The session has ended. */
  get #over(): boolean {
    const { connection } = this;
    return connection.state === "ended" && connection.error instanceof SessionEnded;
  }
  get #closed(): boolean {
    return this.#stopping.signal.aborted;
  }
  /** What it ended with. */
  get #why(): Error {
    const { connection } = this;
    return connection.state === "ended" ? connection.error : new ClientClosed();
  }

  /** @internal */
  heardVersion(version: string): void {
    if (this.#version === version) return;
    this.#version = version;
    this.#emitter.emit("version", { version });
  }

  #stop(): Promise<void> {
    this.#stopped ??= this.#stopOnce();
    return this.#stopped;
  }

  async #stopOnce(): Promise<void> {
    this.#stopping.abort();
    for (const stop of this.#stops.splice(0)) stop();
    this.#outbox.close();
    this.#typing.close();
    this.#reads.close();
    this.#receipts.close();
    await this.#leader.close(!this.#over && this.#sync.heardAny);
    this.#keeper.stop();
    const { hub, storage, session, ownsStorage } = this.#parts;
    if (this.#over) {
      const forget = (writer: Writer) => forgetEnded(writer, session.account);
      await storage.write(forget).catch(() => undefined);
    }
    hub.close();
    await storage.end();
    if (ownsStorage) storage.close();
  }

  #listen(): void {
    const { session, storage, hub } = this.#parts;
    const { account } = session;
    hub.listen("outbox", (message) => {
      if (message["account"] !== account) return;
      const sent = message["sent"] as Message | undefined;
      if (sent?.client_id !== undefined) {
        const { chat_id, client_id } = sent;
        this.#receipts.heard(nameOf({ chat_id, client_id }), sent);
      }
      this.#loadOutbox();
    });
    hub.listen("withdrawn", (message) => {
      if (message["account"] === account) this.#receipts.withdrawn(String(message["name"]));
    });
    hub.listen("released", () => {
      void this.#leader.take();
    });
    session.onEnd((error) => {
      this.#sync.end(error);
    });
    storage.onFallback = async (problem, failed, memory) => {
      hub.renew();
      this.#keeper.reset();
      await this.#outbox.rescue(failed, memory);
      this.#emitter.emit("storage", { problem });
      // What it held, it held in the storage that is gone.
      this.#lead.lose();
      void this.#leader.take();
    };
    const wake = () => {
      this.wake();
    };
    // The page may come back, by the browser's "back"; until then another leads.
    const leave = () => {
      // At once: a page that is being closed does not live to see an answer of its storage.
      hub.post({ type: "released" });
      void this.#leader.setLive(false);
    };
    this.#stops.push(onWakeUp(wake), onLeave(leave));
  }

  // What the parts tell.

  #changeConnection(connection: Connection): void {
    this.#outbox.setLive(connection.state === "live");
    this.#emitter.emit("connection", connection);
    if (connection.state !== "ended") return;
    if (this.#over) {
      // Nothing of it is to be written any more.
      this.#keeper.stop();
      this.#emitter.emit("session_ended", connection.error as SessionEnded);
    }
    void this.#stop();
  }

  #setLive(live: boolean): void {
    this.people.setLive(live);
    void this.#leader.setLive(live);
    if (live) this.#reads.kick();
    else this.#typing.forget();
  }

  #heard(event: StreamEvent, changes: readonly Change[]): void {
    if (event.type === "typing") this.#typing.hear(event.chat_id, event.user_id);
    if (event.type === "presence") this.people.hear(event);
    if (event.type === "chat_added" || event.type === "member_added") this.people.watchAgain();
    if (event.type === "chat_added" || event.type === "chat_removed") {
      this.#outbox.dropSent(event.chat_id);
    }
    if (event.type === "message") {
      this.#typing.ended(event.chat_id, event.message.sender_id);
      this.#outbox.heard(event.message);
    }
    this.#tell(changes);
  }

  #tell(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.type === "message") this.#residency.grown(change.chat_id);
      if (change.type === "user" && change.user.id === this.me.id) {
        this.#parts.session.setMe({ ...this.me, ...change.user });
      }
      announce(this.#emitter, change, (chat_id) => this.chat(chat_id));
    }
  }

  #fail(error: unknown): void {
    // These are no news: it is done when there is a connection, or never.
    if (this.#closed || error instanceof SessionEnded || error instanceof Unreachable) return;
    this.#emitter.emit("error", error);
  }

  // What is done for a chat's handle.

  #makeHost(): ChatHost {
    return {
      cached: (chat_id): CachedChat | undefined => this.#cache.chats.get(chat_id),
      open: (chat_id) => this.#residency.open(chat_id),
      load: async (chat_id, from, to) => {
        if (this.#closed) throw this.#why;
        this.#residency.loading(chat_id, { from, to });
        await this.#loader.loadMessages(chat_id, { from, to });
        // Before anything is dropped again.
        const messages = this.chat(chat_id).messages(from, to);
        this.#residency.loaded(chat_id);
        return messages;
      },
      loadMembers: (chat_id) => this.#loader.loadMembers(chat_id),
      findTime: (chat_id, at) => this.#loader.findTime(chat_id, at),
      pending: (chat_id) => this.#outbox.list(chat_id),
      send: (chat_id, text, options) => this.#sending.send(chat_id, text, options),
      withdraw: (chat_id, client_id) => this.#sending.withdraw(chat_id, client_id),
      retry: (chat_id, client_id) => this.#sending.retry(chat_id, client_id),
      change: async (command) => (await this.#sync.command(command))["message"] as Message,
      read: (chat_id, seq) => {
        this.#read(chat_id, seq);
      },
      typing: (chat_id) => {
        this.#typing.say(chat_id);
      },
      typers: (chat_id) => this.#typing.in(chat_id),
    };
  }

  #makeOutbox(failed: (error: unknown) => void): Outbox {
    const { session, storage, hub, clock } = this.#parts;
    const { account } = session;
    return new Outbox({
      storage,
      account,
      clock,
      failed,
      me: session.me.id,
      lease: this.#lead,
      command: (command) => this.#sync.ask(command),
      changed: (chat_ids) => {
        for (const id of chat_ids) this.#emitter.emit("outbox", { chat: this.chat(id) });
      },
      receipts: this.#receipts,
      createdAt: (chat_id) => this.#cache.chats.get(chat_id)?.chat.created_at,
      shown: (chat_id) => this.#cache.chats.get(chat_id)?.timeline.named() ?? new Map(),
      isExpected: (message) => {
        const chat = this.#cache.chats.get(message.chat_id)?.chat;
        return chat !== undefined && message.seq > chat.last_seq;
      },
      tell: (sent) => {
        hub.post({ type: "outbox", account, sent });
      },
    });
  }

  #loadOutbox(): void {
    if (this.#closed) return;
    this.#outbox.load().catch((error: unknown) => {
      this.#fail(error);
    });
  }

  #read(chat_id: number, seq: number): void {
    mustBeNumber("seq", seq);
    const chat = this.#cache.chats.get(chat_id)?.chat;
    if (this.#closed || !chat) return;
    const upTo = Math.min(seq, chat.last_seq);
    if (upTo <= chat.read_seq) return;
    this.#tell(this.#cache.moveMarker(chat_id, this.me.id, upTo));
    this.#keeper.changed();
    this.#reads.add(chat_id, upTo).catch((error: unknown) => {
      this.#fail(error);
    });
  }

  #joined(id: number | undefined): ChatHandle {
    if (id === undefined) throw new Unreachable("The server gave no chat.");
    return this.chat(id);
  }
}
