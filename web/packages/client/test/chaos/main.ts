// The client library under faults: three people with several devices and tabs, a network that cuts and
// stalls, a server that is killed, tabs that crash and freeze. At the end of each round all of them
// must show what the server has, and all that was typed must be there once.
//
//   script/chaos --client                  a short run
//   script/chaos --client --minutes 60     game after game, for so long
//   script/chaos --client --seed 7         the decisions of another run; with --minutes, and those after it
import { parseArgs } from "node:util";

import { type Outcome, play } from "./game.js";
import { report, Totals } from "./report.js";

const { values } = parseArgs({
  options: {
    minutes: { type: "string" },
    seed: { type: "string" },
    rounds: { type: "string", default: "6" },
  },
});
const first =
  values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(values.seed);
const minutes = Number(values.minutes ?? "1");
const rounds = Number(values.rounds);
const end = Date.now() + minutes * 60_000;
const onlyThis = values.seed !== undefined && values.minutes === undefined;
const totals = new Totals();

let seed = first;
do {
  const outcome: Outcome = await play({ seed, rounds, milliseconds: 4_000 });
  totals.add(outcome);
  console.log(`seed ${seed}: ${totals.line()}`);
  if (outcome.findings.length > 0 || outcome.errors.length > 0) console.log(report(seed, outcome));
  seed += 1;
} while (Date.now() < end && !totals.bad && !onlyThis);

console.log(totals.table());
process.exit(totals.bad ? 1 : 0);
