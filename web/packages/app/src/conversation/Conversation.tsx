import type { Client } from "asq-client";
import { useEffect, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { useChatVersion } from "../state/live.js";
import { Composer } from "./Composer.js";
import { InviteCard } from "./InviteCard.js";
import { Header } from "./Header.js";

/** An open chat: its head, its messages, and where one writes. */
export function Conversation({ client, id }: { client: Client; id: number }) {
  useChatVersion(id);
  const chat = client.chat(id);
  const [, loaded] = useState(0);
  useEffect(() => {
    const close = chat.open();
    chat.newest().then(
      () => {
        loaded((count) => count + 1);
      },
      () => undefined,
    );
    return close;
  }, [id]);
  const { info } = chat;
  if (!info) return null;
  const messages = chat.messages(1, info.last_seq);
  return (
    <section class="conversation" aria-label={info.name}>
      <Header info={info} />
      {info.last_seq === 0 && chat.pending.length === 0 && info.capabilities.includes("invite") && (
        <InviteCard client={client} chat_id={id} />
      )}
      <ol
        class="timeline"
        hidden={info.last_seq === 0 && chat.pending.length === 0}
        role="log"
        aria-label={words.value.chats}
      >
        {messages.map((message) => (
          <li key={message.seq} class={message.sender_id === client.me.id ? "row row-own" : "row"}>
            <span class="bubble" dir="auto">
              {message.text}
            </span>
          </li>
        ))}
        {chat.pending.map((one) => (
          <li key={one.client_id} class="row row-own">
            <span class="bubble" dir="auto">
              {one.text}
            </span>
          </li>
        ))}
      </ol>
      <Composer chat={chat} name={info.name} />
    </section>
  );
}
