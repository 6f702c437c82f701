// The page in Chromium, against the bars that it has to meet (script/bench web). The server is the binary ASQ_BINARY, and the
// page is the one in it; ASQ_APP_OUT: one that Vite has built there, in its place.
import { parseArgs } from "node:util";

import { type Figure, isMet, line, writeJson } from "./figures.js";
import { firstLoad, toComposer } from "./first_load.js";
import { longChat } from "./long_chat.js";
import { manyChats } from "./many_chats.js";
import { memory } from "./memory.js";
import { inWorld, type Sizes, type World } from "./world.js";

const kRows: Record<string, (world: World) => AsyncGenerator<Figure>> = {
  load: firstLoad,
  composer: toComposer,
  chat: longChat,
  chats: manyChats,
  memory,
};
const kWhole: Sizes = {
  messages: 100_000,
  chats: 2_000,
  live: 10_000,
  switches: 200,
  jumps: 20,
  rounds: 5,
};
const kShort: Sizes = {
  messages: 5_000,
  chats: 200,
  live: 1_000,
  switches: 20,
  jumps: 5,
  rounds: 1,
};

const number = { type: "string" } as const;
const { values } = parseArgs({
  options: {
    /** A look, no measurement. */
    short: { type: "boolean", default: false },
    messages: number,
    chats: number,
    live: number,
    switches: number,
    jumps: number,
    rounds: number,
    rows: { type: "string", default: Object.keys(kRows).join() },
    json: { type: "string" },
    /** A folder for profiles of the page's scripts. They make it slower. */
    profiles: { type: "string" },
  },
});
const sizes = { ...(values.short ? kShort : kWhole) };
for (const name of Object.keys(sizes) as (keyof Sizes)[]) {
  if (values[name] !== undefined) sizes[name] = Number(values[name]);
}

const rows = values.rows.split(",").map((name) => {
  const row = kRows[name];
  if (!row) throw new Error(`--rows: some of ${Object.keys(kRows).join()}`);
  return row;
});
const figures: Figure[] = [];
for (const row of rows) {
  await inWorld({ sizes, profiles: values.profiles }, async (world) => {
    for await (const figure of row(world)) {
      console.log(line(figure));
      figures.push(figure);
    }
  });
}
if (values.json !== undefined) await writeJson(values.json, figures);
process.exit(figures.every(isMet) ? 0 : 1);
