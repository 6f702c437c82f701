// One game: two people, three pages, and rounds of typing under faults; each ends with the checker.
import type { Browser } from "playwright-core";

import { AsqServer } from "../../../client/test/support/asq_server.js";
import { FaultProxy } from "../../../client/test/support/fault_proxy.js";
import {
  ask,
  history,
  newGroup,
  newPerson,
  type Person,
} from "../../../client/test/support/people.js";
import { Random } from "../../../client/test/support/random.js";
import { phone } from "../support/visitors.js";
import { Tab } from "./tab.js";

export const kCounted = [
  "typed",
  "sent",
  "shown",
  "edited",
  "drafts",
  "cut",
  "killed",
  "reloaded",
  "crashed",
  "offline",
  "lost",
  "doubled",
  "stale",
  "errors",
] as const;
export type Counts = Record<(typeof kCounted)[number], number>;

export interface Outcome {
  counts: Counts;
  findings: string[];
  /** The newest faults. */
  last: readonly string[];
}

const kHealing = 60_000;
const kDoings = { say: 12, draft: 2, change: 2, reload: 3, crash: 1, sayAndReload: 2 };
const kFaults = { cut: 6, cutAfter: 5, stall: 3, delay: 2, refuse: 3, offline: 2, kill: 1 };

/** What somebody typed and sent. `sure`: the page took it; else it was gone in that moment. */
interface Typed {
  text: string;
  tab: Tab;
  sure: boolean;
}

export interface GameOptions {
  seed: number;
  rounds: number;
  /** Of typing under faults, each round. */
  milliseconds: number;
}

export async function play(browser: Browser, options: GameOptions): Promise<Outcome> {
  const game = await Game.make(browser, new Random(options.seed));
  try {
    for (let round = 0; round < options.rounds && !game.bad; ++round) {
      await game.round(options.milliseconds);
    }
    return game.outcome();
  } finally {
    await game.end();
  }
}

class Game {
  readonly #random: Random;
  readonly #server: AsqServer;
  readonly #proxies: FaultProxy[] = [];
  readonly #tabs: Tab[] = [];
  readonly #contexts: { close(): Promise<void>; setOffline(offline: boolean): Promise<void> }[] =
    [];
  readonly #counts = Object.fromEntries(kCounted.map((name) => [name, 0])) as unknown as Counts;
  readonly #findings: string[] = [];
  readonly #last: string[] = [];
  readonly #typed: Typed[] = [];
  #reader: Person | undefined;
  #team = 0;
  // Where a page's drafts are: others of the same browser would overwrite them.
  readonly #quiet = new Map<Tab, number>();
  readonly #hands = new Map<string, Promise<void>>(); // by browser
  #numbers = 0;

  private constructor(server: AsqServer, random: Random) {
    this.#server = server;
    this.#random = random;
  }

  static async make(browser: Browser, random: Random): Promise<Game> {
    const game = new Game(await AsqServer.start({ ASQ_PING_AFTER: "3s" }), random);
    await game.#meet(browser);
    return game;
  }

  async #meet(browser: Browser): Promise<void> {
    const { url, port } = this.#server;
    const [anna, boris] = [await newPerson(url), await newPerson(url)];
    this.#reader = anna;
    this.#team = await newGroup(url, anna, "Team", [boris]);
    for (const [person, name, tabs] of [
      [anna, "anna", 2],
      [boris, "boris", 1],
    ] as const) {
      const proxy = await FaultProxy.start(port);
      const touch = person === boris;
      const context = await browser.newContext({ locale: "en-GB", ...(touch ? phone : {}) });
      this.#proxies.push(proxy);
      this.#contexts.push(context);
      for (let at = 0; at < tabs; ++at) {
        const complain = (text: string) => {
          this.#find("errors", text);
        };
        const tab = new Tab({
          name: `${name}${at}`,
          browser: name,
          touch,
          context,
          url: () => proxy.url,
          complain,
        });
        this.#tabs.push(tab);
        this.#quiet.set(tab, await newGroup(url, person, `Quiet ${tab.name}`));
        if (at === 0) await tab.logIn(person.email, person.password);
        await tab.open(this.#team, Date.now() + kHealing);
      }
    }
  }

  get bad(): boolean {
    return this.#findings.length > 0;
  }

  outcome(): Outcome {
    this.#counts.cut = this.#proxies.reduce((sum, { cuts }) => sum + cuts, 0);
    return { counts: this.#counts, findings: this.#findings, last: this.#last.slice(-40) };
  }

  async end(): Promise<void> {
    for (const context of this.#contexts) await context.close();
    for (const proxy of this.#proxies) await proxy.close();
    await this.#server.discard();
  }

  async round(milliseconds: number): Promise<void> {
    const end = Date.now() + milliseconds;
    await Promise.all([this.#strike(end), ...this.#tabs.map((tab) => this.#live(tab, end))]);
    for (const at of this.#contexts.keys()) await this.#setOffline(at, false);
    for (const proxy of this.#proxies) await proxy.heal();
    await this.#settle();
  }

  // --- A person -----------------------------------------------------------------------------------

  async #live(tab: Tab, end: number): Promise<void> {
    while (Date.now() < end) {
      if (!tab.isOpen) await tab.open(this.#team, end + kHealing);
      const doing = this.#random.weighted(kDoings);
      await this.#do(doing, tab, end).catch(async (error: unknown) => {
        // The page was gone, or the server when the page was asked for.
        this.#note(`${tab.name} ${doing}: ${String(error).split("\n", 1)[0] ?? ""}`);
        await tab.close();
      });
      await pause(this.#random.between(0, 400));
    }
  }

  async #do(doing: keyof typeof kDoings, tab: Tab, end: number): Promise<void> {
    switch (doing) {
      case "say":
        return this.#say(tab);
      case "sayAndReload":
        await this.#say(tab);
        return this.#reload(tab, end);
      case "draft":
        return this.#draft(tab, end);
      case "change":
        // Of a browser with one tab: two share what is being written.
        if (!tab.touch) return;
        this.#counts.edited += 1;
        return tab.changeLast(
          (text) => `${text.split(" ", 1)[0] ?? ""} changed ${++this.#numbers}`,
        );
      case "reload":
        return this.#reload(tab, end);
      case "crash":
        this.#note(`crash ${tab.name}`);
        this.#counts.crashed += 1;
        return tab.crash();
    }
  }

  async #say(tab: Tab): Promise<void> {
    const typed: Typed = { text: `${tab.name}-${++this.#numbers}`, tab, sure: false };
    this.#typed.push(typed);
    this.#counts.typed += 1;
    const words = "word ".repeat(this.#random.between(0, 30));
    typed.sure = await this.#alone(tab, () => tab.say(`${typed.text} ${words}`.trim()));
  }

  /** One hand: who has two tabs types in one of them at a time. */
  async #alone<Result>({ browser }: Tab, doing: () => Promise<Result>): Promise<Result> {
    const before = this.#hands.get(browser) ?? Promise.resolve();
    const done = before.then(doing);
    this.#hands.set(
      browser,
      done.then(
        () => undefined,
        () => undefined,
      ),
    );
    return done;
  }

  async #reload(tab: Tab, end: number): Promise<void> {
    this.#note(`reload ${tab.name}`);
    this.#counts.reloaded += 1;
    await tab.reload();
    await tab.page.locator(".composer textarea").waitFor({ timeout: end - Date.now() + 5_000 });
  }

  /** Half a message, and then a reload or a crash. */
  async #draft(tab: Tab, end: number): Promise<void> {
    const chat = this.#quiet.get(tab) ?? 0;
    const text = `half of ${++this.#numbers}`;
    await tab.open(chat, end + kHealing);
    await tab.type(text);
    this.#counts.drafts += 1;
    if (this.#random.chance(0.5)) await tab.crash();
    await tab.open(chat, end + kHealing);
    const { draft } = await tab.look();
    if (draft !== text) this.#find("lost", `${tab.name}: the draft "${text}" is "${draft}"`);
    await tab.open(this.#team, end + kHealing);
  }

  // --- Faults -------------------------------------------------------------------------------------

  async #strike(end: number): Promise<void> {
    while (Date.now() < end) {
      await pause(this.#random.between(100, 1_200));
      const fault = this.#random.weighted(kFaults);
      const at = this.#random.between(0, this.#proxies.length - 1);
      this.#note(`${fault} ${at}`);
      await this.#befall(fault, at);
    }
  }

  async #befall(fault: keyof typeof kFaults, at: number): Promise<void> {
    const proxy = this.#proxies[at];
    if (!proxy) return;
    const direction = this.#random.chance(0.5) ? "up" : "down";
    switch (fault) {
      case "cut":
        proxy.cut();
        return;
      case "cutAfter":
        proxy.cutAfter(direction, this.#random.between(1, 3_000));
        return;
      case "kill":
        this.#counts.killed += 1;
        await this.#server.kill();
        await pause(this.#random.between(0, 500));
        await this.#server.startAgain();
        return;
      case "offline":
        this.#counts.offline += 1;
        await this.#setOffline(at, true);
        await pause(this.#random.between(200, 2_500));
        await this.#setOffline(at, false);
        return;
      default:
        if (fault === "stall") proxy.stall(direction);
        if (fault === "delay") proxy.delay(this.#random.between(20, 400));
        if (fault === "refuse") await proxy.refuse();
        await pause(this.#random.between(100, 2_000));
        await proxy.heal();
    }
  }

  /** A page that is crashing meanwhile can't be told: then once more. */
  async #setOffline(at: number, offline: boolean): Promise<void> {
    for (let tries = 0; tries < 20; ++tries) {
      try {
        await this.#contexts[at]?.setOffline(offline);
        return;
      } catch {
        await pause(200);
      }
    }
  }

  // --- The checker --------------------------------------------------------------------------------

  async #settle(): Promise<void> {
    const deadline = Date.now() + kHealing;
    for (const tab of this.#tabs) {
      if (!tab.isOpen || !tab.page.url().endsWith(`/c/${this.#team}`)) {
        await tab.open(this.#team, deadline);
      }
    }
    for (;;) {
      const findings = await this.#check();
      if (findings.length === 0) return;
      if (Date.now() > deadline) {
        for (const [kind, what] of findings) this.#find(kind, what);
        return;
      }
      await pause(300);
    }
  }

  async #check(): Promise<[keyof Counts, string][]> {
    const { url } = this.#server;
    if (!this.#reader) return [];
    const texts = await history(url, this.#reader, this.#team);
    const findings = this.#checkTyped(texts);
    const chat = await ask<{ last_seq: number }>(url, this.#reader, `/chat/chats/${this.#team}`);
    for (const tab of this.#tabs) {
      const shown = await tab.look().catch(() => undefined);
      if (!shown) {
        findings.push(["stale", `${tab.name} does not answer`]);
        continue;
      }
      if (shown.pending > 0) findings.push(["stale", `${tab.name}: ${shown.pending} pending`]);
      if (shown.troubled) findings.push(["stale", `${tab.name} is not connected`]);
      findings.push(...this.#checkRows(tab, shown.rows, texts, chat.last_seq));
    }
    this.#counts.sent = texts.length;
    return findings;
  }

  #checkTyped(texts: readonly string[]): [keyof Counts, string][] {
    const times = new Map<string, number>();
    for (const text of texts) {
      const name = text.split(" ", 1)[0] ?? "";
      times.set(name, (times.get(name) ?? 0) + 1);
    }
    const findings: [keyof Counts, string][] = [];
    for (const { text, sure } of this.#typed) {
      const found = times.get(text) ?? 0;
      if (found > 1) findings.push(["doubled", `${text} is there ${found} times`]);
      if (found === 0 && sure) findings.push(["lost", `${text} is not there`]);
    }
    return findings;
  }

  /** The end of the conversation, as it is shown. */
  #checkRows(
    tab: Tab,
    rows: readonly { seq: number; text: string }[],
    texts: readonly string[],
    newest: number,
  ): [keyof Counts, string][] {
    const findings: [keyof Counts, string][] = [];
    const last = rows.at(-1)?.seq ?? 0;
    if (newest > 0 && last !== newest) findings.push(["stale", `${tab.name} ends at ${last}`]);
    for (const [at, { seq, text }] of rows.entries()) {
      const before = rows[at - 1]?.seq;
      if (before !== undefined && seq !== before + 1) {
        findings.push(["doubled", `${tab.name} shows ${seq} behind ${before}`]);
      }
      const truth = texts[seq - 1] ?? "";
      if (text !== truth) findings.push(["stale", `${tab.name} ${seq}: "${text}", not "${truth}"`]);
    }
    if (findings.length === 0) this.#counts.shown += rows.length;
    return findings;
  }

  #find(kind: keyof Counts, what: string): void {
    this.#counts[kind] += 1;
    if (this.#findings.length < 20) this.#findings.push(`${kind}: ${what}`);
  }

  #note(what: string): void {
    this.#last.push(`${new Date().toISOString().slice(11, 23)} ${what}`);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
