import { expect, test } from "vitest";

import { declarationsOf, neededBy, problemsOf, setBy } from "./css_rules.js";

const inRule = (declaration: string) => problemsOf(`.row:hover {\n  ${declaration};\n}\n`);

test.each([
  "color: #fff",
  "background: rgb(0 0 0 / 10%)",
  "border: 1px solid hsl(1 2% 3%)",
  "color: white",
  "box-shadow: 0 0 1px black",
])("a raw colour is found: %s", (declaration) => {
  expect(inRule(declaration)).toEqual([`${declaration} is a raw colour: name a token`]);
});

test.each(["width: 12px", "padding: 1px 2px", "margin: -1.5px", "inset: calc(100% - 3px)"])(
  "a raw length is found: %s",
  (declaration) => {
    expect(inRule(declaration)).toEqual([`${declaration} is a raw length: name a token`]);
  },
);

test.each([
  "left: 0",
  "margin-right: auto",
  "border-top-left-radius: 0",
  "text-align: right",
  "float: left",
])("a side is found: %s", (declaration) => {
  expect(inRule(declaration)).toEqual([`${declaration} names a side: use start, end or inline`]);
});

test.each([
  "color: var(--text)",
  "border: 1px solid var(--border)",
  "color: transparent",
  "padding-inline-start: env(safe-area-inset-left)",
  "white-space: pre-wrap",
  "grid-template-areas: 'bright upright'",
])("this is allowed: %s", (declaration) => {
  expect(inRule(declaration)).toEqual([]);
});

test("a media query may name pixels, the rules in it may not", () => {
  const css =
    "@media (min-width: 640px) {\n  .pane {\n    width: 320px;\n    color: red;\n  }\n}\n";
  expect(declarationsOf(css).map(({ property }) => property)).toEqual(["width", "color"]);
  expect(problemsOf(css)).toHaveLength(2);
});

test("comments are not read, and the sheet of the tokens has colours", () => {
  expect(problemsOf("/* a { color: #fff; } */ a { color: inherit; }")).toEqual([]);
  expect(problemsOf(":root {\n  --bg: #fff;\n  --ring: 2px;\n}", true)).toEqual([]);
});

test("what a sheet needs and sets", () => {
  const css = "a { --own: 1; width: var(--own); color: var(--text); top: var(--shift, 0); }";
  expect(neededBy(css)).toEqual(["--own", "--text"]);
  expect(setBy(css)).toEqual(["--own"]);
});
