// The counts of a run, and what is to be known of a bad one.
import type { Finding } from "../support/checker.js";
import type { Outcome } from "./game.js";

const kCounted = ["sent", "shown", "cut", "killed", "reloaded", "frozen", "resynced"] as const;
const kBad = ["lost", "doubled", "out_of_order", "stale"] as const;
const kMostFindings = 12;

export class Totals {
  readonly #counts = new Map<string, number>();

  get bad(): boolean {
    return ["errors", ...kBad].some((name) => this.#get(name) > 0);
  }

  add(outcome: Outcome): void {
    for (const name of [...kCounted, "restored"] as const) this.#count(name, outcome[name]);
    for (const { kind } of outcome.findings) this.#count(kind, 1);
    this.#count("errors", outcome.errors.length);
  }

  line(): string {
    return this.#all()
      .map(([name, count]) => `${count} ${name.replaceAll("_", " ")}`)
      .join(", ");
  }

  table(): string {
    return this.#all()
      .map(([name, count]) => `${name.replaceAll("_", " ").padEnd(14)}${String(count).padStart(9)}`)
      .join("\n");
  }

  #all(): [string, number][] {
    return [...kCounted, "restored", ...kBad, "errors"].map((name) => [name, this.#get(name)]);
  }
  #get(name: string): number {
    return this.#counts.get(name) ?? 0;
  }
  #count(name: string, count: number): void {
    this.#counts.set(name, this.#get(name) + count);
  }
}

export function report(seed: number, outcome: Outcome): string {
  const { findings, errors, last } = outcome;
  return [
    `\n--- seed ${seed} ---`,
    "the newest faults:",
    ...last.map((fault) => `  ${fault}`),
    ...errors.slice(0, kMostFindings).map((error) => `error: ${describe(error)}`),
    ...findings.slice(0, kMostFindings).map(describeFinding),
    findings.length > kMostFindings ? `and ${findings.length - kMostFindings} more` : "",
  ].join("\n");
}

function describeFinding({ kind, what, chat_id, shown, truth }: Finding): string {
  const place = chat_id === undefined ? "" : ` in chat ${chat_id}`;
  return `${kind}${place}: ${what}\n    shown: ${short(shown)}\n    truth: ${short(truth)}`;
}

function short(value: unknown): string {
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) {
    return value.map((line) => `\n        ${line}`).join("");
  }
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 1_500 ? `${text.slice(0, 1_500)}…` : text;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
