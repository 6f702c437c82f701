// What goes wrong, one thing after the other; `heal` sets all right again.
import type { Random } from "../support/random.js";
import type { Journal } from "../support/journal.js";
import { flood } from "./flood.js";
import type { Tab, World } from "./world.js";

const kWeights = {
  cut: 6,
  cutInTheMiddle: 8,
  cutNext: 4,
  delay: 3,
  stall: 3,
  swallow: 2,
  refuse: 2,
  kill: 2,
  stop: 0.5,
  reload: 6,
  freeze: 4,
  jump: 2,
  endSession: 0.5,
  storage: 1,
  slowStorage: 1,
  damage: 0.5,
  wake: 1,
};
type Fault = keyof typeof kWeights;

export interface Counts {
  killed: number;
  reloaded: number;
  frozen: number;
  restored: number;
}

const kHour = 3_600_000;
const kMissedEvents = 10_050;

export class Faults {
  readonly counts: Counts = { killed: 0, reloaded: 0, frozen: 0, restored: 0 };
  readonly #world: World;
  readonly #random: Random;
  readonly #timers = new Set<NodeJS.Timeout>();
  #server: Promise<void> = Promise.resolve();
  readonly #last: string[] = [];

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  /** The newest ones, for the report. */
  get last(): readonly string[] {
    return this.#last.slice(-40);
  }

  async strike(): Promise<void> {
    const fault = this.#random.weighted(kWeights);
    const tab = this.#random.pick(this.#world.tabs);
    if (!tab) return;
    this.#note(`${fault} ${tab.instanceName}`);
    await this.#befall(fault, tab);
  }

  async #befall(fault: Fault, tab: Tab): Promise<void> {
    switch (fault) {
      case "kill":
      case "stop":
        return this.#restart(fault);
      case "reload":
        return this.#reload(tab);
      case "freeze":
        this.#freeze(tab);
        return;
      case "jump":
        tab.instance?.clock.jump(this.#random.between(-48, 48) * kHour);
        return;
      case "wake":
        tab.running?.client.wake();
        return;
      case "endSession":
        return this.#endSession(tab);
      case "storage":
      case "slowStorage":
      case "damage":
        return this.#spoil(fault, tab);
      default:
        return this.#disturb(fault, tab);
    }
  }

  // --- The network ------------------------------------------------------------------------------

  async #disturb(
    fault: "cut" | "cutInTheMiddle" | "cutNext" | "delay" | "stall" | "swallow" | "refuse",
    { proxy }: Tab,
  ): Promise<void> {
    const direction = this.#random.chance(0.5) ? "up" : "down";
    const bytes = this.#random.between(1, this.#random.chance(0.5) ? 400 : 4_000);
    if (fault === "cut") proxy.cut();
    if (fault === "cutInTheMiddle") proxy.cutAfter(direction, bytes);
    if (fault === "cutNext") proxy.cutNextAfter(direction, bytes);
    if (fault === "delay") proxy.delay(this.#random.between(5, 400));
    if (fault === "stall")
      proxy.stall(...(this.#random.chance(0.3) ? BOTH : ([direction] as const)));
    if (fault === "swallow") proxy.swallow();
    if (fault === "refuse") await proxy.refuse();
    if (fault.startsWith("cut")) return;
    this.#later(this.#random.between(100, 2_000), () => proxy.heal());
  }

  // --- The server -------------------------------------------------------------------------------

  /** One of these at a time. */
  #restart(how: "kill" | "stop"): Promise<void> {
    this.#server = this.#server.then(async () => {
      const { server } = this.#world;
      if (how === "kill") await server.kill();
      else await server.stop();
      this.counts.killed += 1;
      await this.#pause(this.#random.between(0, 400));
      await server.startAgain();
    });
    return this.#server;
  }

  /** A backup, then load, then the backup in place of what there is. */
  restoreAfter(load: () => Promise<void>): Promise<void> {
    const { server, journal } = this.#world;
    this.#server = this.#server.then(async () => {
      this.#note("backup");
      const moment = journal.now;
      const file = await server.backup();
      await load();
      this.#note("restore");
      await server.kill();
      await this.#excuse(journal, moment);
      await server.restore(file);
      this.#world.restored();
      await server.startAgain();
      this.counts.restored += 1;
    });
    return this.#server;
  }

  /** The server is down: what it may have got since the backup is gone with it. */
  async #excuse(journal: Journal, moment: number): Promise<void> {
    const waiting = new Set<string>();
    for (const { storage } of this.#world.tabs) {
      const rows = (await storage.read((reader) => reader.list(["outbox"]))) as {
        text: string;
        attempted: boolean;
      }[];
      for (const { text, attempted } of rows) if (!attempted) waiting.add(text);
    }
    for (const sent of journal.sent) {
      if (sent.acknowledged !== undefined && sent.acknowledged < moment) continue;
      // Acknowledged since, or sent by a tab that is alone: its row in storage may go any moment, by an
      // event that is still on its way.
      const goes = sent.acknowledged === undefined && !sent.alone && waiting.has(sent.text);
      if (!goes) sent.excused ??= "newer than the backup";
    }
  }

  /** Over 10,000 events while somebody is away. */
  async missTooMuch(): Promise<void> {
    const tab = this.#random.pick(this.#world.tabs);
    const noah = this.#world.people.at(-1);
    if (!tab || !noah) return;
    this.#note(`missTooMuch ${tab.instanceName}`);
    await tab.proxy.refuse();
    const reader = await this.#world.reader(noah);
    const chats = await reader.ask<{ chats: { id: number; participant_ids: number[] }[] }>(
      "/chat/chats",
    );
    const shared = chats.chats.find(
      ({ participant_ids }) =>
        participant_ids.length > 2 && participant_ids.includes(tab.person.user_id),
    );
    if (shared) await flood(this.#world.server.url, reader, shared.id, kMissedEvents);
    await tab.proxy.accept();
  }

  // --- The instance -----------------------------------------------------------------------------

  async #reload(tab: Tab): Promise<void> {
    if (!tab.instance) return;
    this.counts.reloaded += 1;
    tab.crash();
    await this.#pause(this.#random.between(0, 300));
    await tab.start();
  }

  #freeze(tab: Tab): void {
    const { instance } = tab;
    if (!instance || instance.gate.frozen) return;
    this.counts.frozen += 1;
    instance.freeze();
    this.#later(this.#random.between(200, 3_000), () => {
      instance.thaw();
    });
  }

  async #endSession({ person }: Tab): Promise<void> {
    try {
      const reader = await this.#world.reader(person);
      const { sessions } = await reader.ask<{ sessions: { id: number; current: boolean }[] }>(
        "/chat/sessions",
      );
      const session = this.#random.pick(sessions.slice(0, 5).filter((one) => !one.current));
      if (!session) return;
      this.#world.ended.set(person.user_id, this.#world.journal.now);
      await reader.ask(`/chat/sessions/${session.id}`, "DELETE");
    } catch {
      // The server is down.
    }
  }

  async #spoil(fault: "storage" | "slowStorage" | "damage", tab: Tab): Promise<void> {
    if (fault === "slowStorage") {
      tab.faults.slow = this.#random.between(5, 200);
      this.#later(1_000, () => {
        tab.faults.slow = 0;
      });
      return;
    }
    if (fault === "storage") {
      const problem = this.#random.pick(["full", "forbidden", "damaged"] as const) ?? "full";
      tab.faults.fail(problem, { after: this.#random.between(0, 5), once: problem === "full" });
      return;
    }
    const chat = this.#random.pick(tab.instance?.client.chats ?? []);
    if (!chat || !tab.running) return;
    await damage(tab, chat.id, this.#random.between(1, chat.last_seq + 1));
  }

  // --- Time -------------------------------------------------------------------------------------

  /** Ends everything that goes wrong. */
  async heal(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    await this.#server;
    for (const { proxy, instance, faults } of this.#world.tabs) {
      faults.heal();
      instance?.thaw();
      await proxy.heal();
    }
  }

  #later(milliseconds: number, callback: () => void | Promise<void>): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void callback();
    }, milliseconds);
    this.#timers.add(timer);
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  #note(what: string): void {
    this.#last.push(`${String(this.#world.journal.now)} ${what}`);
  }
}

const BOTH = ["up", "down"] as const;

/** A stored message that is none any more. */
async function damage({ storage }: Tab, chat_id: number, seq: number): Promise<void> {
  const account = (await storage.read((reader) => reader.get(["account"]))) as
    { account: string } | undefined;
  if (!account) return;
  const key = ["message", account.account, chat_id, seq];
  await storage.write(async (writer) => {
    if ((await writer.get(key)) !== undefined) await writer.put(key, { seq: "?" });
  });
}
