// What was in view for half a second, in a window that somebody looks at, has been read.
import type { ChatHandle } from "asq-client";
import { type RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { rowsOf, topOf } from "./use_anchor.js";

const kLooked = 500;

/** Gives the function to call after every scroll. */
export function useReading(chat: ChatHandle, box: RefObject<HTMLElement>): () => void {
  const timer = useRef(0);
  const look = () => {
    clearTimeout(timer.current);
    if (!isLookedAt(box.current)) return;
    const before = lastSeen(box.current);
    if (before === undefined || before <= (chat.info?.read_seq ?? 0)) return;
    timer.current = window.setTimeout(() => {
      const now = lastSeen(box.current);
      if (now !== undefined && isLookedAt(box.current)) chat.read(Math.min(before, now));
    }, kLooked);
  };
  // Also when messages come without any scrolling.
  useEffect(look);
  useEffect(() => {
    addEventListener("focus", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(timer.current);
      removeEventListener("focus", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, [chat]);
  return look;
}

/** Not where a dialog or a pane lies over it. */
function isLookedAt(scroller: HTMLElement | null): boolean {
  const covered = scroller?.closest("[inert]") ?? document.querySelector("dialog:modal");
  return document.visibilityState === "visible" && document.hasFocus() && !covered;
}

/** The newest message whose end can be seen. */
function lastSeen(scroller: HTMLElement | null): number | undefined {
  if (!scroller) return undefined;
  const rows = rowsOf(scroller).filter((row) => row.hasAttribute("data-loaded"));
  const height = scroller.clientHeight + 1;
  const seen = rows.reverse().find((row) => {
    const top = topOf(row, scroller);
    // Of one that is higher than the window, its beginning is enough.
    return top + row.offsetHeight <= height || top <= 0;
  });
  return seen && Number(seen.dataset["seq"]);
}
