// The messenger under faults: two people type in real pages while networks are cut, the server is
// killed, pages are reloaded and crash. At the end of each round all that was typed must be there
// once, and each page must show what the server has.
//
//   script/chaos --web                  a short run
//   script/chaos --web --minutes 60     game after game, for so long
//   script/chaos --web --seed 7         the decisions of another run
import { parseArgs } from "node:util";

import { openChromium } from "../../../client/test/support/chromium.js";
import { type Counts, kCounted, play } from "./game.js";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    seed: { type: "string" },
    rounds: { type: "string", default: "6" },
  },
});
const rounds = Number(values.rounds);
const end = Date.now() + Number(values.minutes) * 60_000;
const totals = Object.fromEntries(kCounted.map((name) => [name, 0])) as unknown as Counts;
const browser = await openChromium();
let seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(values.seed);
let bad = false;
do {
  const { counts, findings, last } = await play(browser, { seed, rounds, milliseconds: 20_000 });
  for (const name of kCounted) totals[name] += counts[name];
  console.log(`seed ${seed}: ${kCounted.map((name) => `${totals[name]} ${name}`).join(", ")}`);
  bad = findings.length > 0;
  if (bad) console.log(["the newest faults:", ...last, "findings:", ...findings].join("\n  "));
  seed += 1;
} while (Date.now() < end && !bad);
await browser.close();
process.exit(bad ? 1 : 0);
