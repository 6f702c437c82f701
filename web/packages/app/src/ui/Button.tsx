import type { ComponentChildren } from "preact";

import { Icon } from "./Icon.js";
import type { IconName } from "./icon_names.js";

export interface ButtonProps {
  kind?: "primary" | "secondary" | "danger" | "link";
  icon?: IconName;
  /** It is under way: it can't be pressed again. */
  busy?: boolean;
  disabled?: boolean;
  type?: "button" | "submit";
  onClick?: () => void;
  children: ComponentChildren;
}

export function Button({
  kind = "secondary",
  icon,
  busy = false,
  disabled = false,
  type = "button",
  onClick,
  children,
}: ButtonProps) {
  return (
    <button
      type={type}
      class={`button button-${kind}`}
      // It keeps the focus: a disabled one would lose it.
      aria-disabled={busy || disabled}
      aria-busy={busy}
      onClick={(event) => {
        if (busy || disabled) event.preventDefault();
        else onClick?.();
      }}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

export interface IconButtonProps {
  icon: IconName;
  /** What it does; shown on hover, read aloud. */
  label: string;
  pressed?: boolean;
  /** What it opens is open. */
  expanded?: boolean;
  onClick: () => void;
}

export function IconButton({ icon, label, pressed, expanded, onClick }: IconButtonProps) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      aria-expanded={expanded}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
