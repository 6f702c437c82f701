import type { Chat, Client } from "asq-client";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

import { detailsDialog, giveFocusBackFromDialog } from "../state/details.js";

export interface DetailsDialogsProps {
  client: Client;
  info: Chat;
  /** Has the focus when what was opened from is gone. */
  head: RefObject<HTMLElement>;
}

/** The menu or the question that lies over the details. */
export function DetailsDialogs({ head }: DetailsDialogsProps) {
  const dialog = detailsDialog.value;
  useLayoutEffect(() => {
    if (!dialog) giveFocusBackFromDialog(head.current);
  }, [dialog]);
  return null;
}
