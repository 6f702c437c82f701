import type { Client } from "asq-client";
import { afterEach, expect, test, vi } from "vitest";

// The address of the page, which a test without a browser has not.
vi.mock("./place.js", () => ({ root: new URL("http://chat.lan/") }));
const { lastingInvite, linkOf, opensOnlyHere } = await import("./invites.js");

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

afterEach(() => {
  vi.useRealTimers();
});

// A page that was open for a week gave links that were over.
test("the server is asked for a link once, and again when that may be over", async () => {
  vi.useFakeTimers({ now });
  let invites = [invite];
  const request = vi.fn(() => Promise.resolve({ body: { invites } }));
  const client = { request } as unknown as Client;
  for (const _ of [1, 2]) expect(await linkOf(client, 3)).toBe("http://chat.lan/i/a");
  expect(request).toHaveBeenCalledTimes(1);
  vi.setSystemTime("2026-12-08T13:00:00Z");
  invites = [{ ...invite, token: "b", url: "/i/b", expires_at: "2026-12-15T12:00:00Z" }];
  expect(await linkOf(client, 3)).toBe("http://chat.lan/i/b");
});

test("a link to this computer is told from one to another", () => {
  for (const host of ["localhost:8000", "127.0.0.1", "127.8.0.1", "[::1]:8000"])
    expect(opensOnlyHere(`http://${host}/i/a`)).toBe(true);
  for (const host of ["chat.lan", "127.example.org", "192.168.0.2"])
    expect(opensOnlyHere(`http://${host}/i/a`)).toBe(false);
});
