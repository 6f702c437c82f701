// A person in very many chats: how soon the list is there without the server, and how much of it is in the page.
import type { Page } from "playwright-core";

import { newGroup, newPerson } from "../../client/test/support/people.js";
import { devtoolsOf, logIn, openPage, shownAfter } from "./browsing.js";
import { type Figure, medianOf } from "./figures.js";
import { heap } from "./in_page.js";
import { sendAll } from "./sender.js";
import type { World } from "./world.js";

const kMakersAtOnce = 16;

export async function* manyChats({ server, profile, url, sizes }: World): AsyncGenerator<Figure> {
  const { chats } = sizes;
  const person = await newPerson(server.url);
  const other = await newPerson(server.url);
  const ids: number[] = [];
  const make = async () => {
    for (let count = ids.push(0); count <= chats; count = ids.push(0))
      ids[count - 1] = await newGroup(server.url, other, `Room ${count}`, [person]);
  };
  await Promise.all(Array.from({ length: kMakersAtOnce }, make));
  ids.length = chats;
  await sendAll(
    server.url,
    other,
    ids.map((chat_id) => ({ chat_id, text: "The door is open now." })),
  );
  await logIn(profile, url, person);
  const all = `.chat-list-item[aria-setsize="${chats}"]`;
  const page = await openPage(profile);
  await page.goto(url);
  await page.locator(all).first().waitFor();
  while ((await storedRows(page)) < chats) await page.waitForTimeout(200);
  await page.waitForTimeout(1_000);
  await page.close();
  const times: number[] = [];
  for (let round = 0; round < sizes.rounds; ++round) {
    const start = await openPage(profile);
    const devtools = await devtoolsOf(start);
    await devtools.send("Network.enable");
    await devtools.send("Network.setBlockedURLs", { urls: ["*/chat/*"] });
    times.push(await shownAfter(start, url, all));
    if (round === sizes.rounds - 1) {
      yield medianOf(`to the list of ${chats} chats, server away`, times, "ms");
      yield {
        what: "rows of the list in the page",
        value: await start.locator(".chat-list-item").count(),
        unit: "",
      };
      const { script, nodes } = await heap(start);
      yield { what: `heap with ${chats} chats`, value: script, unit: "MB" };
      yield { what: `nodes of the page with ${chats} chats`, value: nodes, unit: "" };
    }
    await start.close();
  }
}

/** What the library has stored, chats among it: it does so soon after they are shown. */
function storedRows(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open(`asq ${location.origin}`);
        opening.onerror = () => {
          reject(new Error("the storage cannot be opened"));
        };
        opening.onsuccess = () => {
          const database = opening.result;
          const counting = database.transaction("rows").objectStore("rows").count();
          counting.onsuccess = () => {
            database.close();
            resolve(counting.result);
          };
        };
      }),
  );
}
