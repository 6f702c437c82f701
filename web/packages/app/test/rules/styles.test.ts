// The rules of the page's style sheets, and what its policy refuses in components.
import { expect, test } from "vitest";

import { sources } from "../support/sources.js";
import { neededBy, problemsOf, setBy } from "./css_rules.js";

const kTokens = "styles/tokens.css";
const sheets = sources(".css");
const code = sources(".ts", ".tsx");

test.each(sheets)("$name names tokens, and no sides", ({ name, text }) => {
  expect(problemsOf(text, name === kTokens)).toEqual([]);
});

test("each custom property that a sheet needs is set by a sheet or by a script", () => {
  const inSheets = new Set(sheets.flatMap(({ text }) => setBy(text)));
  const isSet = (name: string) =>
    inSheets.has(name) || code.some(({ text }) => text.includes(`"${name}"`));
  const missing = sheets.flatMap(({ name, text }) =>
    neededBy(text)
      .filter((property) => !isSet(property))
      .map((property) => `${name}: ${property}`),
  );
  expect(missing).toEqual([]);
});

test.each([
  [/\sstyle=/, "the policy refuses style attributes: set element.style, or a class"],
  [/dangerouslySetInnerHTML|\.(?:inner|outer)HTML\b|insertAdjacentHTML/, "the policy refuses HTML"],
  [/\bfill=["'{]?#|\bstroke=["'{]?#/, "a raw colour: use currentColor"],
])("no component has %s", (pattern, why) => {
  // The icon of the tab is no part of the page: no style reaches it.
  const ruled = code.filter(({ name }) => name !== "state/title_text.ts");
  const found = ruled.filter(({ text }) => pattern.test(text)).map(({ name }) => `${name}: ${why}`);
  expect(found).toEqual([]);
});
