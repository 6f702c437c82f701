import type { Chat, Client, Outgoing } from "asq-client";
import { useEffect, useRef } from "preact/hooks";

import { words } from "../i18n/t.js";
import { useChatVersion } from "../state/live.js";
import { answering, type Draft, editing, writtenAgain } from "../state/draft_steps.js";
import { draftOf, keepDraft } from "../state/drafts.js";
import { takeBack } from "../message/PendingNotes.js";
import { go } from "../state/place.js";
import { Timeline } from "../timeline/Timeline.js";
import { Button } from "../ui/Button.js";
import { connection } from "../state/live.js";
import { Composer } from "./Composer.js";
import { Header } from "./Header.js";
import { InviteCard } from "./InviteCard.js";
import { TypingLine } from "./TypingLine.js";

export interface ConversationProps {
  client: Client;
  id: number;
  /** The message that the address names. */
  seq: number | undefined;
}

/** An open chat: its head, its messages, and where one writes. */
export function Conversation({ client, id, seq }: ConversationProps) {
  useChatVersion(id);
  const chat = client.chat(id);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => chat.open(), [id]);
  const { info } = chat;
  // As it was when it was opened, or came.
  const unread = useRef<{ from: number | undefined }>();
  if (info) unread.current ??= { from: firstUnread(info) };
  if (!info) return <Gone />;
  const name = info.name || words.value.deletedAccount;
  const me = client.me.id;
  const empty = info.last_seq === 0 && chat.pending.length === 0;
  const write = (draft: Draft) => {
    keepDraft(me, id, draft);
    field.current?.focus();
  };
  const actions = {
    reply: (message: { seq: number }) => {
      write(answering(draftOf(me, id), message.seq));
    },
    edit: (message: { seq: number; text: string }) => {
      write(editing(draftOf(me, id), message));
    },
    rewrite: async (outgoing: Outgoing) => {
      const before = draftOf(me, id);
      const again = writtenAgain(before, outgoing);
      // In the composer first: what goes wrong now loses nothing.
      write(again);
      const taken = await takeBack(chat, outgoing.client_id);
      if (!taken && draftOf(me, id) === again) keepDraft(me, id, before);
    },
  };
  return (
    <section class="conversation" aria-label={name}>
      <Header client={client} info={info} />
      {empty ? (
        <div class="conversation-empty">
          {info.capabilities.includes("invite") ? (
            <InviteCard client={client} chat_id={id} />
          ) : (
            <p class="muted">{words.value.noMessages}</p>
          )}
        </div>
      ) : (
        <Timeline
          client={client}
          chat={chat}
          unreadFrom={unread.current?.from}
          target={seq}
          actions={actions}
        />
      )}
      <TypingLine client={client} chat={chat} />
      <Composer client={client} chat={chat} name={name} field={field} />
    </section>
  );
}

function firstUnread({ unread, last_seq }: Chat): number | undefined {
  return unread > 0 ? last_seq - unread + 1 : undefined;
}

/** One has left, was removed, or it was deleted; or it is not known yet. */
function Gone() {
  if (connection.value.state !== "live") return null;
  return (
    <div class="pane-empty">
      <p class="muted">{words.value.gone}</p>
      <Button
        onClick={() => {
          go({ view: "home" }, { replace: true });
        }}
      >
        {words.value.toChats}
      </Button>
    </div>
  );
}
