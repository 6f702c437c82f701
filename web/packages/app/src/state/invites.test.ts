import { expect, test, vi } from "vitest";

// The address of the page, which a test without a browser has not.
vi.mock("./place.js", () => ({ root: new URL("http://chat.lan/") }));
const { lastingInvite, opensOnlyHere } = await import("./invites.js");

const now = Date.parse("2026-12-01T12:00:00Z");
const invite = { token: "a", url: "/i/a", chat_id: 3, expires_at: "2026-12-08T12:00:00Z" };

test("a link that anybody may use for a while is used again", () => {
  expect(lastingInvite([invite], 3, now)).toBe(invite);
  const always = { ...invite, expires_at: null };
  expect(lastingInvite([always], 3, now)).toBe(always);
});

test("one of another chat, one for a few, and one that ends today are not", () => {
  expect(lastingInvite([invite], 4, now)).toBeUndefined();
  expect(lastingInvite([{ ...invite, max_uses: 1 }], 3, now)).toBeUndefined();
  const soon = { ...invite, expires_at: "2026-12-01T13:00:00Z" };
  expect(lastingInvite([soon], 3, now)).toBeUndefined();
});

test("a link to this computer is told from one to another", () => {
  for (const host of ["localhost:8000", "127.0.0.1", "127.8.0.1", "[::1]:8000"])
    expect(opensOnlyHere(`http://${host}/i/a`)).toBe(true);
  for (const host of ["chat.lan", "127.example.org", "192.168.0.2"])
    expect(opensOnlyHere(`http://${host}/i/a`)).toBe(false);
});
