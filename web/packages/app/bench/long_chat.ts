// A chat of very many messages: jumps into it, scrolling, and rows that change their height above what is read.
import type { Page } from "playwright-core";

import type { AsqServer } from "../../client/test/support/asq_server.js";
import { ask, newGroup, newPerson } from "../../client/test/support/people.js";
import { Random } from "../../client/test/support/random.js";
import { logIn, openPage, type Profile } from "./browsing.js";
import { type Figure, medianOf, quantile } from "./figures.js";
import { fillChat } from "./sender.js";

const kMostJump = 200;

export async function longChat(
  server: AsqServer,
  profile: Profile,
  messages: number,
  jumps: number,
): Promise<Figure[]> {
  const { url } = server;
  const reader = await newPerson(url);
  const others = [await newPerson(url), await newPerson(url), await newPerson(url)];
  const chat = await newGroup(url, reader, "The building", others);
  await fillChat(url, [reader, ...others], chat, messages);
  await ask(url, reader, `/chat/chats/${chat}/read`, { seq: messages });
  await logIn(profile, url, reader);
  const page = await openPage(profile);
  await page.goto(`${url}/c/${chat}`);
  await page.locator(`[data-seq="${messages}"][data-loaded]`).waitFor();
  const random = new Random(7);
  const times: number[] = [];
  for (let round = 0; round < jumps; ++round) {
    const seq = 1 + Math.floor(random.next() * messages);
    times.push(await jump(page, `${url}/c/${chat}/${seq}`, seq));
    await page.waitForTimeout(300);
  }
  await page.close();
  const of = `of ${messages} messages`;
  return [
    medianOf(`jump to any ${of}, median`, times, "ms", kMostJump),
    { what: `jump to any ${of}, p95`, value: quantile(times, 0.95), unit: "ms", bar: kMostJump },
  ];
}

/** Milliseconds until the row, and all around it that is in view, is there and drawn. */
async function jump(page: Page, address: string, seq: number): Promise<number> {
  return page.evaluate(
    ([to, wanted]) =>
      new Promise<number>((resolve) => {
        const begun = performance.now();
        history.pushState(null, "", to);
        dispatchEvent(new PopStateEvent("popstate"));
        const scroller = document.querySelector(".timeline");
        const isInView = (row: Element | null) => {
          if (!row || !scroller) return false;
          const { top, bottom } = scroller.getBoundingClientRect();
          const place = row.getBoundingClientRect();
          return place.bottom > top && place.top < bottom;
        };
        const look = () => {
          const row = document.querySelector(`[data-seq="${wanted}"][data-loaded]`);
          const missing = [...document.querySelectorAll(".timeline .missing")].some(isInView);
          if (!isInView(row) || missing) {
            requestAnimationFrame(look);
            return;
          }
          requestAnimationFrame(() => {
            setTimeout(() => {
              resolve(performance.now() - begun);
            });
          });
        };
        look();
      }),
    [address, seq] as const,
  );
}
