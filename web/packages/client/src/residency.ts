// Which messages stay in memory: storage and the server have the others.
import type { Cache } from "./cache.js";
import type { Range } from "./ranges.js";

// Of a chat that is open, of one that is not, and of one that nobody has looked into for long.
const kHeldOpen = 1_000;
const kHeldClosed = 100;
const kHeldOld = 20;
/** So many ranges that were loaded last stay, for those who load several at once. */
const kWindows = 4;
/** Shorter ones are single messages, as those that others answer: more of them stay, alone. */
const kShort = 10;
const kShortWindows = 200;
/** So many chats that are not open keep what was loaded. */
const kLooked = 30;
/** Of all chats together, looked at so often; then those that nobody looks into keep less. */
const kHeldTogether = 100_000;
const kCountEvery = 1_000;

export class Residency {
  readonly #cache: Cache;
  readonly #opened = new Map<number, number>(); // how often, by chat
  readonly #windows = new Map<number, Range[]>(); // what was loaded last, by chat
  readonly #looked = new Set<number>(); // chats that are not open, the newest last
  #grown = 0;

  constructor(cache: Cache) {
    this.#cache = cache;
  }

  /** Gives the function that closes it again. */
  open(chat_id: number): () => void {
    this.#opened.set(chat_id, (this.#opened.get(chat_id) ?? 0) + 1);
    this.#looked.delete(chat_id);
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      const left = (this.#opened.get(chat_id) ?? 1) - 1;
      if (left > 0) {
        this.#opened.set(chat_id, left);
      } else {
        this.#opened.delete(chat_id);
        this.#lookedInto(chat_id);
      }
    };
  }

  /** Messages have come to the end of a chat. */
  grown(chat_id: number): void {
    const most = this.#most(chat_id);
    const timeline = this.#cache.chats.get(chat_id)?.timeline;
    let wanted = 0;
    for (const window of this.#windows.get(chat_id) ?? []) wanted += window.to - window.from + 1;
    if (timeline && timeline.size > wanted + 4 * most) this.#trim(chat_id, most);
    if (++this.#grown % kCountEvery === 0) this.#boundTogether();
  }

  #boundTogether(): void {
    const { chats } = this.#cache;
    let held = 0;
    for (const { timeline } of chats.values()) held += timeline.size;
    if (held <= kHeldTogether) return;
    for (const [id, { timeline }] of chats) {
      const quiet = !this.#opened.has(id) && !this.#looked.has(id);
      if (quiet && timeline.size > kHeldOld) this.#trim(id, kHeldOld);
    }
  }

  /** Messages of that range are about to be loaded: they stay, until others are. */
  loading(chat_id: number, range: Range): void {
    const before = this.#windows.get(chat_id) ?? [];
    const windows = [...before.filter((one) => !isSame(one, range)), range];
    const long = windows.filter((one) => !isShort(one)).slice(-kWindows);
    this.#windows.set(chat_id, [...windows.filter(isShort).slice(-kShortWindows), ...long]);
    if (!this.#opened.has(chat_id)) this.#lookedInto(chat_id);
  }
  loaded(chat_id: number): void {
    this.grown(chat_id);
  }

  #most(chat_id: number): number {
    return this.#opened.has(chat_id) ? kHeldOpen : kHeldClosed;
  }

  #lookedInto(chat_id: number): void {
    this.#looked.delete(chat_id);
    this.#looked.add(chat_id);
    const [oldest] = this.#looked;
    if (this.#looked.size <= kLooked || oldest === undefined) return;
    this.#looked.delete(oldest);
    this.#windows.delete(oldest);
    this.#trim(oldest, kHeldOld);
  }

  /** Keeps what was loaded last, with some on both sides, and the newest. */
  #trim(chat_id: number, most: number): void {
    const timeline = this.#cache.chats.get(chat_id)?.timeline;
    const newest = timeline?.ranges.at(-1)?.to ?? 0;
    const kept: Range[] = [{ from: newest - most + 1, to: newest }];
    for (const window of this.#windows.get(chat_id) ?? []) {
      const { from, to } = window;
      kept.push(isShort(window) ? window : { from: from - most, to: to + most });
    }
    timeline?.keep(kept);
  }
}

function isShort({ from, to }: Range): boolean {
  return to - from < kShort;
}
function isSame(one: Range, other: Range): boolean {
  return one.from === other.from && one.to === other.to;
}
