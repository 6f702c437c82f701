import type { ChatHandle, Client, Message } from "asq-client";

import { words } from "../i18n/t.js";
import { useName } from "../state/names.js";
import { useMessage } from "./use_message.js";

export interface QuoteProps {
  client: Client;
  chat: ChatHandle;
  /** The message that is answered. */
  seq: number;
  /** That message, if it is in memory; else it is loaded. */
  origin: Message | undefined;
  onJump: (seq: number) => void;
}

/** What a message answers; leads there. */
export function Quote({ client, chat, seq, origin, onJump }: QuoteProps) {
  const { message = origin, failed, again } = useMessage(chat, seq);
  return (
    <button
      type="button"
      class="quote"
      onClick={() => {
        if (failed) again();
        else onJump(seq);
      }}
    >
      {message ? (
        <Origin client={client} message={message} />
      ) : failed ? (
        <span class="quote-text">{words.value.quoteFailed}</span>
      ) : (
        "…"
      )}
    </button>
  );
}

export function Origin({ client, message }: { client: Client; message: Message }) {
  const name = useName(client, message.sender_id);
  return (
    <>
      <span class="quote-name" dir="auto">
        {name}
      </span>
      <span class="quote-text" dir="auto">
        {message.deleted ? words.value.messageDeleted : message.text.slice(0, 200)}
      </span>
    </>
  );
}
