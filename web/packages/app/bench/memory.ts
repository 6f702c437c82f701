// Whether a page that is open all day grows: somebody looks at one chat after the other while messages come.
import { newGroup, newPerson } from "../../client/test/support/people.js";
import { logIn, openPage } from "./browsing.js";
import { type Figure } from "./figures.js";
import { heap, openChat, profiled } from "./in_page.js";
import { draft, fillChat, sendAll } from "./sender.js";
import type { World } from "./world.js";

const kMostHeap = 80;
const kChats = 100;
const kMessages = 130;

export async function* memory(world: World): AsyncGenerator<Figure> {
  const { server, profile, url, sizes, profiles } = world;
  const person = await newPerson(server.url);
  const others = [await newPerson(server.url), await newPerson(server.url)];
  const [first] = others;
  if (!first) throw new Error("nobody is there");
  const rooms: { id: number; name: string }[] = [];
  for (let count = 0; count < Math.min(kChats, sizes.switches); ++count) {
    const name = `Room ${count}`;
    const id = await newGroup(server.url, person, name, others);
    await fillChat(server.url, others, id, kMessages);
    rooms.push({ id, name });
  }
  await logIn(profile, url, person);
  const page = await openPage(profile);
  await page.goto(url);
  await page.locator(".chat-list-item").first().waitFor();
  const before = await heap(page);
  const perSwitch = Math.ceil(sizes.live / sizes.switches);
  let sent = 0;
  await profiled(page, profiles && `${profiles}/memory.cpuprofile`, async () => {
    for (let count = 0; count < sizes.switches; ++count) {
      const open = rooms[count % rooms.length];
      if (!open) continue;
      // Half of them come to the chat that is open.
      const drafts = Array.from({ length: perSwitch }, (_, at) => {
        const other = rooms[(count * 7 + at) % rooms.length] ?? open;
        return draft((at % 2 === 0 ? open : other).id, at);
      });
      await openChat(page, `${url}/c/${open.id}`, open.name);
      await sendAll(server.url, first, drafts);
      sent += drafts.length;
    }
  });
  const last = rooms[0];
  if (!last) return;
  await sendAll(server.url, first, [{ chat_id: last.id, text: "This was the last one." }]);
  await openChat(page, `${url}/c/${last.id}`, last.name);
  await page.locator(".chat-list").getByText("This was the last one.").first().waitFor();
  await page.waitForTimeout(2_000);
  const after = await heap(page);
  const what = `heap after ${sizes.switches} switches, ${sent} live messages`;
  yield { what: "heap at the start", value: before.script, unit: "MB" };
  yield { what, value: after.script, unit: "MB", bar: kMostHeap };
  yield { what: "nodes of the page then", value: after.nodes, unit: "" };
  await page.close();
}
