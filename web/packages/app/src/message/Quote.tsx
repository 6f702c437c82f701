import type { ChatHandle, Client, Message } from "asq-client";
import { useEffect, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { useName } from "../state/names.js";

export interface QuoteProps {
  client: Client;
  chat: ChatHandle;
  /** The message that is answered. */
  seq: number;
  onJump: (seq: number) => void;
}

/** What a message answers; leads there. */
export function Quote({ client, chat, seq, onJump }: QuoteProps) {
  const [found, setFound] = useState<Message | undefined>(chat.message(seq));
  useEffect(() => {
    chat.load(seq, seq).then(
      ([message]) => {
        setFound(message);
      },
      () => undefined,
    );
  }, [seq]);
  const message = chat.message(seq) ?? found;
  return (
    <button
      type="button"
      class="quote"
      onClick={() => {
        onJump(seq);
      }}
    >
      {message ? <Origin client={client} message={message} /> : "…"}
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
