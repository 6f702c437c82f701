// The tab says what is unread, and how much: "(3) Design team · Acme chat", and a dot in its icon.
import { effect } from "@preact/signals";

import { words } from "../i18n/t.js";
import { chats } from "./live.js";
import { place } from "./place.js";
import { facts } from "./server.js";
import { titleOf, withDot } from "./title_text.js";

/** Keeps title and icon; the result ends it, and leaves the server's name. */
export function followTitle(): () => void {
  const stop = effect(() => {
    const unread = unreadIn();
    document.title = titleOf(unread, facts.value?.name ?? words.value.appName, openName());
    void showDot(unread > 0);
  });
  return () => {
    stop();
    document.title = facts.value?.name ?? words.value.appName;
    void showDot(false);
  };
}

function unreadIn(): number {
  return chats.value.reduce((sum, chat) => sum + chat.unread, 0);
}

function openName(): string | undefined {
  const { value } = place;
  if (value.view === "settings") return words.value.settings;
  if (value.view !== "chat") return undefined;
  const chat = chats.value.find(({ id }) => id === value.id);
  return chat && (chat.name || words.value.deletedAccount);
}

let plain: string | undefined;
let dotted: string | undefined;
let shown = false;

async function showDot(wanted: boolean): Promise<void> {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!link || wanted === shown) return;
  shown = wanted;
  plain ??= link.href;
  if (!wanted) {
    link.href = plain;
    return;
  }
  dotted ??= await loadDotted(plain);
  // Read meanwhile; or there is no icon that could be drawn on.
  if (shown && dotted !== undefined) link.href = dotted;
}

async function loadDotted(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(url);
    const svg = await answer.text();
    if (!answer.ok || !svg.includes("<svg")) return undefined;
    return `data:image/svg+xml,${encodeURIComponent(withDot(svg))}`;
  } catch {
    return undefined;
  }
}
