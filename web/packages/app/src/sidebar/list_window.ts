// Which rows of a long list are in the page. Rows are of one height, so this is arithmetic. Pure.
export interface Span {
  /** The first row. */
  readonly from: number;
  /** Behind the last one. */
  readonly to: number;
}

/** Rows beyond the edges: what a quick scroll shows before the page is drawn again. */
const kBeyond = 8;

export function rowsInView(top: number, height: number, row: number, count: number): Span {
  const first = Math.floor(top / row) - kBeyond;
  const last = Math.ceil((top + height) / row) + kBeyond;
  const from = Math.min(Math.max(0, first), count);
  return { from, to: Math.max(from, Math.min(count, last)) };
}

/** Rows and the gaps between them, from the top to the end. A gap is so many rows high. */
export type Piece = { readonly row: number } | { readonly gap: number; readonly before: number };

/** `kept`: rows that stay in the page wherever they are, so that they don't lose the focus. */
export function pieces({ from, to }: Span, kept: readonly number[], count: number): Piece[] {
  const rows = new Set(kept.filter((row) => row >= 0 && row < count));
  for (let row = from; row < to; row += 1) rows.add(row);
  const result: Piece[] = [];
  let next = 0;
  for (const row of [...rows].sort((one, other) => one - other)) {
    if (row > next) result.push({ gap: row - next, before: row });
    result.push({ row });
    next = row + 1;
  }
  if (next < count) result.push({ gap: count - next, before: count });
  return result;
}

/** Where to scroll so that a row is wholly in view; `top` if it is. */
export function scrollToShow(row: number, top: number, height: number, rowHeight: number): number {
  const start = row * rowHeight;
  if (start < top) return start;
  return Math.max(top, start + rowHeight - height);
}

/**
 * Where to scroll so that what one looks at stays where it is while chats move to the top. At the top one sees what is new.
 * The row itself may be what moved: then the next one is kept.
 */
export function anchoredTop(
  before: readonly number[],
  after: readonly number[],
  top: number,
  row: number,
): number {
  if (top < row / 2) return top;
  const first = Math.floor(top / row);
  const places = new Map(after.map((id, index) => [id, index]));
  for (let index = first; index < Math.min(before.length, first + 3); index += 1) {
    const now = places.get(before[index] ?? 0);
    // Moved up from below what is seen, or away: it says nothing about the others.
    if (now === undefined || now < index - 1) continue;
    return top + (now - index) * row;
  }
  return top;
}
