import { useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { isLoneEmoji, piecesOf } from "./text.js";

const kLines = 40;
const kCharacters = 4_000;

/** What was written, byte for byte, with its links; what is very long is folded. */
export function Text({ text }: { text: string }) {
  const [whole, setWhole] = useState(false);
  const folded = whole ? undefined : fold(text);
  const shown = folded ?? text;
  return (
    <>
      <span class={isLoneEmoji(text) ? "text text-big" : "text"} dir="auto">
        {piecesOf(shown).map((piece, at) =>
          piece.kind === "link" ? (
            <a key={at} href={piece.href} target="_blank" rel="noopener noreferrer">
              {piece.text}
            </a>
          ) : (
            piece.text
          ),
        )}
        {folded !== undefined && "…"}
      </span>
      {folded !== undefined && (
        <button
          type="button"
          class="button-text"
          onClick={() => {
            setWhole(true);
          }}
        >
          {words.value.showAll}
        </button>
      )}
    </>
  );
}

/** undefined: it is shown whole. */
function fold(text: string): string | undefined {
  const lines = text.split("\n", kLines + 1);
  if (lines.length <= kLines && text.length <= kCharacters) return undefined;
  const short = lines.slice(0, kLines).join("\n").slice(0, kCharacters);
  // Not between the halves of a pair.
  return /[\ud800-\udbff]$/.test(short) ? short.slice(0, -1) : short;
}
