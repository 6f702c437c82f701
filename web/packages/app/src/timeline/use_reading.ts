// What was in view for half a second, in a window that somebody looks at, has been read.
import type { ChatHandle } from "asq-client";
import { type RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { rowsOf, topOf } from "./use_anchor.js";

const kLooked = 500;

/** Gives the function to call after every scroll. */
export function useReading(chat: ChatHandle, box: RefObject<HTMLElement>): () => void {
  // 0: nobody waits. It is not set back by what happens meanwhile: in a busy chat that never ends.
  const timer = useRef(0);
  const stop = () => {
    clearTimeout(timer.current);
    timer.current = 0;
  };
  const look = () => {
    if (timer.current !== 0 || !isInFront()) return;
    const before = isCovered(box.current) ? undefined : lastSeen(box.current);
    // What covers it tells nobody when it goes.
    if (!isCovered(box.current) && (before ?? 0) <= (chat.info?.read_seq ?? 0)) return;
    timer.current = window.setTimeout(() => {
      timer.current = 0;
      const now = isCovered(box.current) ? undefined : lastSeen(box.current);
      if (before !== undefined && now !== undefined) chat.read(Math.min(before, now));
      look();
    }, kLooked);
  };
  // Also when messages come without any scrolling.
  useEffect(look);
  useEffect(() => {
    const turn = () => {
      stop();
      look();
    };
    addEventListener("focus", look);
    addEventListener("blur", stop);
    document.addEventListener("visibilitychange", turn);
    return () => {
      stop();
      removeEventListener("focus", look);
      removeEventListener("blur", stop);
      document.removeEventListener("visibilitychange", turn);
    };
  }, [chat]);
  return look;
}

function isInFront(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}

/** By a dialog or a pane. */
function isCovered(scroller: HTMLElement | null): boolean {
  return (scroller?.closest("[inert]") ?? document.querySelector("dialog:modal")) !== null;
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
