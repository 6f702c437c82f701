// What lies over the page: one dialog of those that can be opened from anywhere.
import { effect, type Signal, signal } from "@preact/signals";

import { openLayer } from "./place.js";

export type Overlay =
  | { readonly kind: "new_chat" }
  | { readonly kind: "find_person" }
  | { readonly kind: "switcher" }
  | { readonly kind: "keys" }
  | undefined;

export const overlay = signal<Overlay>(undefined);

/** Lets the browser's Back close what is open. Gives what ends it. */
export function followOverlay(): () => void {
  return followLayer(overlay);
}

/** The same for anything else that lies over the page while its signal has a value. */
export function followLayer(shown: Signal<unknown>): () => void {
  let close: (() => void) | undefined;
  const stop = effect(() => {
    if (shown.value !== undefined) {
      // One that follows another takes over its entry in the history.
      close ??= openLayer(() => {
        close = undefined;
        shown.value = undefined;
      });
      return;
    }
    close?.();
    close = undefined;
  });
  return () => {
    stop();
    shown.value = undefined;
    close?.();
  };
}
