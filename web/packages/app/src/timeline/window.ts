// Which messages of a chat are in the page, and how far down each unloaded one lies. Pure.
//
// A chat's messages are numbers 1 to `last`, so nothing is ever put in front: the page holds a window over them, at most
// kMost rows, and one empty stretch above and one below, as high as the rows that are not there are likely to be.

export interface Window {
  /** Both included; empty if `to` < `from`. */
  readonly from: number;
  readonly to: number;
}

export const kMost = 400;
// More than the highest screen shows; and no more at once than is drawn within a frame or two.
export const kAround = 80;
const kStep = 40;
const kLikelyHeight = 60;
// Browsers make no element higher than some 16 million pixels.
const kHighest = 8_000_000;

/** Of a row that is not there. */
export function likelyHeight(last: number): number {
  return Math.min(kLikelyHeight, kHighest / Math.max(1, last));
}

export function heightAbove({ from }: Window, last: number): number {
  return (from - 1) * likelyHeight(last);
}
export function heightBelow({ to }: Window, last: number): number {
  return Math.max(0, last - to) * likelyHeight(last);
}

/** A window with that message about in the middle. */
export function around(seq: number, last: number): Window {
  const from = Math.max(1, Math.min(seq, last) - (kAround >> 1));
  return { from, to: Math.min(last, from + kAround - 1) };
}

/** With the newest messages. */
export function atEnd(last: number): Window {
  return { from: Math.max(1, last - kAround + 1), to: last };
}

/** More rows above; rows far below leave. */
export function upwards({ from, to }: Window): Window {
  const start = Math.max(1, from - kStep);
  return { from: start, to: Math.min(to, start + kMost - 1) };
}
/** More rows below; rows far above leave. */
export function downwards({ from, to }: Window, last: number): Window {
  const end = Math.min(last, to + kStep);
  return { from: Math.max(from, end - kMost + 1), to: end };
}

/** New messages have come: a window that reached the end still does. Or there are fewer: the server was restored. */
export function grown(window: Window, before: number, last: number): Window {
  if (window.to > last) return atEnd(last);
  if (window.to < before) return window;
  return { from: Math.max(window.from, last - kMost + 1), to: last };
}

export interface View {
  /** Pixels from the top of everything to the top and bottom edge of what is seen. */
  readonly top: number;
  readonly bottom: number;
  /** Where the rows begin and end. */
  readonly rowsTop: number;
  readonly rowsBottom: number;
}

/** Somebody has dragged the scrollbar to where no rows are: the message that is likely to be there. Else undefined. */
export function draggedTo(window: Window, view: View, last: number): number | undefined {
  const above = view.bottom < view.rowsTop;
  if (!above && view.top <= view.rowsBottom) return undefined;
  const height = likelyHeight(last);
  const seq = above
    ? Math.floor(view.top / height) + 1
    : window.to + Math.ceil((view.top - view.rowsBottom) / height);
  return Math.max(1, Math.min(last, seq));
}

/** The window for what is seen now; the same object: it is good as it is. */
export function follow(window: Window, view: View, last: number): Window {
  const screen = view.bottom - view.top;
  const dragged = draggedTo(window, view, last);
  if (dragged !== undefined) return around(dragged, last);
  if (window.from > 1 && view.top - view.rowsTop < screen) return upwards(window);
  if (window.to < last && view.rowsBottom - view.bottom < screen) return downwards(window, last);
  return window;
}
