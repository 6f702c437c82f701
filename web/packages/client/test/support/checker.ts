// Compares what the library showed, said and sent with what the server has. Pure.
//   lost           typed, and nowhere; or held back from somebody
//   doubled        two messages of one send, a send that was taken back, an event told twice
//   out_of_order   not in the order in which it was sent, or told
//   stale          shown otherwise than the server has it
import type { Member, Message, User } from "../../src/types.js";
import type { Hearing, Sent } from "./journal.js";
import type { Shown, View } from "./truth.js";

export interface Finding {
  readonly kind: "lost" | "doubled" | "out_of_order" | "stale";
  readonly what: string;
  readonly chat_id?: number;
  readonly shown?: unknown;
  readonly truth?: unknown;
}

/** The first word of a text names the send; edits leave it. */
export function nameOf(text: string): string {
  return text.split(" ", 1)[0] ?? "";
}

// --- What was sent --------------------------------------------------------------------------------

/** `gone`: chats that were deleted, with all that was in them. */
export function checkSent(
  views: readonly View[],
  sent: readonly Sent[],
  gone: ReadonlySet<number> = new Set(),
): Finding[] {
  const histories = new Map<number, readonly Message[]>();
  for (const view of views) for (const [id, messages] of view.messages) histories.set(id, messages);
  const findings: Finding[] = [];
  const stored = new Map<Sent, Message>();
  for (const one of sent) {
    if (gone.has(one.chat_id)) continue;
    const found = (histories.get(one.chat_id) ?? []).filter((message) => isOf(message, one));
    findings.push(...checkOne(one, found));
    if (found[0]) stored.set(one, found[0]);
  }
  findings.push(...checkPhantoms(histories, sent));
  return [...findings, ...checkOrder(stored)];
}

function isOf(message: Message, sent: Sent): boolean {
  if (message.sender_id !== sent.user_id) return false;
  if (sent.client_id !== undefined && message.client_id === sent.client_id) return true;
  return message.deleted !== true && nameOf(message.text) === nameOf(sent.text);
}

function checkOne(sent: Sent, found: readonly Message[]): Finding[] {
  const finding = (kind: Finding["kind"], what: string): Finding[] => [
    { kind, what: `${what}: ${sent.text}`, chat_id: sent.chat_id, shown: sent, truth: found },
  ];
  if (found.length > 1) return finding("doubled", "sent once, and there twice");
  if (found.length === 1) {
    if (sent.ended === "withdrawn") return finding("doubled", "withdrawn, and there all the same");
    return [];
  }
  if (sent.stored === undefined || sent.ended || sent.excused !== undefined) return [];
  return finding(
    "lost",
    sent.acknowledged ? "acknowledged, and not there" : "typed, and not there",
  );
}

/** Messages that nobody sent. */
function checkPhantoms(
  histories: ReadonlyMap<number, readonly Message[]>,
  sent: readonly Sent[],
): Finding[] {
  const names = new Set(sent.map((one) => nameOf(one.text)));
  const ids = new Set(sent.map((one) => one.client_id));
  const findings: Finding[] = [];
  for (const [chat_id, messages] of histories) {
    for (const message of messages) {
      if (message.client_id === undefined || ids.has(message.client_id)) continue;
      // A tombstone has lost its name; a send whose client_id nobody saw may have been it.
      if (names.has(nameOf(message.text)) || (message.deleted && ids.has(undefined))) continue;
      findings.push({ kind: "doubled", what: "nobody sent this", chat_id, truth: message });
    }
  }
  return findings;
}

/** Of one device in one chat: what was sent before another was typed comes before it. */
function checkOrder(stored: ReadonlyMap<Sent, Message>): Finding[] {
  const groups = new Map<string, { sent: Sent; seq: number }[]>();
  for (const [sent, { seq }] of stored) {
    if (sent.retried === true || sent.excused !== undefined) continue;
    const key = `${sent.device} ${String(sent.chat_id)}`;
    groups.set(key, [...(groups.get(key) ?? []), { sent, seq }]);
  }
  const findings: Finding[] = [];
  for (const group of groups.values()) {
    group.sort((one, other) => one.seq - other.seq);
    for (const [at, { sent, seq }] of group.entries()) {
      const later = group.slice(at + 1).find((other) => isBefore(other.sent, sent));
      if (!later) continue;
      const what = `${later.sent.text} was sent first, and is message ${later.seq}, behind ${seq}`;
      findings.push({ kind: "out_of_order", what, chat_id: sent.chat_id, shown: [later, sent] });
    }
  }
  return findings;
}

function isBefore(one: Sent, other: Sent): boolean {
  if (one.instance === other.instance) return one.called < other.called;
  return !one.alone && !other.alone && (one.stored ?? Infinity) < other.called;
}

// --- What was told --------------------------------------------------------------------------------

/** Each message once, ascending, and none left out but by `resync` or another membership. */
export function checkHearing(hearing: Hearing): Finding[] {
  const findings: Finding[] = [];
  const newest = new Map<number, number>();
  const seen = new Set<string>();
  for (const told of hearing.told) {
    if (told.type === "resync") newest.clear();
    else if (told.type === "removed") newest.delete(told.chat_id);
    else {
      const { chat_id, message } = told;
      const before = newest.get(chat_id);
      const what = (words: string) =>
        `${hearing.instance} was told of message ${message.seq} ${words}`;
      const identity = `${chat_id} ${message.seq} ${message.id} ${message.timestamp}`;
      if (seen.has(identity)) {
        findings.push({ kind: "doubled", what: what("twice"), chat_id, shown: message });
      } else if (before !== undefined && message.seq !== before + 1) {
        const kind = message.seq > before ? "lost" : "out_of_order";
        findings.push({ kind, what: what(`after ${before}`), chat_id, shown: message });
      }
      seen.add(identity);
      newest.set(chat_id, message.seq);
    }
  }
  return findings;
}

// --- What is shown --------------------------------------------------------------------------------

export function checkShown(truth: View, shown: Shown): Finding[] {
  const findings = checkList(
    "the list of chats",
    truth.chats.map((chat) => chat.id),
    shown.chats.map((chat) => chat.id),
  );
  const shownChats = new Map(shown.chats.map((chat) => [chat.id, chat]));
  for (const chat of truth.chats) {
    const { id } = chat;
    findings.push(...differences(`chat ${id}`, id, chat, shownChats.get(id)));
    const history = truth.messages.get(id) ?? [];
    findings.push(...checkMessages(id, history, shown.messages.get(id) ?? [], true));
    findings.push(...checkMessages(id, history, shown.held.get(id) ?? [], false));
    const members = truth.members.get(id) ?? [];
    findings.push(...checkMembers(id, members, shown.members.get(id) ?? []));
    const heldMembers = shown.heldMembers.get(id);
    if (heldMembers) findings.push(...checkMembers(id, members, heldMembers));
  }
  for (const [id, user] of shown.users) {
    const real = truth.users.get(id);
    if (real)
      findings.push(...differences(`user ${id}`, undefined, publicly(real), publicly(user)));
  }
  for (const outgoing of shown.pending) {
    if (outgoing.state === "refused") continue;
    const { chat_id, state, text } = outgoing;
    findings.push({ kind: "stale", what: `still ${state}: ${text}`, chat_id, shown: outgoing });
  }
  return findings;
}

function checkList(what: string, truth: readonly unknown[], shown: readonly unknown[]): Finding[] {
  if (canonical(truth) === canonical(shown)) return [];
  return [{ kind: "stale", what, truth, shown }];
}

/** `whole`: all of them are to be there, in their order. */
function checkMessages(
  chat_id: number,
  truth: readonly Message[],
  shown: readonly Message[],
  whole: boolean,
): Finding[] {
  const bySeq = new Map(truth.map((message) => [message.seq, message]));
  const findings: Finding[] = [];
  for (const message of shown) {
    const what = `message ${message.seq}`;
    findings.push(...differences(what, chat_id, bySeq.get(message.seq), message));
  }
  if (!whole) return findings;
  const order = checkList(
    "which messages there are",
    truth.map((message) => message.seq),
    shown.map((message) => message.seq),
  );
  return [...findings, ...order.map((finding) => ({ ...finding, chat_id }))];
}

function checkMembers(
  chat_id: number,
  truth: readonly Member[],
  shown: readonly Member[],
): Finding[] {
  const findings = checkList(
    `who is in chat ${chat_id}`,
    truth.map((member) => member.user.id),
    shown.map((member) => member.user.id),
  );
  const byId = new Map(truth.map((member) => [member.user.id, member]));
  for (const member of shown) {
    const real = byId.get(member.user.id);
    if (real) {
      const what = `member ${member.user.id}`;
      findings.push(
        ...differences(what, chat_id, ofMember(real, member), ofMember(member, member)),
      );
    }
  }
  return findings;
}

/** `joined_at` is not known of everybody. */
function ofMember(member: Member, like: Member): unknown {
  const { user, role, read_seq, joined_at } = member;
  return { user: publicly(user), role, read_seq, ...(like.joined_at && { joined_at }) };
}

/** What everybody sees of a person. */
function publicly(user: User): unknown {
  const { id, username, name, handle, created_at, deleted } = user;
  return { id, username, name, handle, created_at, deleted };
}

function differences(
  what: string,
  chat_id: number | undefined,
  truth: unknown,
  shown: unknown,
): Finding[] {
  if (canonical(truth) === canonical(shown)) return [];
  const left = (truth ?? {}) as Record<string, unknown>;
  const right = (shown ?? {}) as Record<string, unknown>;
  const fields = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  const wrong = fields.filter((field) => canonical(left[field]) !== canonical(right[field]));
  const place = chat_id === undefined ? {} : { chat_id };
  return [{ kind: "stale", what: `${what}: ${wrong.join(", ")}`, ...place, truth, shown }];
}

/** The same text for the same value, in whatever order its fields are. */
function canonical(value: unknown): string {
  return value === undefined ? "undefined" : JSON.stringify(value, sortFields);
}

function sortFields(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
