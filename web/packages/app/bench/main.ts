// The page in Chromium, against the bars that it has to meet (script/bench web). The server is the binary ASQ_BINARY, and the
// page is the one in it.
import { parseArgs } from "node:util";

import { AsqServer } from "../../client/test/support/asq_server.js";
import { Profile } from "./browsing.js";
import { type Figure, isMet, line, writeJson } from "./figures.js";
import { firstLoad, toComposer } from "./first_load.js";
import { longChat } from "./long_chat.js";

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "100000" },
    rows: { type: "string", default: "load,composer,chat" },
    json: { type: "string" },
  },
});
const messages = Number(values.messages);

const parts: Record<string, (server: AsqServer, profile: Profile) => Promise<Figure[]>> = {
  load: firstLoad,
  composer: (server, profile) => toComposer(server, profile, 5),
  chat: (server, profile) => longChat(server, profile, messages, 20),
};

const figures: Figure[] = [];
for (const name of values.rows.split(",")) {
  const part = parts[name];
  if (!part) throw new Error(`--rows: one or more of ${Object.keys(parts).join(",")}`);
  const server = await AsqServer.start();
  const profile = await Profile.open();
  try {
    for (const figure of await part(server, profile)) {
      console.log(line(figure));
      figures.push(figure);
    }
  } finally {
    await Promise.all([profile.close(), server.discard()]);
  }
}
if (values.json !== undefined) await writeJson(values.json, figures);
process.exit(figures.every(isMet) ? 0 : 1);
