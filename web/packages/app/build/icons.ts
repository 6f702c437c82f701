// Icons of lucide-static as data: `virtual:icons` has those that src/ui/Icon.tsx names, and no other gets into the page.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import type { Plugin } from "vite";

import { iconNames } from "../src/ui/icon_names.js";

const kModule = "virtual:icons";
const kResolved = `\0${kModule}`;

export function icons(): Plugin {
  return {
    name: "asq-icons",
    resolveId: (id) => (id === kModule ? kResolved : undefined),
    load(id) {
      if (id !== kResolved) return undefined;
      const path = createRequire(import.meta.url).resolve("lucide-static/icon-nodes.json");
      const all = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
      const used = iconNames.map((name) => {
        if (!(name in all)) throw new Error(`lucide-static has no icon "${name}"`);
        return [name, all[name]];
      });
      return `export default ${JSON.stringify(Object.fromEntries(used))};`;
    },
  };
}
