import { useMemo, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { go, placeOfLink } from "../state/place.js";
import { isLoneEmoji, piecesOf } from "./text.js";

const kLines = 40;
const kCharacters = 4_000;

/** What was written, byte for byte, with its links; what is very long is folded. */
export function Text({ text }: { text: string }) {
  const [whole, setWhole] = useState(false);
  // Rows are drawn again with whatever happens in the chat; what was written is the same.
  const { folded, pieces, big } = useMemo(() => {
    const short = whole ? undefined : fold(text);
    return { folded: short !== undefined, pieces: piecesOf(short ?? text), big: isLoneEmoji(text) };
  }, [text, whole]);
  return (
    <>
      <span class={big ? "text text-big" : "text"} dir="auto">
        {pieces.map((piece, at) =>
          piece.kind === "link" ? (
            <Link key={at} href={piece.href} text={piece.text} />
          ) : (
            piece.text
          ),
        )}
        {folded && "…"}
      </span>
      {folded && (
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

/** What is in this messenger opens in this page, everything else in a tab of its own. */
function Link({ href, text }: { href: string; text: string }) {
  const to = placeOfLink(href);
  if (!to) {
    return (
      // Its own direction, and where it really leads: a host may look like another.
      <a href={href} title={href} dir="ltr" target="_blank" rel="noopener noreferrer">
        {text}
      </a>
    );
  }
  return (
    <a
      href={href}
      onClick={(event) => {
        // With these one wants a tab or a window.
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        go(to);
      }}
    >
      {text}
    </a>
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
