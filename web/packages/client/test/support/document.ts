// What a Markdown document shows as code.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../../../../../", import.meta.url));

// `path` from the top of the repository.
export function readDocument(path: string): Promise<string> {
  return readFile(repository + path, "utf8");
}

export interface Block {
  language: string;
  text: string;
}

export function blocksOf(document: string): Block[] {
  const found = document.matchAll(/^```(\w+)\n(.*?)^```$/gms);
  return [...found].map(([, language = "", text = ""]) => ({ language, text }));
}

// From its heading to the next one of that level.
export function section(document: string, heading: string): string {
  const level = heading.slice(0, heading.indexOf(" ") + 1);
  const begin = document.indexOf(`\n${heading}\n`);
  if (begin < 0) throw new Error(`no section ${heading}`);
  const end = document.indexOf(`\n${level}`, begin + heading.length + 1);
  return document.slice(begin, end < 0 ? undefined : end);
}

// The block whose first line is a comment that begins with this file's name.
export function fileOf(document: string, name: string): string {
  const found = blocksOf(document).find(({ text }) =>
    [`// ${name}`, `<!-- ${name}`].some((start) => text.startsWith(start)),
  );
  if (!found) throw new Error(`no block is the file ${name}`);
  return found.text;
}
