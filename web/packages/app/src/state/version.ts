// Whether the server has become another one than this page came from.
import { signal } from "@preact/signals";
import type { Client } from "asq-client";

import { keepText, keptText } from "./kept.js";

export const isOld = signal(false);

let first: string | undefined;

export function followVersion(client: Client): void {
  client.on("version", ({ version }) => {
    first ??= version;
    isOld.value = version !== first;
  });
}

const kOnceIn = 60_000;

/** A part of the page is gone with the server that it came from. Drafts are kept; at most once a minute. */
export function reloadForMissingPart(): void {
  if (Date.now() - Number(keptText("reloaded") ?? 0) < kOnceIn) return;
  keepText("reloaded", String(Date.now()));
  location.reload();
}
