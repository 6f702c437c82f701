import { h } from "preact";

import shapes from "virtual:icons";
import type { IconName } from "./icon_names.js";

export interface IconProps {
  name: IconName;
  /** In pixels at 100 %. */
  size?: 16 | 20 | 24 | 28;
}

/** A picture beside words or under a label: it says nothing by itself. */
export function Icon({ name, size = 20 }: IconProps) {
  return (
    <svg
      class="icon"
      aria-hidden="true"
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      {shapes[name].map(([tag, attributes]) => h(tag, attributes))}
    </svg>
  );
}
