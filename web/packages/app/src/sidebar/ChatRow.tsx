import type { Chat, Client } from "asq-client";

import { locale, words } from "../i18n/t.js";
import { number } from "../i18n/plural.js";
import { go, pathOf, root } from "../state/place.js";
import { Avatar } from "../ui/Avatar.js";

export interface ChatRowProps {
  client: Client;
  chat: Chat;
  open: boolean;
}

export function ChatRow({ client, chat, open }: ChatRowProps) {
  const say = words.value;
  const to = { view: "chat", id: chat.id } as const;
  const name = chat.name || say.deletedAccount;
  return (
    <li>
      <a
        class={open ? "chat-row chat-row-open" : "chat-row"}
        href={new URL(pathOf(to), root).href}
        aria-current={open ? "page" : undefined}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          go(to);
        }}
      >
        <Avatar id={chat.id} name={name} />
        <span class="chat-row-name" dir="auto">
          {name}
        </span>
        <span class="chat-row-last muted" dir="auto">
          {lastLine(client, chat)}
        </span>
        {chat.unread > 0 && <span class="badge">{number(locale.value, chat.unread)}</span>}
      </a>
    </li>
  );
}

function lastLine(client: Client, chat: Chat): string {
  const say = words.value;
  const last = chat.last_message;
  if (!last) return say.noMessages;
  const from = last.sender_id === client.me.id ? `${say.you}: ` : "";
  return from + last.text;
}
