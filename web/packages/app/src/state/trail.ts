// The browser's history as the page uses it: an entry for each place, and one on top for what lies over a place (a dialog,
// a sheet). So Back closes the sheet first, then the chat, and never opens again what was closed in the page.
//
//   home  <-  chat  <-  sheet over it          entry: { from: "", layer: 1 }
//
// The arrow in a chat's head goes Back too, if home is what lies below: the trail never grows by going to and fro.

/** What an entry of the history knows. */
export interface Entry {
  /** The path of the place in the entry below; undefined: somebody else's page, or nothing. */
  readonly from?: string;
  /** How many sheets lie over the place. */
  readonly layer?: number;
}

/** The part of `History` that is used. */
export interface HistoryLike {
  readonly state: unknown;
  pushState(state: Entry, unused: string, url?: string): void;
  replaceState(state: Entry, unused: string, url?: string): void;
  back(): void;
}

interface Layer {
  depth: number;
  readonly onBack: () => void;
}

// Back is told later. If it never is (the tab is a copy and nothing lies below), the page goes on after this time.
const kPatience = 1_000;

export class Trail {
  readonly #history: HistoryLike;
  #layers: Layer[] = [];
  #travelling = false;
  #next: (() => void)[] = [];

  constructor(history: HistoryLike) {
    this.#history = history;
  }

  get entry(): Entry {
    return (this.#history.state ?? {}) as Entry;
  }
  get depth(): number {
    return this.entry.layer ?? 0;
  }

  /** A new place. From a sheet it takes the sheet's entry: Back leads to the place below. */
  enter(url: string, from: string): void {
    this.#whenThere(() => {
      if (this.depth > 0) this.replace(url);
      else this.#history.pushState({ from }, "", url);
    });
  }

  /** Another place in this entry. */
  replace(url: string): void {
    this.#whenThere(() => {
      const { from } = this.entry;
      this.#history.replaceState(from === undefined ? {} : { from }, "", url);
    });
  }

  /** To the place below. */
  back(): void {
    this.#whenThere(() => {
      this.#travelling = true;
      this.#history.back();
      setTimeout(() => {
        if (this.#travelling) this.arrive();
      }, kPatience);
    });
  }

  /** Puts a sheet over the place. Gives what closes it; `onBack` is called if Back does, and then nothing else need be done. */
  openLayer(path: string, onBack: () => void): () => void {
    const layer = { depth: 0, onBack };
    let closed = false;
    this.#whenThere(() => {
      if (closed) return;
      layer.depth = this.depth + 1;
      this.#layers.push(layer);
      this.#history.pushState({ from: path, layer: layer.depth }, "");
    });
    return () => {
      closed = true;
      const open = this.#layers.includes(layer);
      this.#layers = this.#layers.filter((one) => one !== layer);
      if (!open) return;
      this.#whenThere(() => {
        // Else somebody has gone to another place meanwhile.
        if (this.depth === layer.depth) this.back();
      });
    };
  }

  /** On `popstate`. False: the page has somewhere else to go already, so the address here is not to be shown. */
  arrive(): boolean {
    this.#travelling = false;
    const gone = this.#layers.filter((layer) => layer.depth > this.depth).reverse();
    this.#layers = this.#layers.filter((layer) => layer.depth <= this.depth);
    for (const layer of gone) layer.onBack();
    const next = this.#next;
    this.#next = [];
    for (const step of next) this.#whenThere(step);
    return next.length === 0;
  }

  #whenThere(step: () => void): void {
    if (this.#travelling) this.#next.push(step);
    else step();
  }
}
