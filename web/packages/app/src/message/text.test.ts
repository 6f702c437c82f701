import { expect, test } from "vitest";

import { endOfLink, isLoneEmoji, piecesOf } from "./text.js";

const links = (text: string) =>
  piecesOf(text).flatMap((piece) => (piece.kind === "link" ? [piece.text] : []));

test("links are found, without the sentence around them", () => {
  expect(links("See https://example.org/a?b=1#c, or http://example.org.")).toEqual([
    "https://example.org/a?b=1#c",
    "http://example.org",
  ]);
  expect(links("(https://en.wikipedia.org/wiki/Chat_(room))")).toEqual([
    "https://en.wikipedia.org/wiki/Chat_(room)",
  ]);
  expect(links("«https://пример.рф/путь»!")).toEqual(["https://пример.рф/путь"]);
  expect(links("mailto:anna@example.org")).toEqual(["mailto:anna@example.org"]);
  expect(links("https://a.example https://b.example")).toHaveLength(2);
});

test("a link leads where it says", () => {
  expect(links("https://example.org@evil.example/")).toEqual([]);
  expect(links("https://example.org/\u202Egnp.exe")).toEqual(["https://example.org/"]);
});

test("nothing else is a link", () => {
  for (const text of [
    "javascript:alert(1)",
    "JaVaScRiPt:https",
    "data:text/html,x",
    "https://",
    "http:///",
    "mailto:",
    "example.org",
    "xhttps://example.org",
    "file:///etc/passwd",
  ]) {
    expect(links(text)).toEqual([]);
  }
  for (const piece of piecesOf('https://example.org/"onclick=x')) {
    if (piece.kind === "link") expect(piece.href).toBe("https://example.org/");
  }
});

test("whatever was written is shown as a whole", () => {
  let seed = 42;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  const parts = [
    "https://",
    "http://a",
    "mailto:",
    ")",
    "(",
    ".",
    "\n",
    " ",
    "💩",
    "\u202e",
    "é",
    "<b>",
    "\ud800",
    "x@y.z",
    "ش",
    "]",
    "'",
  ];
  for (let round = 0; round < 2_000; ++round) {
    let text = "";
    for (let part = random(12); part > 0; --part) text += parts[random(parts.length)] ?? "";
    expect(
      piecesOf(text)
        .map((piece) => piece.text)
        .join(""),
    ).toBe(text);
    for (const piece of piecesOf(text)) {
      if (piece.kind === "link") expect(piece.href).toMatch(/^(https?|mailto):/);
    }
  }
});

test("however many brackets end a link, each is looked at twice at most", () => {
  for (const tail of [")", "]}", ").", "!", "(".repeat(3) + ")"]) {
    const link = `https://example.org/(a)${tail.repeat(16_000)}`;
    let looks = 0;
    const watched = new Proxy([...link], {
      get(characters, key) {
        if (typeof key === "string" && key !== "length") ++looks;
        return Reflect.get(characters, key) as unknown;
      },
    });
    endOfLink(watched);
    expect(looks).toBeLessThanOrEqual(2 * link.length);
  }
  expect(links(`https://example.org/(a)${")".repeat(16_000)}`)).toEqual([
    "https://example.org/(a)",
  ]);
  expect(links(`(https://example.org/a)${"].".repeat(16_000)}`)).toEqual(["https://example.org/a"]);
});

test("a few emoji alone are shown big", () => {
  for (const text of ["👍", "👨‍👩‍👧‍👦", "🇷🇺🇩🇪", " 🎉🎉🎉 ", "❤️"]) expect(isLoneEmoji(text)).toBe(true);
  for (const text of ["", "a👍", "👍👍👍👍", "1", "#", "©x", "   "])
    expect(isLoneEmoji(text)).toBe(false);
});
