// Keys that work anywhere. Esc goes through those who want it, the topmost first; everything else is a shortcut.
//
//   useEffect(() => onEscape("reply", () => { … }), [replying]);
//
// Levels, topmost first: a menu, a dialog, the reply or edit that is being written, what is selected or found, and last the
// newest message. Of one level, who came last is first. A handler that returns false passes it on. Modal dialogs
// (`<dialog>`) hear Esc from the browser, and nobody below a modal dialog hears it.

export const escapeLevels = ["menu", "dialog", "reply", "selection", "newest"] as const;
export type EscapeLevel = (typeof escapeLevels)[number];
/** false: not mine. */
export type EscapeHandler = () => boolean | undefined;

interface Registered {
  readonly level: number;
  readonly handler: EscapeHandler;
}

/** Pure but for what the handlers do. */
export class EscapeStack {
  #registered: Registered[] = [];

  /** The result ends it. */
  add(level: EscapeLevel, handler: EscapeHandler): () => void {
    const one = { level: escapeLevels.indexOf(level), handler };
    this.#registered.push(one);
    return () => {
      this.#registered = this.#registered.filter((other) => other !== one);
    };
  }

  /** False: nobody wanted it. `modal`: a dialog is open, so only menus may have it. */
  press(modal: boolean): boolean {
    const order = [...this.#registered].reverse().sort((one, other) => one.level - other.level);
    return order.some(({ level, handler }) => !(modal && level > 0) && handler() !== false);
  }
}

const escapes = new EscapeStack();

/** Says what Esc does, as long as it is not ended by the result. */
export function onEscape(level: EscapeLevel, handler: EscapeHandler): () => void {
  return escapes.add(level, handler);
}

export type Shortcut =
  "switcher" | "next" | "previous" | "next_unread" | "previous_unread" | "keys";

/** What of a key's event decides. */
export type Press = Pick<
  KeyboardEvent,
  "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey"
>;

/** Pure. `typing`: the focus is where one writes. */
export function shortcutOf(press: Press, mac: boolean, typing: boolean): Shortcut | undefined {
  const { key, altKey, shiftKey, ctrlKey, metaKey } = press;
  const command = mac ? metaKey && !ctrlKey : ctrlKey && !metaKey;
  if (command && !altKey && !shiftKey && isLetter(press, "k")) return "switcher";
  if (ctrlKey || metaKey) return undefined;
  if (altKey && key === "ArrowDown") return shiftKey ? "next_unread" : "next";
  if (altKey && key === "ArrowUp") return shiftKey ? "previous_unread" : "previous";
  return key === "?" && !altKey && !typing ? "keys" : undefined;
}

/** By its letter; where the layout has other letters (Cyrillic), by its place. */
function isLetter({ key, code }: Press, letter: string): boolean {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase() === letter;
  return code === `Key${letter.toUpperCase()}`;
}

/** ⌘ in place of Ctrl. */
export const onMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** Hears the keys of the page; the result ends it. */
export function listenToKeys(act: (shortcut: Shortcut) => void): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const modal = document.querySelector("dialog:modal") !== null;
    if (event.key === "Escape") {
      if (escapes.press(modal)) event.preventDefault();
      return;
    }
    const shortcut = shortcutOf(event, onMac, isTyping(event.target));
    if (shortcut === undefined || (modal && shortcut !== "switcher")) return;
    event.preventDefault();
    act(shortcut);
  };
  addEventListener("keydown", onKeyDown);
  return () => {
    removeEventListener("keydown", onKeyDown);
  };
}
