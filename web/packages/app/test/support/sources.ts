// The page's own sources, as texts.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface Source {
  /** Below src/, `styles/tokens.css`. */
  name: string;
  text: string;
}

const folder = fileURLToPath(new URL("../../src/", import.meta.url));

/** Those whose names end so, without tests. */
export function sources(...ends: string[]): Source[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => ends.some((end) => name.endsWith(end)) && !/\.test\.tsx?$/.test(name))
    .sort()
    .map((name) => ({ name, text: readFileSync(folder + name, "utf8") }));
}
