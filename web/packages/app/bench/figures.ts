// What was measured, beside the bar for it.
import { writeFile } from "node:fs/promises";

export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The most that it may be; undefined: it is there to be watched. */
  readonly bar?: number;
  /** Of a median: the least and the most. */
  readonly range?: readonly [number, number];
}

/** The value below which `share` (0 to 1) of the samples lie. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export function medianOf(
  what: string,
  samples: readonly number[],
  unit: string,
  bar?: number,
): Figure {
  const range = [Math.min(...samples), Math.max(...samples)] as const;
  const value = quantile(samples, 0.5);
  return { what, value, unit, range, ...(bar === undefined ? {} : { bar }) };
}

export function isMet({ value, bar }: Figure): boolean {
  return bar === undefined || value <= bar;
}

export function line(figure: Figure): string {
  const { what, value, unit, bar, range } = figure;
  const shown = `web      ${what.padEnd(58)} ${value.toFixed(1).padStart(10)} ${unit.padEnd(5)}`;
  const against = bar === undefined ? "" : `bar ${bar} ${isMet(figure) ? "met" : "MISSED"}`;
  const spread = range ? `${range[0].toFixed(1)} to ${range[1].toFixed(1)}` : "";
  return `${shown} ${against.padEnd(17)} ${spread}`.trimEnd();
}

/** As the load program writes them, with bars and ranges. */
export async function writeJson(file: string, figures: readonly Figure[]): Promise<void> {
  const rows = figures.map((figure) => JSON.stringify({ scenario: "web", ...figure }));
  await writeFile(file, `[\n  ${rows.join(",\n  ")}\n]\n`);
}
