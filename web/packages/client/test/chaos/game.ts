// One game: a world, and rounds of load under faults; each ends with healing and the checker.
import { AsqError, type Client } from "../../src/index.js";
import { checkHearing, checkSent, checkShown, type Finding } from "../support/checker.js";
import { Journal } from "../support/journal.js";
import { Random } from "../support/random.js";
import { shown, type View } from "../support/truth.js";
import { type Counts, Faults } from "./faults.js";
import { Load } from "./load.js";
import { type Settings, type Tab, World } from "./world.js";

export interface GameOptions {
  seed: number;
  rounds: number;
  /** Of load under faults, each round. */
  milliseconds: number;
}

export interface Outcome extends Counts {
  sent: number;
  shown: number;
  cut: number;
  resynced: number;
  findings: Finding[];
  errors: unknown[];
  /** The newest faults. */
  last: readonly string[];
}

const kHealing = 40_000;
const kAgreeing = 10_000;

export async function play(options: GameOptions): Promise<Outcome> {
  const random = new Random(options.seed);
  const settings = chooseSettings(random);
  const journal = new Journal();
  const world = await World.make(settings, journal, random.fork());
  try {
    const game = new Game(world, journal, random);
    for (let round = 1; round <= options.rounds; ++round) {
      const findings = await game.round(options.milliseconds, round);
      if (findings.length > 0 || round === options.rounds) return game.outcome(findings);
    }
    return game.outcome([]);
  } finally {
    await world.end();
  }
}

function chooseSettings(random: Random): Settings {
  const server: Record<string, string> = {
    ASQ_PING_AFTER: "3s",
    ASQ_CLOSE_AFTER: "10s",
    ASQ_OUTBOX_FRAMES: random.pick(["8", "64", "1024"]) ?? "64",
  };
  const speed = random.pick([2, 4, 8]) ?? 4;
  return random.chance(0.5)
    ? { server, speed, tokenLife: random.between(3, 8) }
    : { server, speed };
}

class Game {
  readonly #world: World;
  readonly #journal: Journal;
  readonly #random: Random;
  readonly #load: Load;
  readonly #faults: Faults;

  constructor(world: World, journal: Journal, random: Random) {
    this.#world = world;
    this.#journal = journal;
    this.#random = random;
    this.#load = new Load(world, random.fork());
    this.#faults = new Faults(world, random.fork());
  }

  outcome(findings: Finding[]): Outcome {
    return {
      ...this.#faults.counts,
      sent: this.#journal.sent.length,
      shown: this.#journal.shown,
      cut: this.#world.tabs.reduce((sum, { proxy }) => sum + proxy.cuts, 0),
      resynced: this.#journal.resyncs,
      findings,
      errors: this.#world.errors,
      last: this.#faults.last,
    };
  }

  async round(milliseconds: number, round: number): Promise<Finding[]> {
    const end = Date.now() + milliseconds;
    const striking = this.#strike(end);
    const special = this.#special(milliseconds, round);
    while (Date.now() < end) {
      this.#load.step();
      await pause(this.#random.between(0, 15));
    }
    await Promise.all([striking, special]);
    await this.#faults.heal();
    return this.#settle();
  }

  async #strike(end: number): Promise<void> {
    while (Date.now() < end) {
      await pause(this.#random.between(20, 250));
      await this.#faults.strike();
    }
  }

  /** Now and then, what takes longer. */
  async #special(milliseconds: number, round: number): Promise<void> {
    if (round > 1 && this.#random.chance(0.25)) {
      await this.#faults.restoreAfter(() => pause(milliseconds / 2));
    } else if (this.#random.chance(0.1)) {
      await this.#faults.missTooMuch().catch(() => undefined);
    }
  }

  // --- Healing, and the checker -------------------------------------------------------------------

  async #settle(): Promise<Finding[]> {
    const { tabs } = this.#world;
    await this.#heal();
    // What is still in a storage that failed goes out when it can be read again.
    const fallen = tabs.filter((tab) => tab.isFallen);
    if (fallen.length > 0 && this.#isHealed()) {
      for (const tab of fallen) tab.leave();
      await this.#heal();
    }
    const late = this.#isHealed() ? [] : tabs.flatMap((tab) => this.#late(tab));
    return [...late, ...(await this.#agree())];
  }

  async #heal(): Promise<void> {
    const { tabs } = this.#world;
    for (const tab of tabs) void tab.start();
    const deadline = Date.now() + kHealing;
    while (!this.#isHealed() && Date.now() < deadline) {
      for (const tab of tabs) tab.running?.client.wake();
      await pause(200);
    }
  }

  #isHealed(): boolean {
    return (
      this.#load.underWay === 0 && this.#world.tabs.every((tab) => this.#late(tab).length === 0)
    );
  }

  #late({ name, running, instance, proxy }: Tab): Finding[] {
    const late = (what: string): Finding[] => [
      { kind: "stale", what: `${name} ${what}`, shown: [...(instance?.gate.trace ?? [])] },
    ];
    if (!running) return late("does not start");
    const { connection, pending } = running.client;
    if (connection.state !== "live") return late(`is ${connection.state}`);
    const waiting = pending.filter(({ state }) => state !== "refused");
    if (waiting.length > 0) return late(`has ${waiting.length} pending`);
    return proxy.sockets === 0 ? late("has not noticed a dead connection") : [];
  }

  /** Within ten seconds everybody sees what the server has. */
  async #agree(): Promise<Finding[]> {
    const deadline = Date.now() + kAgreeing;
    for (;;) {
      const findings = await this.#check();
      if (findings.length === 0 || Date.now() > deadline) return findings;
      await pause(300);
    }
  }

  async #check(): Promise<Finding[]> {
    const { people, tabs, gone } = this.#world;
    const views = new Map<number, View>();
    for (const person of people) {
      views.set(person.user_id, await (await this.#world.reader(person)).view());
    }
    const findings = checkSent([...views.values()], this.#journal.sent, gone);
    for (const hearing of this.#journal.hearings) findings.push(...checkHearing(hearing));
    for (const tab of tabs) {
      const view = views.get(tab.person.user_id);
      if (!tab.running || !view) continue;
      const found = await look(tab.running.client, view);
      findings.push(...found.map((one) => ({ ...one, what: `${tab.instanceName}: ${one.what}` })));
    }
    return findings;
  }
}

/** A client that ends or loses its connection now is late with all. */
async function look(client: Client, truth: View): Promise<Finding[]> {
  try {
    return checkShown(truth, await shown(client));
  } catch (error) {
    if (!(error instanceof AsqError)) throw error;
    return [{ kind: "stale", what: `can't load: ${error.message}` }];
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
