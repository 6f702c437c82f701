import { initials } from "./initials.js";

const kHues = 8;

export interface AvatarProps {
  /** Of the person or the chat: it decides the colour. */
  id: number;
  name: string;
  size?: "small" | "medium" | "large";
  online?: boolean;
}

/** Initials in a colour; the name stands beside it, so it says nothing by itself. */
export function Avatar({ id, name, size = "medium", online = false }: AvatarProps) {
  return (
    <span class={`avatar avatar-${size} hue-${id % kHues}`} aria-hidden="true">
      {initials(name)}
      {online && <span class="avatar-online" />}
    </span>
  );
}
