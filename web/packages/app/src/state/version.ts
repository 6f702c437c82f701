// Whether the server has become another one than this page came from.
import { effect, signal } from "@preact/signals";
import type { Client } from "asq-client";

import { root } from "./place.js";
import { whenNobodyWrites, writing } from "./writing.js";

const isOld = signal(false);
/** There is a new version, and it has been said: not while somebody writes. */
export const offersReload = signal(false);
effect(() => {
  if (!isOld.value) offersReload.value = false;
  else if (!writing.value) offersReload.value = true;
});

export function followVersion(client: Client): void {
  // It has been heard already, unless the page began without a connection.
  let first = client.version;
  client.on("version", ({ version }) => {
    first ??= version;
    isOld.value = version !== first;
  });
}

const kReloaded = "asq reloaded";

/** A part of the page could not be loaded. If the server has other parts by now, the page is loaded again, once. */
export async function reloadForMissingPart(): Promise<void> {
  const part = mainPart();
  if (part === undefined || !(await isReplaced(part))) return;
  isOld.value = true;
  // Drafts are kept.
  whenNobodyWrites(() => {
    if (isFirstTime(part)) location.reload();
  });
}

/** The name of the page's script, which changes with every version. */
function mainPart(): string | undefined {
  const script = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
  return script?.src.split("/").at(-1);
}

async function isReplaced(part: string): Promise<boolean> {
  try {
    const answer = await fetch(root, { cache: "no-store" });
    return answer.ok && !(await answer.text()).includes(part);
  } catch {
    // There is no connection, so nothing better can be had.
    return false;
  }
}

/** That this tab loads the page again for the parts of this version. */
function isFirstTime(part: string): boolean {
  try {
    if (sessionStorage.getItem(kReloaded) === part) return false;
    sessionStorage.setItem(kReloaded, part);
    return true;
  } catch {
    // It could not be told from a second time.
    return false;
  }
}
