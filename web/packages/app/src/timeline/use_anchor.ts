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
  for (const row of scroller.querySelectorAll<HTMLElement>("[data-seq]")) {
    const offset = topOf(row, scroller);
    if (offset + row.offsetHeight > 0)
      return { kind: "row", seq: Number(row.dataset["seq"]), offset };
  }
  return { kind: "end" };
}

/** Pixels below what is seen. */
function behind(scroller: HTMLElement): number {
  return Math.floor(scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight);
}

export function rowOf(scroller: HTMLElement, seq: number): HTMLElement | null {
  return scroller.querySelector<HTMLElement>(`[data-seq="${seq}"]`);
}

export function topOf(row: HTMLElement, scroller: HTMLElement): number {
  return row.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
}
