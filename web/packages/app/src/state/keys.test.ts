import { expect, test, vi } from "vitest";

vi.stubGlobal("navigator", { userAgent: "" });
const { EscapeStack, shortcutOf } = await import("./keys.js");
type Press = import("./keys.js").Press;

const press = (part: Partial<Press>): Press => ({
  key: "",
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...part,
});

test("Esc is for the menu, then the dialog, then the reply, then the newest message", () => {
  const stack = new EscapeStack();
  const heard: string[] = [];
  const ends = (["newest", "reply", "menu", "dialog"] as const).map((level) => {
    const end: () => void = stack.add(level, () => {
      heard.push(level);
      end();
      return true;
    });
    return end;
  });
  for (const _ of ends) stack.press(false);
  expect(heard).toEqual(["menu", "dialog", "reply", "newest"]);
  expect(stack.press(false)).toBe(false);
});

test("of one level, who came last is first, and may pass it on", () => {
  const stack = new EscapeStack();
  const heard: string[] = [];
  stack.add("menu", () => (heard.push("first"), true));
  stack.add("menu", () => (heard.push("second"), false));
  stack.press(false);
  expect(heard).toEqual(["second", "first"]);
});

test("below a modal dialog nobody hears Esc", () => {
  const stack = new EscapeStack();
  stack.add("reply", () => expect.unreachable());
  expect(stack.press(true)).toBe(false);
});

test("Ctrl K is ⌘ K on a Mac, and found by its place on a Cyrillic layout", () => {
  expect(shortcutOf(press({ key: "k", ctrlKey: true }), false, true)).toBe("switcher");
  expect(shortcutOf(press({ key: "л", code: "KeyK", ctrlKey: true }), false, true)).toBe(
    "switcher",
  );
  expect(shortcutOf(press({ key: "t", code: "KeyK", ctrlKey: true }), false, true)).toBe(undefined);
  expect(shortcutOf(press({ key: "k", ctrlKey: true }), true, true)).toBe(undefined);
  expect(shortcutOf(press({ key: "k", metaKey: true }), true, true)).toBe("switcher");
});

test("Alt and the arrows change the chat, with Shift to one that has unread messages", () => {
  const alt = (key: string, shiftKey = false) =>
    shortcutOf(press({ key, altKey: true, shiftKey }), false, true);
  expect([alt("ArrowUp"), alt("ArrowDown")]).toEqual(["previous", "next"]);
  expect([alt("ArrowUp", true), alt("ArrowDown", true)]).toEqual([
    "previous_unread",
    "next_unread",
  ]);
});

test("? lists the keys, but not while one writes", () => {
  expect(shortcutOf(press({ key: "?", shiftKey: true }), false, false)).toBe("keys");
  expect(shortcutOf(press({ key: "?", shiftKey: true }), false, true)).toBe(undefined);
});
