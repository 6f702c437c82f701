// Where the server is, and which view the address asks for. All addresses are below the server's root, which may lie below
// a path of a proxy.
import { signal } from "@preact/signals";

import { Trail } from "./trail.js";

/** Ends with a slash. Built, this file is in assets/; served by Vite, the page is at the root. */
export const root = import.meta.env.DEV
  ? new URL("/", location.href)
  : new URL(/* @vite-ignore */ "../", import.meta.url);

export type Place =
  | { readonly view: "home" }
  | { readonly view: "invite"; readonly token: string }
  | { readonly view: "chat"; readonly id: number; readonly seq?: number }
  | { readonly view: "settings"; readonly section?: string }
  | { readonly view: "reset"; readonly token: string };

/** Pure: the view at a path below the root. Whatever else stands there is the beginning. */
export function placeAt(path: string, hash: string): Place {
  const [first = "", second = "", third = ""] = path.split("/");
  if (first === "i" && second !== "") return { view: "invite", token: second };
  if (first === "c" && isNumber(second)) {
    const seq = isNumber(third) ? { seq: Number(third) } : {};
    return { view: "chat", id: Number(second), ...seq };
  }
  if (first === "settings") return { view: "settings", ...(second && { section: second }) };
  if (first === "reset") return { view: "reset", token: hash.replace(/^#/, "") };
  return { view: "home" };
}

export function pathOf(place: Place): string {
  switch (place.view) {
    case "home":
      return "";
    case "invite":
      return `i/${place.token}`;
    case "chat":
      return `c/${place.id}${place.seq === undefined ? "" : `/${place.seq}`}`;
    case "settings":
      return place.section === undefined ? "settings" : `settings/${place.section}`;
    case "reset":
      return "reset";
  }
}

function isNumber(text: string): boolean {
  return /^[1-9]\d*$/.test(text) && Number.isSafeInteger(Number(text));
}

/** As it is, if it is no UTF-8: then it leads nowhere. */
function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

function here(): Place {
  return placeAt(decoded(location.pathname.slice(root.pathname.length)), location.hash);
}

/** A chat, a message or an invitation of this server; undefined: any other address. */
export function placeOfLink(href: string): Place | undefined {
  const { origin, pathname } = new URL(href);
  if (origin !== root.origin || !pathname.startsWith(root.pathname)) return undefined;
  const found = placeAt(pathname.slice(root.pathname.length), "");
  return found.view === "chat" || found.view === "invite" ? found : undefined;
}

export const place = signal<Place>(here());
/** Goes up each time that somebody is led to a place, also to the one where one is already. */
export const visits = signal(0);
const trail = new Trail(history);
addEventListener("popstate", () => {
  if (trail.arrive()) place.value = here();
});

/** `replace`: Back does not come here again. Where the place lies below in the history, it goes Back to it. */
export function go(to: Place, { replace = false } = {}): void {
  const path = pathOf(to);
  const url = new URL(path, root).href;
  if (replace) trail.replace(url);
  else if (url === location.href) leaveLayer();
  else if (trail.depth === 0 && trail.entry.from === path && isUp(place.value, to)) trail.back();
  else trail.enter(url, pathOf(place.value));
  place.value = to;
  visits.value += 1;
}

/** Pure: what one comes to by closing, not by opening. */
export function isUp(from: Place, to: Place): boolean {
  if (from.view === "settings") return to.view !== "settings" || to.section === undefined;
  return to.view === "home";
}

/** The place that Back would lead to; home, if it is another site's or nothing. */
export function placeBelow(): Place {
  return placeAt(trail.entry.from ?? "", "");
}

/**
 * Something lies over the place now (a dialog, a sheet), and Back closes it: then `onBack` is called. The result closes it
 * from within the page; after `onBack`, and after `go`, it does nothing.
 */
export function openLayer(onBack: () => void): () => void {
  return trail.openLayer(pathOf(place.value), onBack);
}

function leaveLayer(): void {
  if (trail.depth > 0) trail.back();
}
