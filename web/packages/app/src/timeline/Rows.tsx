import type { ChatHandle, Client, Message } from "asq-client";
import { Fragment } from "preact";

import { words } from "../i18n/t.js";
import type { MessageActions } from "../message/actions.js";
import { MessageRow } from "../message/MessageRow.js";
import { PendingRow } from "../message/PendingRow.js";
import { dayInWords } from "../state/dates.js";
import { beginsDay, saidBy, saidByMe, standTogether } from "./rows.js";
import type { Window } from "./window.js";

export interface RowsProps {
  client: Client;
  chat: ChatHandle;
  window: Window;
  last: number;
  /** Where the line "New messages" stands; undefined: nowhere. */
  unreadFrom: number | undefined;
  /** The message that somebody has just been led to. */
  marked: number | undefined;
  actions: MessageActions;
}

/** The rows of the window, and behind the newest one what is on its way. */
export function Rows({ client, chat, window, last, unreadFrom, marked, actions }: RowsProps) {
  const { from, to } = window;
  const seqs = Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
  const message = (seq: number): Message | undefined => chat.message(seq);
  const pending = to >= last ? chat.pending.filter((one) => !isThere(chat, one.client_id, to)) : [];
  const newest = message(last);
  return (
    <div class="rows" role="log" aria-label={words.value.messages}>
      {seqs.map((seq) => {
        const here = message(seq);
        if (!here) return <Missing key={seq} seq={seq} />;
        const before = message(seq - 1);
        const after = message(seq + 1);
        const said = saidBy(here);
        const earlier = before && saidBy(before);
        const startsDay = beginsDay(earlier, said) && (before !== undefined || seq === 1);
        const first = startsDay || seq === unreadFrom || !standTogether(earlier, said);
        const lastOfGroup = seq + 1 === unreadFrom || !standTogether(said, after && saidBy(after));
        return (
          <Fragment key={seq}>
            {startsDay && <p class="day">{dayInWords(here.timestamp)}</p>}
            {seq === unreadFrom && <p class="unread-line">{words.value.newMessages}</p>}
            <article
              class={seq === marked ? "message message-marked" : "message"}
              data-seq={seq}
              data-loaded=""
              tabIndex={seq === last ? 0 : -1}
            >
              <MessageRow
                client={client}
                chat={chat}
                message={here}
                first={first}
                last={lastOfGroup}
                actions={actions}
              />
            </article>
          </Fragment>
        );
      })}
      {pending.map((outgoing, at) => {
        const said = saidByMe(client.me.id, outgoing);
        const before = pending[at - 1];
        const earlier = before ? saidByMe(client.me.id, before) : newest && saidBy(newest);
        const after = pending[at + 1];
        return (
          <article key={outgoing.client_id} class="message">
            <PendingRow
              client={client}
              chat={chat}
              outgoing={outgoing}
              first={!standTogether(earlier, said)}
              last={!standTogether(said, after && saidByMe(client.me.id, after))}
              actions={actions}
            />
          </article>
        );
      })}
    </div>
  );
}

/** Its message has come, and the outbox is about to say so. */
function isThere(chat: ChatHandle, client_id: string, newest: number): boolean {
  return chat.messages(newest - 20, newest).some((message) => message.client_id === client_id);
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
