// What fingers do with a row: a long press opens its sheet, a swipe to the right answers.
import { type RefObject } from "preact";
import { useRef } from "preact/hooks";

import { swiped } from "./swipe.js";

export interface TouchOptions {
  onPress: ((at: { x: number; y: number }) => void) | undefined;
  onSwipe: (() => void) | undefined;
}

const kLongPress = 450;

interface Touch {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  readonly timer: number;
  swiping: boolean;
}

/** The handlers of the row. The row is moved by `transform` only. */
export function useTouch(box: RefObject<HTMLElement>, { onPress, onSwipe }: TouchOptions) {
  const touch = useRef<Touch>();
  const end = () => {
    clearTimeout(touch.current?.timer);
    touch.current = undefined;
    move(box.current, 0);
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      end();
      if (event.pointerType !== "touch" || !event.isPrimary) return;
      // Links have a menu of the browser's.
      if ((event.target as Element).closest("a")) return;
      const { pointerId: id, clientX: x, clientY: y } = event;
      const timer = window.setTimeout(() => {
        end();
        onPress?.({ x, y });
      }, kLongPress);
      touch.current = { id, x, y, timer, swiping: false };
    },
    onPointerMove: (event: PointerEvent) => {
      const { current } = touch;
      if (current?.id !== event.pointerId) return;
      const way = { x: event.clientX - current.x, y: event.clientY - current.y };
      const { state, shift } = swiped(way, current.swiping);
      if (state === "still") return;
      clearTimeout(current.timer);
      if (state === "other" || !onSwipe) end();
      else {
        current.swiping = true;
        move(box.current, shift);
      }
    },
    onPointerUp: (event: PointerEvent) => {
      const { current } = touch;
      if (current?.id !== event.pointerId) return;
      const way = { x: event.clientX - current.x, y: event.clientY - current.y };
      const answers = current.swiping && swiped(way, true).state === "far";
      end();
      if (answers) onSwipe?.();
    },
    onPointerCancel: end,
  };
}

function move(row: HTMLElement | null, shift: number): void {
  if (!row) return;
  row.style.transform = shift === 0 ? "" : `translateX(${shift}px)`;
  row.classList.toggle("message-swiped", shift !== 0);
}
