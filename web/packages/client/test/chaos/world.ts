// Who plays: three people, their devices, on each device some tabs, each behind a proxy of its own.
import type { Credentials } from "../../src/index.js";
import { AsqError, MemoryStorage, SessionEnded } from "../../src/index.js";
import { AsqServer } from "../support/asq_server.js";
import { FaultProxy } from "../support/fault_proxy.js";
import { StorageFaults } from "../support/faulty_storage.js";
import { Instance } from "../support/instance.js";
import type { Journal } from "../support/journal.js";
import type { Random } from "../support/random.js";
import { shortTokens } from "../support/short_tokens.js";
import { Reader } from "../support/truth.js";

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly user_id: number;
}

const kPassword = "correct horse";
const kRetry = 100;

/** One tab, over its reloads. */
export class Tab {
  readonly name: string;
  readonly person: Person;
  readonly device: string;
  readonly proxy: FaultProxy;
  readonly faults = new StorageFaults();
  instance: Instance | undefined;
  #starting: Promise<void> | undefined;
  #starts = 0;
  #started = 0;
  readonly #sessions = new Set<number>();
  readonly #world: World;
  readonly #storage: MemoryStorage;

  constructor(
    world: World,
    person: Person,
    device: string,
    storage: MemoryStorage,
    proxy: FaultProxy,
    name: string,
  ) {
    this.#world = world;
    this.person = person;
    this.device = device;
    this.#storage = storage;
    this.proxy = proxy;
    this.name = name;
  }

  /** Works, as far as it can. */
  get running(): Instance | undefined {
    const { instance } = this;
    return instance && !instance.crashed && !instance.gate.frozen ? instance : undefined;
  }
  /** Of this start: another one after a reload. */
  get instanceName(): string {
    return `${this.name}.${this.#starts}`;
  }
  get storage(): MemoryStorage {
    return this.#storage;
  }
  /** Those of this start and of all before it. */
  get sessions(): ReadonlySet<number> {
    this.#note();
    return this.#sessions;
  }

  /** It went on in memory, when its storage failed. */
  get isFallen(): boolean {
    return this.instance?.client.storage.problem !== undefined;
  }

  /** A reload, or a crash: nothing is said to anybody. */
  crash(): void {
    // What was typed while the storage failed was in memory alone.
    if (this.isFallen) this.#excuse();
    this.leave();
  }

  /** As a crash where nothing is under way any more: so nothing of it may be missing afterwards. */
  leave(): void {
    const { instance } = this;
    if (!instance) return;
    if (this.isFallen) this.#world.failed.add(this.device);
    this.#note();
    this.instance = undefined;
    instance.crash();
    this.faults.heal();
  }

  /** Until it runs: with what is remembered, else by a log-in. */
  start(): Promise<void> {
    this.#starting ??= this.#startUntilItRuns().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #startUntilItRuns(): Promise<void> {
    while (!this.instance && !this.#world.over) {
      try {
        this.instance = await this.#startOnce({ remembered: true });
      } catch {
        try {
          const { email } = this.person;
          this.instance = await this.#startOnce({ email, password: kPassword });
        } catch (error) {
          if (!(error instanceof AsqError)) throw error;
          await new Promise((resolve) => setTimeout(resolve, kRetry));
        }
      }
    }
  }

  async #startOnce(credentials: Credentials): Promise<Instance> {
    this.#starts += 1;
    const { settings, journal } = this.#world;
    this.#started = journal.now;
    const instance = await Instance.start({
      url: this.proxy.url,
      storage: this.#storage,
      credentials,
      faults: this.faults,
      speed: settings.speed,
      ...(this.#world.changeAnswer && { changeAnswer: this.#world.changeAnswer }),
    });
    const { client } = instance;
    journal.follow(this.instanceName, client);
    client.on("error", (error) => this.#world.errors.push(error));
    client.on("connection", ({ state }) => {
      if (state === "ended") this.#ended(instance);
    });
    if (client.connection.state === "ended" || this.#world.over) {
      instance.crash();
      throw new SessionEnded();
    }
    return instance;
  }

  /** Somebody has logged out here, or ended the session elsewhere: log in again. */
  #ended(instance: Instance): void {
    if (this.instance !== instance) return;
    if (!this.#mayHaveEnded(instance)) {
      const trace = instance.gate.trace.join("\n    ");
      this.#world.errors.push(new Error(`${this.instanceName}: nobody ended it\n    ${trace}`));
    }
    if (instance.client.storage.problem !== undefined) this.#excuse();
    this.#note();
    this.instance = undefined;
    this.faults.heal();
    void this.start();
  }

  #note(): void {
    const session = this.instance?.session;
    if (session !== undefined) this.#sessions.add(session);
  }

  /** The game knows of an end, or the session was over before this start. */
  #mayHaveEnded({ session }: Instance): boolean {
    const { ended, failed } = this.#world;
    // The newest refresh token was in memory alone, when a tab was reloaded.
    if (session === undefined || failed.has(this.device)) return true;
    if (this.#world.doubtful.has(session)) return true;
    return (ended.get(this.person.user_id) ?? 0) > this.#started;
  }

  #excuse(): void {
    this.#world.failed.add(this.device);
    for (const sent of this.#world.journal.sent) {
      if (!sent.instance.startsWith(`${this.name}.`) || sent.acknowledged !== undefined) continue;
      sent.excused ??= "typed in memory alone, and then a crash";
    }
  }
}

export interface Settings {
  /** How much faster the clients' clocks go. */
  speed: number;
  server: Readonly<Record<string, string>>;
  /** Seconds that a token lives. */
  tokenLife?: number;
}

const kTabs: readonly [person: number, device: string, tabs: number][] = [
  [0, "anna-laptop", 3],
  [0, "anna-phone", 1],
  [1, "boris-laptop", 2],
  [1, "boris-phone", 1],
  [2, "clara-phone", 1],
];

export class World {
  readonly server: AsqServer;
  readonly settings: Settings;
  readonly journal: Journal;
  readonly people: Person[] = [];
  readonly tabs: Tab[] = [];
  readonly errors: unknown[] = [];
  /** Chats that were deleted. */
  readonly gone = new Set<number>();
  /** When the game last ended a session of that person. */
  readonly ended = new Map<number, number>();
  /** Sessions of which a restored server knows an older state: they end when they are renewed. */
  readonly doubtful = new Set<number>();
  /** Devices whose storage has failed some time. */
  readonly failed = new Set<string>();
  over = false;
  changeAnswer: ((path: string, answer: Response) => Promise<Response>) | undefined;
  readonly #readers = new Map<number, Reader>();

  private constructor(server: AsqServer, settings: Settings, journal: Journal) {
    this.server = server;
    this.settings = settings;
    this.journal = journal;
  }

  static async make(settings: Settings, journal: Journal, random: Random): Promise<World> {
    const world = new World(await AsqServer.start(settings.server), settings, journal);
    const [key] = await world.server.keys();
    if (settings.tokenLife !== undefined && key) {
      world.changeAnswer = shortTokens(key.secret, settings.tokenLife);
    }
    for (const name of ["Anna", "Boris", "Clara", "Noah"]) await world.#register(name);
    await world.#meet(random);
    for (const [at, device, tabs] of kTabs) {
      const person = world.people[at];
      if (!person) continue;
      const storage = new MemoryStorage();
      for (let tab = 0; tab < tabs; ++tab) {
        const proxy = await FaultProxy.start(world.server.port);
        const name = `${device}-${tab}`;
        world.tabs.push(new Tab(world, person, device, storage, proxy, name));
      }
    }
    await Promise.all(world.tabs.map((tab) => tab.start()));
    return world;
  }

  async end(): Promise<void> {
    this.over = true;
    for (const tab of this.tabs) tab.crash();
    for (const tab of this.tabs) await tab.proxy.close();
    await this.server.discard();
  }

  /** A reader of the person's own, past the proxies. */
  async reader(person: Person): Promise<Reader> {
    const reader =
      this.#readers.get(person.user_id) ??
      (await Reader.logIn(this.server.url, person.email, kPassword));
    this.#readers.set(person.user_id, reader);
    return reader;
  }
  /** The server has an older history: sessions end, some of them later. */
  restored(): void {
    this.#readers.clear();
    for (const { user_id } of this.people) this.ended.set(user_id, this.journal.now);
    for (const { sessions } of this.tabs) for (const one of sessions) this.doubtful.add(one);
  }

  async #register(name: string): Promise<void> {
    const email = `${name.toLowerCase()}@example.org`;
    const answer = await fetch(`${this.server.url}/chat/register`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ username: name, email, password: kPassword }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    const { id } = (await answer.json()) as { id: number };
    this.people.push({ name, email, user_id: id });
  }

  /** Everybody knows everybody, and there are two groups. */
  async #meet(random: Random): Promise<void> {
    for (const person of this.people) {
      const reader = await this.reader(person);
      for (const { email } of this.people) {
        if (email !== person.email) await reader.ask("/chat/chat", "POST", { second_email: email });
      }
    }
    const participants = this.people.map(({ email }) => email);
    for (const name of ["Team", "Family"]) {
      const owner = random.pick(this.people.slice(0, 3));
      if (owner)
        await (await this.reader(owner)).ask("/chat/group", "POST", { name, participants });
    }
  }
}
