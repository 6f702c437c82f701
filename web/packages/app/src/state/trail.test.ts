import { expect, test } from "vitest";

import { type Entry, type HistoryLike, Trail } from "./trail.js";

/** A browser's history that tells of Back when the test says so. */
class TestHistory implements HistoryLike {
  entries: { url: string; state: Entry | null }[] = [{ url: "/", state: null }];
  at = 0;
  wanted = 0;

  get state(): Entry | null {
    return this.entries[this.at]?.state ?? null;
  }
  get url(): string {
    return this.entries[this.at]?.url ?? "";
  }
  pushState(state: Entry, _unused: string, url = this.url): void {
    this.entries.length = this.at + 1;
    this.entries.push({ url, state });
    this.at += 1;
  }
  replaceState(state: Entry, _unused: string, url = this.url): void {
    this.entries[this.at] = { url, state };
  }
  back(): void {
    this.wanted += 1;
  }
  arrive(trail: Trail): boolean {
    this.at -= this.wanted;
    this.wanted = 0;
    return trail.arrive();
  }
}

function start() {
  const history = new TestHistory();
  const trail = new Trail(history);
  return { history, trail, urls: () => history.entries.map(({ url }) => url) };
}

test("Back closes the sheet first, then leads to the place below", () => {
  const { history, trail } = start();
  let closed = 0;
  trail.enter("/c/1", "");
  trail.openLayer("c/1", () => (closed += 1));
  trail.back();
  history.arrive(trail);
  expect([history.url, closed]).toEqual(["/c/1", 1]);
  trail.back();
  history.arrive(trail);
  expect([history.url, closed]).toEqual(["/", 1]);
});

test("a sheet that is closed in the page takes its entry away", () => {
  const { history, trail } = start();
  const close = trail.openLayer("", () => expect.unreachable());
  close();
  expect(history.wanted).toBe(1);
  expect(history.arrive(trail)).toBe(true);
  expect(trail.depth).toBe(0);
});

test("a place that is chosen in a sheet takes the sheet's entry", () => {
  const { trail, urls } = start();
  const close = trail.openLayer("", () => expect.unreachable());
  trail.enter("/c/2", "");
  close();
  expect(urls()).toEqual(["/", "/c/2"]);
  expect(trail.entry).toEqual({ from: "" });
});

test("a place that is entered right after a sheet was closed waits for Back", () => {
  const { history, trail, urls } = start();
  const close = trail.openLayer("", () => expect.unreachable());
  close();
  trail.enter("/c/2", "");
  expect(urls()).toEqual(["/", "/"]);
  // The address in between is not shown.
  expect(history.arrive(trail)).toBe(false);
  expect(urls()).toEqual(["/", "/c/2"]);
});

test("a sheet that is opened while another one is being closed stays, and so does its entry", () => {
  const { history, trail } = start();
  const close = trail.openLayer("", () => expect.unreachable());
  close();
  let closed = 0;
  trail.openLayer("", () => (closed += 1));
  history.arrive(trail);
  expect([trail.depth, closed]).toEqual([1, 0]);
  trail.back();
  history.arrive(trail);
  expect([trail.depth, closed]).toEqual([0, 1]);
});

test("two sheets that are closed at once take both entries away, and the place that follows replaces the one below", () => {
  const { history, trail, urls } = start();
  trail.enter("/c/1", "");
  const closeLower = trail.openLayer("c/1", () => expect.unreachable());
  const closeUpper = trail.openLayer("c/1", () => expect.unreachable());
  closeUpper();
  closeLower();
  trail.replace("/");
  history.arrive(trail);
  expect(history.wanted).toBe(1);
  history.arrive(trail);
  expect(trail.depth).toBe(0);
  expect(urls().slice(0, 2)).toEqual(["/", "/"]);
});

test("Back over two sheets closes the upper one only", () => {
  const { history, trail } = start();
  const closed: string[] = [];
  trail.openLayer("", () => closed.push("lower"));
  trail.openLayer("", () => closed.push("upper"));
  expect(trail.depth).toBe(2);
  trail.back();
  history.arrive(trail);
  expect(closed).toEqual(["upper"]);
});
