// The contrast of the tokens by WCAG 2.2: text 4.5 (1.4.3), what shows a control 3 (1.4.11); in both themes.
import { describe, expect, test } from "vitest";

import { sources } from "../support/sources.js";
import { declarationsOf } from "./css_rules.js";

const kText = 4.5;
const kControl = 3;
const css = sources("styles/tokens.css")[0]?.text ?? "";

function tokensOf(selector: string): Map<string, string> {
  const at = css.indexOf(`${selector} {`);
  if (at < 0) throw new Error(`tokens.css has no ${selector}`);
  const rule = css.slice(at, css.indexOf("\n}", at) + 2);
  return new Map(declarationsOf(rule).map(({ property, value }) => [property, value]));
}

const light = tokensOf(":root");
const themes = { light, dark: new Map([...light, ...tokensOf(':root[data-theme="dark"]')]) };

function luminance(hex: string): number {
  const digits =
    hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit).join("") : hex.slice(1);
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((from) => {
    const part = Number.parseInt(digits.slice(from, from + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, bright = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

const grounds = ["--bg", "--surface", "--raised"];
const hues = [...light.keys()].filter((name) => /^--hue-\d$/.test(name));
const pairs: [string, string, number][] = [
  ...["--text", "--muted", "--accent", "--danger", "--ok", "--warn"].flatMap((name) =>
    grounds.map((ground): [string, string, number] => [name, ground, kText]),
  ),
  ...["--text", "--muted", "--accent"].map((name): [string, string, number] => [
    name,
    "--own",
    kText,
  ]),
  ["--accent", "--accent-soft", kText],
  ["--on-accent", "--accent", kText],
  ["--on-danger", "--danger", kText],
  ...hues.map((hue): [string, string, number] => ["--on-hue", hue, kText]),
  ...grounds.map((ground): [string, string, number] => ["--border", ground, kControl]),
];

test("black on white is 21, and order does not matter", () => {
  expect(contrast("#000", "#ffffff")).toBeCloseTo(21);
  expect(contrast("#ffffff", "#000")).toBeCloseTo(21);
  expect(hues).toHaveLength(8);
});

describe.each(Object.entries(themes))("%s", (_, tokens) => {
  test.each(pairs)("%s on %s has a contrast of %d", (name, ground, least) => {
    const [one, other] = [tokens.get(name) ?? "", tokens.get(ground) ?? ""];
    expect([one, other].every((value) => /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/.test(value))).toBe(true);
    expect(contrast(one, other)).toBeGreaterThanOrEqual(least);
  });
});
