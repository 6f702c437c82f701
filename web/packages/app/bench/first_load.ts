// What comes over the wire before somebody new sees the page, and how long it takes on a slow phone.
import { newGroup, newPerson } from "../../client/test/support/people.js";
import { devtoolsOf, forget, logIn, openPage, shownAfter, slow, slowDown } from "./browsing.js";
import { type Figure, medianOf } from "./figures.js";
import { fillChat } from "./sender.js";
import type { World } from "./world.js";

const kMostScript = 100;
const kMostRequests = 12;
const kMostCold = 2_500;
const kMostWarm = 1_000;

/** Of one who comes for the first time. */
export async function* firstLoad({ profile, url }: World): AsyncGenerator<Figure> {
  const page = await openPage(profile);
  const devtools = await devtoolsOf(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
  const types = new Map<string, string>();
  const bytes = new Map<string, number>();
  devtools.on("Network.responseReceived", ({ requestId, type }) => types.set(requestId, type));
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) =>
    bytes.set(requestId, encodedDataLength),
  );
  await page.goto(url, { waitUntil: "networkidle" });
  await page.close();
  const sum = (wanted: (type: string) => boolean) =>
    [...bytes].reduce((all, [id, some]) => (wanted(types.get(id) ?? "") ? all + some : all), 0);
  const script = sum((type) => type === "Script") / 1_024;
  yield {
    what: "first load: JavaScript over the wire",
    value: script,
    unit: "KiB",
    bar: kMostScript,
  };
  yield { what: "first load: everything", value: sum(() => true) / 1_024, unit: "KiB" };
  yield { what: "first load: requests", value: types.size, unit: "", bar: kMostRequests };
}

/** Of one with a session and a chat: from the navigation to the field that one writes in. */
export async function* toComposer(world: World): AsyncGenerator<Figure> {
  const { server, profile, url, sizes } = world;
  const person = await newPerson(server.url);
  const other = await newPerson(server.url);
  const chat = await newGroup(server.url, person, "Office", [other]);
  await fillChat(server.url, [person, other], chat, 200);
  await logIn(profile, url, person);
  const address = `${url}/c/${chat}`;
  const cold: number[] = [];
  const warm: number[] = [];
  for (let round = 0; round < sizes.rounds; ++round) {
    for (const times of [cold, warm]) {
      const page = await openPage(profile);
      const devtools = await devtoolsOf(page);
      if (times === cold) await forget(devtools, url);
      await slowDown(devtools);
      times.push(await shownAfter(page, address, ".composer textarea"));
      // What it stores for the next time.
      await page.locator(".timeline [data-loaded]").first().waitFor();
      await page.waitForTimeout(2_000);
      await page.close();
    }
  }
  const how = `CPU ${slow.cpu} x slower, slow 4G`;
  yield medianOf(`to the composer, cold, ${how}`, cold, "ms", kMostCold);
  yield medianOf(`to the composer, warm, ${how}`, warm, "ms", kMostWarm);
}
