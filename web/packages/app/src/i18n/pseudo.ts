// English words, 40 % longer and with accents: what is cut off, or was never put into words, shows. For pictures and tests,
// at ?language=pseudo.
import type { Words } from "./en.js";

const accents: Record<string, string> = { a: "á", e: "é", i: "í", o: "ó", u: "ú", n: "ñ", c: "ç" };

export function pseudoText(text: string): string {
  const accented = text.replace(/[aeiounc]/g, (letter) => accents[letter] ?? letter);
  return `[${accented}${"·".repeat(Math.ceil(text.length * 0.4))}]`;
}

export function pseudo(words: Words): Words {
  const changed = Object.entries(words).map(([key, word]) => {
    if (typeof word === "string") return [key, pseudoText(word)];
    const call = word as (...parts: never[]) => string;
    return [key, (...parts: never[]) => pseudoText(call(...parts))];
  });
  return Object.fromEntries(changed) as Words;
}
