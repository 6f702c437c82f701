// What somebody wrote, as pieces to be shown: text as it is, and links. Never HTML. Pure; the pieces' texts together are
// always the whole.

export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly href: string };

// What ends a link is looked at behind it: brackets and punctuation belong to the sentence.
// What turns the direction around would show another address than it leads to.
const kLink =
  /\b(?:https?:\/\/|mailto:)[^\s<>"'`\u{2028}\u{2029}\u{202A}-\u{202E}\u{2066}-\u{2069}]+/giu;
const kTrailing = new Set(".,:;!?…'\"»”’*_~");
const kPairs: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const match of text.matchAll(kLink)) {
    const link = match[0].slice(0, endOfLink(match[0]));
    const href = addressOf(link);
    if (href === undefined) continue;
    if (match.index > done) pieces.push({ kind: "text", text: text.slice(done, match.index) });
    pieces.push({ kind: "link", text: link, href });
    done = match.index + link.length;
  }
  if (done < text.length) pieces.push({ kind: "text", text: text.slice(done) });
  return pieces;
}

/**
 * How long it is without the punctuation and the brackets of the sentence around it. Each character is looked at once or
 * twice, whatever stands there.
 */
export function endOfLink(link: Iterable<string> & ArrayLike<string>): number {
  const counts = new Map<string, number>();
  for (const character of link)
    if (/[()[\]{}]/.test(character)) counts.set(character, (counts.get(character) ?? 0) + 1);
  const count = (bracket: string) => counts.get(bracket) ?? 0;
  for (let end = link.length; end > 0; --end) {
    const last = link[end - 1] ?? "";
    if (kTrailing.has(last)) continue;
    const opening = kPairs[last];
    if (opening === undefined || count(last) <= count(opening)) return end;
    counts.set(last, count(last) - 1);
  }
  return 0;
}

function addressOf(link: string): string | undefined {
  try {
    const { protocol, href, hostname, username, password } = new URL(link);
    if (protocol === "mailto:") return link.includes("@") ? href : undefined;
    // "https://example.org@elsewhere.org" leads elsewhere.
    return hostname === "" || username !== "" || password !== "" ? undefined : href;
  } catch {
    return undefined;
  }
}

const kEmoji = /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[0-9#*]\u{FE0F}?\u{20E3})/u;
const segmenter = new Intl.Segmenter();
const kMostBig = 3;

/** One to three emoji and nothing else: they are shown big. */
export function isLoneEmoji(text: string): boolean {
  if (text.length > 100) return false;
  const parts = [...segmenter.segment(text.trim())].map(({ segment }) => segment);
  return parts.length > 0 && parts.length <= kMostBig && parts.every((part) => kEmoji.test(part));
}
