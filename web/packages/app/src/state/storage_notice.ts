// Says once that this browser keeps nothing: what waits to be sent is lost with the page.
import type { Client } from "asq-client";

import { words } from "../i18n/t.js";
import { say } from "../ui/Toasts.js";

/** The result ends it. */
export function followStorage(client: Client): () => void {
  let told = false;
  const tell = () => {
    if (told) return;
    told = true;
    say(words.value.storageLost);
  };
  if (client.storage.problem !== undefined) tell();
  return client.on("storage", tell);
}
