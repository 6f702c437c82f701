// A chat of very many messages: jumps into it, scrolling, and rows that change their height above what is read.
import { ask, newGroup, newPerson } from "../../client/test/support/people.js";
import { Random } from "../../client/test/support/random.js";
import { logIn, openPage } from "./browsing.js";
import { type Figure, medianOf, quantile } from "./figures.js";
import { jump, profiled } from "./in_page.js";
import { anchorMoves, scrolling } from "./scrolling.js";
import { fillChat } from "./sender.js";
import type { World } from "./world.js";

const kMostJump = 200;

export async function* longChat(world: World): AsyncGenerator<Figure> {
  const { profile, url, sizes, profiles } = world;
  const { messages } = sizes;
  const server = world.server.url;
  const reader = await newPerson(server);
  const people = [
    reader,
    await newPerson(server),
    await newPerson(server),
    await newPerson(server),
  ];
  const chat = await newGroup(server, reader, "The building", people.slice(1));
  const begun = Date.now();
  await fillChat(server, people, chat, messages);
  yield { what: "messages in the chat", value: messages, unit: "" };
  yield { what: "it was filled in", value: (Date.now() - begun) / 1_000, unit: "s" };
  await ask(server, reader, `/chat/chats/${chat}/read`, { seq: messages });
  await logIn(profile, url, reader);
  const page = await openPage(profile);
  const address = `${url}/c/${chat}`;
  await page.goto(address);
  await page.locator(`[data-seq="${messages}"][data-loaded]`).waitFor();
  const random = new Random(7);
  const times: number[] = [];
  await profiled(page, profiles && `${profiles}/jumps.cpuprofile`, async () => {
    for (let round = 0; round < sizes.jumps; ++round) {
      const seq = random.between(1, messages);
      times.push(await jump(page, `${address}/${seq}`, seq));
      await page.waitForTimeout(300);
    }
  });
  yield medianOf("jump to any message, median", times, "ms", kMostJump);
  yield {
    what: "jump to any message, p95",
    value: quantile(times, 0.95),
    unit: "ms",
    bar: kMostJump,
  };
  yield* await scrolling(page, address, messages, profiles && `${profiles}/scrolling.cpuprofile`);
  yield await anchorMoves(page, url, chat, people, messages);
  await page.close();
}
