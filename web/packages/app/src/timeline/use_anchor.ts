// Keeps what is seen in its place while rows around it come, go or change their height.
import { type RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

/** What stays where it is: the end, or one row at so many pixels below the top edge. */
export type Anchor =
  | { readonly kind: "end" }
  | { readonly kind: "row"; readonly seq: number; readonly offset: number };

const kNearEnd = 40;

export interface Anchoring {
  /** It is on the newest message, and stays there. */
  atEnd(): boolean;
  /** After scrolling: what is seen now is to stay. */
  note(): void;
  /** From now on this is to stay. */
  hold(anchor: Anchor): void;
}

export function useAnchor(box: RefObject<HTMLElement>, first: Anchor): Anchoring {
  const anchor = useRef<Anchor>(first);

  const restore = () => {
    const scroller = box.current;
    if (!scroller) return;
    if (anchor.current.kind === "end") {
      scroller.scrollTop = scroller.scrollHeight;
      return;
    }
    const row = rowOf(scroller, anchor.current.seq);
    if (!row) return;
    const away = topOf(row, scroller) - anchor.current.offset;
    if (Math.abs(away) >= 1) scroller.scrollTop += away;
    // There is not enough behind it: everything is in view.
    if (behind(scroller) <= 0) anchor.current = { kind: "end" };
  };

  // Before anything is painted.
  useLayoutEffect(restore);
  useEffect(() => {
    const scroller = box.current;
    if (!scroller) return undefined;
    const observer = new ResizeObserver(restore);
    observer.observe(scroller);
    for (const child of scroller.children) observer.observe(child);
    return () => {
      observer.disconnect();
    };
  }, []);

  return {
    atEnd: () => anchor.current.kind === "end",
    note: () => {
      const scroller = box.current;
      if (scroller) anchor.current = look(scroller);
    },
    hold: (next) => {
      anchor.current = next;
      restore();
    },
  };
}

function look(scroller: HTMLElement): Anchor {
  if (behind(scroller) <= kNearEnd) return { kind: "end" };
  const rows = rowsOf(scroller);
  const edge = scroller.getBoundingClientRect().top;
  // Rows lie below each other: the first whose end is below the edge.
  let from = 0;
  let to = rows.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) > edge) to = middle;
    else from = middle + 1;
  }
  const row = rows[from];
  if (!row) return { kind: "end" };
  return { kind: "row", seq: Number(row.dataset["seq"]), offset: topOf(row, scroller) };
}

/** Pixels below what is seen. */
function behind(scroller: HTMLElement): number {
  return Math.floor(scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight);
}

/** All of them, one number after the other. (A selector would look at all that is in them, too.) */
export function rowsOf(scroller: HTMLElement): HTMLElement[] {
  const rows = scroller.querySelector(".rows")?.children ?? [];
  return ([...rows] as HTMLElement[]).filter((row) => row.hasAttribute("data-seq"));
}

export function rowOf(scroller: HTMLElement, seq: number): HTMLElement | undefined {
  const rows = rowsOf(scroller);
  return rows[seq - Number(rows[0]?.dataset["seq"])];
}

export function topOf(row: HTMLElement, scroller: HTMLElement): number {
  return row.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
}
