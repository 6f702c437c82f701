// The details of the open chat: beside it where there is room, else over it. Back closes them, then the chat.
import { effect, signal } from "@preact/signals";
import type { Member } from "asq-client";

import { place } from "./place.js";
import { followLayer } from "./view.js";

/** The chat whose details are open. */
export const details = signal<number | undefined>(undefined);

/** What lies over the details. */
export type DetailsDialog =
  | { readonly kind: "member"; readonly member: Member; readonly at: { x: number; y: number } }
  | { readonly kind: "add" }
  | { readonly kind: "remove"; readonly member: Member }
  | { readonly kind: "hand_over"; readonly member: Member }
  | { readonly kind: "end_link"; readonly token: string }
  | { readonly kind: "leave" }
  | { readonly kind: "delete" }
  | undefined;

export const detailsDialog = signal<DetailsDialog>(undefined);

/** A menu may be followed by a question: the focus is given back once both are gone. */
export function showDialog(dialog: DetailsDialog): void {
  if (!detailsDialog.value) dialogOpener = document.activeElement as HTMLElement | null;
  detailsDialog.value = dialog;
}

export function closeDialog(): void {
  detailsDialog.value = undefined;
}

/** There is room for a third column. */
export const roomy = signal(true);

// What had the focus before.
let opener: HTMLElement | null = null;
let dialogOpener: HTMLElement | null = null;

export function toggleDetails(chat_id: number): void {
  if (details.value === chat_id) {
    closeDetails();
    return;
  }
  opener = document.activeElement as HTMLElement | null;
  details.value = chat_id;
}

export function closeDetails(): void {
  detailsDialog.value = undefined;
  details.value = undefined;
}

/** Call it when they are gone: who was in them is back where they were opened. */
export function giveFocusBack(): void {
  const lost = document.activeElement === document.body;
  if (lost && opener?.isConnected) opener.focus({ preventScroll: true });
  opener = null;
}

/** The same for what lay over them; `instead`: if that is gone, too. */
export function giveFocusBackFromDialog(instead: HTMLElement | null): void {
  if (document.activeElement !== document.body || !dialogOpener) return;
  (dialogOpener.isConnected ? dialogOpener : instead)?.focus({ preventScroll: true });
  dialogOpener = null;
}

/** Gives what ends it. */
export function followDetails(): () => void {
  const room = matchMedia("(min-width: 68.75rem)");
  const measure = () => {
    roomy.value = room.matches;
  };
  measure();
  room.addEventListener("change", measure);
  const ends = [
    followLayer(details),
    followLayer(detailsDialog),
    // They are of one chat: in another one they are closed.
    effect(() => {
      const open = place.value.view === "chat" ? place.value.id : undefined;
      if (details.value !== undefined && details.value !== open) closeDetails();
    }),
  ];
  return () => {
    room.removeEventListener("change", measure);
    for (const end of ends.reverse()) end();
  };
}
