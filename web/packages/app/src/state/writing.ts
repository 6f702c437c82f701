// Whether somebody is in the middle of writing: then nothing appears, and nothing is loaded again.
import { signal } from "@preact/signals";

/** The window has the focus, in a field that is not empty. */
export const writing = signal(false);

function look(): void {
  const field = document.activeElement;
  const holds = field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement;
  writing.value = holds && field.value !== "" && document.hasFocus();
}

let planned = false;

// What the event does to the field is done first: sending empties it.
function lookSoon(): void {
  if (planned) return;
  planned = true;
  setTimeout(() => {
    planned = false;
    look();
  });
}

for (const name of ["focusin", "focusout", "input", "keyup", "click", "focus", "blur"])
  addEventListener(name, lookSoon, true);

/** At once, or when somebody has stopped writing. */
export function whenNobodyWrites(act: () => void): void {
  look();
  let over = false;
  const stop = writing.subscribe((busy) => {
    if (busy || over) return;
    over = true;
    act();
    // Its first call comes before there is anything to stop.
    queueMicrotask(() => {
      stop();
    });
  });
}
