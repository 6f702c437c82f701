import type { Chat } from "asq-client";
import { expect, test } from "vitest";

import { addressIn, findChats, folded, rankOf } from "./find_chats.js";

const chats = ["Friday lunch", "Design team", "Lunch", "Команда дизайна", "Élan"].map(
  (name, index) => ({ id: index + 1, name }) as Chat,
);
const found = (query: string) =>
  findChats(chats, query, 10, ({ name }) => name).map(({ name }) => name);

test("names are compared without case and marks", () => {
  expect(folded(" ЁЛКА Élan ")).toBe("елка elan");
  expect(found("elan")).toEqual(["Élan"]);
  expect(found("ДИЗ")).toEqual(["Команда дизайна"]);
});

test("who begins with it comes first, then whose words do, then who has it anywhere", () => {
  expect(found("lunch")).toEqual(["Lunch", "Friday lunch"]);
  expect(found("lu fri")).toEqual(["Friday lunch"]);
  expect(found("unch")).toEqual(["Friday lunch", "Lunch"]);
  expect(rankOf("Design team", "x")).toBe(undefined);
});

test("without a query these are the newest ones", () => {
  expect(findChats(chats, "  ", 2, ({ name }) => name).length).toBe(2);
});

test("an e-mail and a handle name somebody exactly", () => {
  expect(addressIn(" dima@example.com ")).toBe("dima@example.com");
  expect(addressIn("@dima")).toBe("@dima");
  expect([addressIn("dima"), addressIn("@d"), addressIn("a b@c")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
