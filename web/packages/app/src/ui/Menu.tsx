import { useLayoutEffect, useRef } from "preact/hooks";

import { Icon } from "./Icon.js";
import type { IconName } from "./icon_names.js";

export interface MenuEntry {
  icon: IconName;
  label: string;
  danger?: boolean;
  act: () => void;
}

export interface MenuProps {
  label: string;
  entries: readonly MenuEntry[];
  /** Where it opens, on a screen that is wide enough; on a phone it is a sheet. */
  at: { x: number; y: number };
  onClose: () => void;
}

const kMargin = 8;

/** Modal: the browser keeps the focus in it. Who opened it gives the focus back. */
export function Menu({ label, entries, at, onClose }: MenuProps) {
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = box.current;
    if (!dialog) return;
    dialog.showModal();
    const { width, height } = dialog.getBoundingClientRect();
    const within = (wanted: number, most: number) =>
      `${Math.max(kMargin, Math.min(wanted, most - kMargin))}px`;
    dialog.style.setProperty("--x", within(at.x, innerWidth - width));
    dialog.style.setProperty("--y", within(at.y, innerHeight - height));
    dialog.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  }, []);
  return (
    <dialog
      ref={box}
      class="menu"
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        // What is left of it is the backdrop.
        if (event.target === box.current) event.preventDefault();
      }}
      onClick={(event) => {
        if (event.target === box.current) onClose();
      }}
      onKeyDown={moveFocus}
    >
      <div role="menu" aria-label={label}>
        {entries.map(({ icon, label: name, danger = false, act }) => (
          <button
            key={name}
            type="button"
            role="menuitem"
            class={danger ? "menu-entry menu-danger" : "menu-entry"}
            onClick={act}
          >
            <Icon name={icon} /> {name}
          </button>
        ))}
      </div>
    </dialog>
  );
}

function moveFocus(event: KeyboardEvent): void {
  const menu = event.currentTarget as HTMLElement;
  const all = [...menu.querySelectorAll<HTMLElement>("[role=menuitem]")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  all.at(to % all.length)?.focus();
}
