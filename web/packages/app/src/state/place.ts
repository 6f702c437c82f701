// Where the server is, and which view the address asks for. All addresses are below the server's root, which may lie below
// a path of a proxy.
import { signal } from "@preact/signals";

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
  return /^[1-9]\d{0,15}$/.test(text);
}

function here(): Place {
  return placeAt(decodeURI(location.pathname.slice(root.pathname.length)), location.hash);
}

export const place = signal<Place>(here());
addEventListener("popstate", () => {
  place.value = here();
});

/** `replace`: Back does not come here again. */
export function go(to: Place, { replace = false } = {}): void {
  const url = new URL(pathOf(to), root).href;
  if (replace) history.replaceState(null, "", url);
  else if (url !== location.href) history.pushState(null, "", url);
  place.value = to;
}
