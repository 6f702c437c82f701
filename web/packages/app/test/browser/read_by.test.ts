// Who has read a message: in its menu, in a group.
import { expect, test } from "vitest";

import { newGroup } from "../../../client/test/support/people.js";
import { en } from "../../src/i18n/en.js";
import { rowOf } from "../support/chat_page.js";
import { useWorld, write } from "../support/messenger.js";

const world = useWorld();

test("the menu of one's own message says who has read it, as it changes", async () => {
  const [anna, dima, olga] = [await world.person(), await world.person(), await world.person()];
  const chat = await newGroup(world.server.url, anna, "Design team", [dima, olga]);
  await write(world.server.url, anna, chat, "Have a look");
  const page = await world.enter(anna);
  await page.locator("a.chat-row").click();
  const note = (text: string) => page.locator(".menu-note").getByText(text, { exact: true });
  await rowOf(page, "Have a look").click({ button: "right" });
  await note(en.readByNobody).waitFor();
  const dimas = await world.enter(dima);
  await dimas.locator("a.chat-row").click();
  await dimas.bringToFront();
  await note(en.readBy(dima.user.username)).waitFor();
  const olgas = await world.enter(olga);
  await olgas.locator("a.chat-row").click();
  await note(en.readByAll).waitFor();
  await page.keyboard.press("Escape");
  // Of somebody else's message, who has read it is theirs to know.
  await write(world.server.url, dima, chat, "I did");
  await rowOf(page, "I did").click({ button: "right" });
  await page.getByRole("menu").waitFor();
  expect(await page.locator(".menu-note").count()).toBe(1);
});
