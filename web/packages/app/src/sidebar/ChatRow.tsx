import type { Chat, Client } from "asq-client";

import { fullMoment, shortMoment } from "../i18n/moment.js";
import { number } from "../i18n/plural.js";
import { region } from "../i18n/region.js";
import { locale, words } from "../i18n/t.js";
import { draftTexts } from "../state/draft_texts.js";
import { useChatVersion, usePeopleVersion } from "../state/live.js";
import { go, pathOf, root } from "../state/place.js";
import { today } from "../state/today.js";
import { Avatar } from "../ui/Avatar.js";
import { Icon } from "../ui/Icon.js";
import { avatarIdOf, otherOf } from "./chat_facts.js";
import { lastLine } from "./last_line.js";

export interface ChatRowProps {
  client: Client;
  chat: Chat;
  open: boolean;
  /** The one of the list that Tab comes to. */
  tabStop: boolean;
  position: number;
  count: number;
}

const kMostUnread = 999;

export function ChatRow({ client, chat, open, tabStop, position, count }: ChatRowProps) {
  usePeopleVersion();
  const say = words.value;
  const to = { view: "chat", id: chat.id } as const;
  const name = chat.name || say.deletedAccount;
  const other = otherOf(chat, client.me.id);
  const online = other !== undefined && client.people.presence(other)?.state === "online";
  return (
    <li class="chat-list-item" aria-posinset={position} aria-setsize={count}>
      <a
        class={open ? "chat-row chat-row-open" : "chat-row"}
        href={new URL(pathOf(to), root).href}
        aria-current={open ? "page" : undefined}
        tabIndex={tabStop ? 0 : -1}
        data-chat={chat.id}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          go(to);
        }}
      >
        <Avatar id={avatarIdOf(chat, client.me.id)} name={name} online={online} />
        <span class="chat-row-name" dir="auto">
          {name}
        </span>
        {online && <span class="visually-hidden">{say.online}</span>}
        <RowTime chat={chat} />
        <RowLine client={client} chat={chat} />
        {chat.unread > 0 && <Badge unread={chat.unread} />}
      </a>
    </li>
  );
}

function RowTime({ chat }: { chat: Chat }) {
  const at = chat.last_message?.timestamp ?? chat.created_at;
  return (
    <time class="chat-row-time" dateTime={at} title={fullMoment(region.value, at)}>
      {shortMoment(region.value, at, today.value)}
    </time>
  );
}

function RowLine({ client, chat }: { client: Client; chat: Chat }) {
  // Here as well: with the same props it is not drawn again because its row is.
  useChatVersion(chat.id);
  usePeopleVersion();
  const handle = client.chat(chat.id);
  const nameOf = (id: number) => {
    const user = client.people.get(id);
    return user && (user.username || words.value.deletedAccount);
  };
  const line = lastLine(
    {
      type: chat.type,
      me: client.me.id,
      last: chat.last_message,
      pending: handle.pending.at(-1)?.text,
      typers: handle.typers,
      draft: draftTexts.value.get(chat.id),
      nameOf,
    },
    words.value,
  );
  return (
    <span class={`chat-row-last chat-row-${line.kind}`}>
      {line.kind === "pending" && <Icon name="clock" size={16} />}
      {line.from !== undefined && <bdi class="chat-row-from">{line.from}</bdi>}
      <span class="chat-row-text" dir="auto">
        {line.text}
      </span>
    </span>
  );
}

function Badge({ unread }: { unread: number }) {
  const shown = Math.min(unread, kMostUnread);
  return (
    <span class="badge">
      <span aria-hidden="true">
        {number(locale.value, shown)}
        {unread > kMostUnread && "+"}
      </span>
      <span class="visually-hidden">{words.value.unread(unread)}</span>
    </span>
  );
}
