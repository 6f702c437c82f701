// The words of the page: the same in both languages, and none that nobody says.
import { expect, test } from "vitest";

import { en } from "../../src/i18n/en.js";
import { ru } from "../../src/i18n/ru.js";
import { sources } from "../support/sources.js";

const english = Object.entries(en);
const russian = new Map<string, unknown>(Object.entries(ru));

test("both languages have the same words, with the same parts", () => {
  expect([...russian.keys()].sort()).toEqual(english.map(([key]) => key).sort());
  const shape = (word: unknown) => (typeof word === "function" ? `of ${word.length}` : typeof word);
  const different = english.filter(([key, word]) => shape(word) !== shape(russian.get(key)));
  expect(different.map(([key]) => key)).toEqual([]);
});

test("each word is said somewhere", () => {
  const code = sources(".ts", ".tsx")
    .filter(({ name }) => !name.startsWith("i18n/"))
    .map(({ text }) => text)
    .join("\n");
  const unused = english
    .map(([key]) => key)
    .filter((key) => !kAwaited.has(key))
    .filter((key) => !new RegExp(`\\.${key}\\b|["']${key}["']`).test(code));
  expect(unused).toEqual([]);
});

test("no Russian word is left in English", () => {
  const left = [...russian].filter(
    ([key, word]) => typeof word === "string" && !/[а-яё]/i.test(word) && !kSame.has(key),
  );
  expect(left.map(([key]) => key)).toEqual([]);
});

// Names, and the name of the other language.
const kSame = new Set(["appName", "otherLanguage", "controlK", "control"]);

// Words of views that are still to come; a view that comes takes its words out of here.
const kAwaited = new Set([
  "close",
  "cancel",
  "copied",
  "nameless",
  "newChat",
  "findChat",
  "findPerson",
  "logOutWaiting",
  "loggedOutHere",
  "newVersion",
  "reload",
  "today",
  "yesterday",
  "deletedMessage",
  "edited",
  "newMessages",
  "waiting",
  "stored",
  "refused",
  "toNewest",
  "catchingUp",
]);
