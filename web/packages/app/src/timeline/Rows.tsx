import type { ChatHandle, Client, Message, Outgoing } from "asq-client";
import { Fragment } from "preact";
import { useRef } from "preact/hooks";

import { words } from "../i18n/t.js";
import type { MessageActions } from "../message/actions.js";
import { mayWrite } from "../message/rights.js";
import { dayInWords } from "../state/dates.js";
import { Line } from "./Line.js";
import { beginsDay, saidBy, saidByMe, standTogether } from "./rows.js";
import type { Window } from "./window.js";

export interface RowsProps {
  client: Client;
  chat: ChatHandle;
  window: Window;
  /** Goes up with what has changed or come in the chat: else nothing is drawn again. */
  version: number;
  last: number;
  /** Where the line "New messages" stands; undefined: nowhere. */
  unreadFrom: number | undefined;
  /** The message that somebody has just been led to. */
  marked: number | undefined;
  /** The same object each time. */
  actions: MessageActions;
}

/** The rows of the window, and behind the newest one what is on its way. */
export function Rows(props: RowsProps) {
  const content = useContent(props);
  // One list, so that a row stays when what was on its way becomes a message.
  return (
    <div class="rows" role="log" aria-label={words.value.messages}>
      {[
        ...content.seqs.map((seq) => messageRow(props, content, seq)),
        ...content.pending.map((_, at) => pendingRow(props, content, at)),
      ]}
    </div>
  );
}

function messageRow(props: RowsProps, { message, pending }: Content, seq: number) {
  const { client, chat, actions, unreadFrom, marked, window } = props;
  const here = message(seq);
  if (!here) return <Missing key={seq} seq={seq} />;
  const said = saidBy(here);
  const [earlier, later] = [saidOf(message(seq - 1)), saidOf(message(seq + 1))];
  const startsDay = beginsDay(earlier, said) && (earlier !== undefined || seq === 1);
  return (
    <Fragment key={keyOf(here, client.me.id)}>
      {startsDay && <p class="day">{dayInWords(here.timestamp)}</p>}
      {seq === unreadFrom && <p class="unread-line">{words.value.newMessages}</p>}
      <Line
        {...{ client, chat, actions }}
        {...rightsIn(chat)}
        key="row"
        said={{ kind: "message", message: here }}
        origin={originOf(chat, here)}
        first={startsDay || seq === unreadFrom || !standTogether(earlier, said)}
        last={seq + 1 === unreadFrom || !standTogether(said, later)}
        marked={seq === marked}
        stop={seq === window.to && pending.length === 0}
      />
    </Fragment>
  );
}

function pendingRow(props: RowsProps, { message, pending }: Content, at: number) {
  const { client, chat, actions, last } = props;
  const [before, outgoing, after] = [pending[at - 1], pending[at], pending[at + 1]];
  if (!outgoing) return null;
  const me = client.me.id;
  const said = saidByMe(me, outgoing);
  const earlier = before ? saidByMe(me, before) : saidOf(message(last));
  return (
    <Fragment key={keyOfOwn(outgoing.client_id)}>
      <Line
        {...{ client, chat, actions }}
        {...rightsIn(chat)}
        key="row"
        said={{ kind: "pending", outgoing }}
        origin={originOf(chat, outgoing)}
        first={!standTogether(earlier, said)}
        last={!standTogether(said, after && saidByMe(me, after))}
        marked={false}
        stop={after === undefined}
      />
    </Fragment>
  );
}

/** What of the chat itself a row depends on. */
function rightsIn(chat: ChatHandle) {
  return { type: chat.info?.type, writes: mayWrite(chat) };
}

/** It may be far outside the window. */
function originOf(chat: ChatHandle, { reply_to }: Message | Outgoing): Message | undefined {
  return typeof reply_to === "number" ? chat.message(reply_to) : undefined;
}

function saidOf(message: Message | undefined) {
  return message && saidBy(message);
}

interface Content {
  readonly seqs: readonly number[];
  readonly message: (seq: number) => Message | undefined;
  readonly pending: readonly Outgoing[];
}

/** What is shown: messages of the window, and what is on its way and has not come as one of them. */
function useContent({ client, chat, window: { from, to }, last }: RowsProps): Content {
  const seqs = Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
  // While everything is loaded again, what was there stays.
  const drawn = useRef<ReadonlyMap<number, Message>>(new Map());
  const known = new Map<number, Message>();
  for (const seq of [from - 1, ...seqs, to + 1]) {
    const message = chat.message(seq) ?? drawn.current.get(seq);
    if (message && seq <= last) known.set(seq, message);
  }
  drawn.current = known;
  const own = new Set<string>();
  for (const { sender_id, client_id } of known.values())
    if (sender_id === client.me.id && client_id) own.add(client_id);
  const pending = to < last ? [] : chat.pending.filter((one) => !own.has(one.client_id));
  return { message: (seq: number) => known.get(seq), seqs, pending };
}

function keyOf({ sender_id, client_id, seq }: Message, me: number): string | number {
  return sender_id === me && client_id ? keyOfOwn(client_id) : seq;
}
/** One's own in this chat for ever. */
function keyOfOwn(client_id: string): string {
  return `own ${client_id}`;
}

/** A row that is being loaded. */
function Missing({ seq }: { seq: number }) {
  return (
    <div
      class={seq % 3 === 0 ? "missing missing-own" : "missing"}
      data-seq={seq}
      aria-hidden="true"
    />
  );
}
