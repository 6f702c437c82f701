import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

import { words } from "../i18n/t.js";
import { IconButton } from "./Button.js";

export interface DialogProps {
  title: string;
  /** Where there is room, the title is read aloud only, and there is no cross. */
  titleHidden?: boolean;
  /** What is in it changes its height: on a phone it takes the whole page. */
  tall?: boolean;
  /** Esc, the backdrop, the cross. */
  onClose: () => void;
  children: ComponentChildren;
}

/** A modal dialog of the browser: it keeps the focus within, and gives it back. */
export function Dialog({
  title,
  titleHidden = false,
  tall = false,
  onClose,
  children,
}: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const dialog = box.current;
    const before = document.activeElement as HTMLElement | null;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before?.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={box}
      class={tall ? "dialog dialog-tall" : "dialog"}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        // Its content fills it: what is left is the backdrop.
        if (event.target !== box.current) return;
        // The press would take away the focus that closing gives back.
        event.preventDefault();
        onClose();
      }}
    >
      <div class="dialog-body">
        <header class={titleHidden ? "dialog-head dialog-head-quiet" : "dialog-head"}>
          <h2 id={id}>{title}</h2>
          <IconButton icon="x" label={words.value.close} onClick={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  );
}
