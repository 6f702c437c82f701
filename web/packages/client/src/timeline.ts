// The messages of one chat that are held in memory: windows over `seq`, with their gaps known.
// Pure: nothing here waits.
//
// A page that was read while events came may be older than these. So whoever reads one takes a
// `recording` first: of a message that events told of meanwhile, the page's version is left out.
import { addRange, clip, gapsIn, holds, type Range, type Ranges } from "./ranges.js";
import type { Message } from "./types.js";

/** How far a member has read. */
interface Marker {
  readonly user_id: number;
  readonly seq: number;
}

/** What of a timeline is kept in storage beside the messages. */
export type Markers = readonly Marker[];

export type Recording = Map<number, Message>;

export class Timeline {
  #messages = new Map<number, Message>();
  #ranges: Ranges = [];
  readonly #recordings = new Set<Recording>();
  // The two members who have read furthest: enough to know which messages somebody else has read.
  #furthest: Marker[];

  constructor(markers: Markers = []) {
    this.#furthest = [...markers];
  }

  get ranges(): Ranges {
    return this.#ranges;
  }
  get markers(): Markers {
    return this.#furthest;
  }
  get size(): number {
    return this.#messages.size;
  }

  get(seq: number): Message | undefined {
    return this.#messages.get(seq);
  }

  /** Those held whose client_id the server tells: the reader's own. */
  named(): Map<string, Message> {
    const messages = new Map<string, Message>();
    for (const message of this.#messages.values()) {
      if (message.client_id !== undefined) messages.set(message.client_id, message);
    }
    return messages;
  }

  gaps(wanted: Range): Ranges {
    return gapsIn(this.#ranges, wanted);
  }

  /** Those of a range that are held, ascending. */
  slice(range: Range): Message[] {
    const messages: Message[] = [];
    for (const part of clip(this.#ranges, range)) {
      for (let seq = part.from; seq <= part.to; ++seq) {
        const message = this.#messages.get(seq);
        if (message) messages.push(message);
      }
    }
    return messages;
  }

  /** Until it is ended, it gathers what events tell. `begun`: what they told before. */
  record(begun?: ReadonlyMap<number, Message>): Recording {
    const recording: Recording = new Map(begun);
    this.#recordings.add(recording);
    return recording;
  }
  /** False: everything was forgotten since it was begun. */
  goesOn(recording: Recording): boolean {
    return this.#recordings.has(recording);
  }
  endRecording(recording: Recording): void {
    this.#recordings.delete(recording);
  }

  /** A new message. */
  append(message: Message): void {
    this.#note(message);
    this.#put(message);
    this.#ranges = addRange(this.#ranges, { from: message.seq, to: message.seq });
  }

  /** Another version of a message; false: it is not held here. */
  replace(message: Message): boolean {
    this.#note(message);
    if (!holds(this.#ranges, message.seq)) return false;
    this.#put(message);
    return true;
  }

  /** A page that was read while `recording` ran; `range`: what it covers, held or not. */
  merge(messages: readonly Message[], range: Range, recording: Recording): void {
    for (const message of messages) {
      if (message.seq < range.from || message.seq > range.to) continue;
      // Of a message that events told of meanwhile, the newest such event; but read stays read.
      const told = recording.get(message.seq) ?? message;
      this.#put(told.read || !message.read ? told : { ...told, read: true });
    }
    this.#ranges = addRange(this.#ranges, range);
  }

  /**
   * Messages before this one have been read by somebody else, whoever sent them. From there on that
   * is not known for sure when somebody leaves: who reads and leaves may do so unheard.
   */
  get firstDoubtful(): number {
    return (this.#furthest[1]?.seq ?? 0) + 1;
  }

  /** Everybody's messages up to there but the reader's own have been read by somebody else. */
  moveMarker(user_id: number, seq: number): Message[] {
    const before = this.#furthest.find((marker) => marker.user_id === user_id);
    if (before && before.seq >= seq) return [];
    this.#furthest = [...this.#furthest.filter((marker) => marker !== before), { user_id, seq }]
      .sort((one, other) => other.seq - one.seq)
      .slice(0, 2);
    const changed: Message[] = [];
    for (const message of this.#messages.values()) {
      if (message.seq > seq || message.read || message.sender_id === user_id) continue;
      const read = { ...message, read: true };
      this.#messages.set(message.seq, read);
      changed.push(read);
    }
    return changed;
  }

  /** Keeps the messages of these ranges alone. */
  keep(kept: readonly Range[]): void {
    let ranges: Ranges = [];
    for (const range of kept) {
      for (const part of clip(this.#ranges, range)) ranges = addRange(ranges, part);
    }
    this.#ranges = ranges;
    for (const seq of this.#messages.keys()) {
      if (!holds(ranges, seq)) this.#messages.delete(seq);
    }
  }

  forget(): void {
    this.#messages = new Map();
    this.#ranges = [];
    this.#furthest = [];
    this.#recordings.clear();
  }

  #note(message: Message): void {
    for (const recording of this.#recordings) recording.set(message.seq, message);
  }

  #put(message: Message): void {
    const read = message.read || this.#isReadByAnother(message);
    this.#messages.set(message.seq, read === message.read ? message : { ...message, read });
  }

  #isReadByAnother(message: Message): boolean {
    return this.#furthest.some(
      (marker) => marker.user_id !== message.sender_id && marker.seq >= message.seq,
    );
  }
}
