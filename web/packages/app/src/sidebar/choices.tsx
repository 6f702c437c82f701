// What can be chosen in the pickers: a chat, a person, an address.
import type { Chat, Client, User } from "asq-client";

import { number } from "../i18n/plural.js";
import { locale, words } from "../i18n/t.js";
import { Avatar } from "../ui/Avatar.js";
import { Icon } from "../ui/Icon.js";
import { avatarIdOf, otherOf } from "./chat_facts.js";
import type { Choice } from "./Picker.js";

export function chatChoice(client: Client, chat: Chat, take: () => void): Choice {
  const name = chat.name || words.value.deletedAccount;
  // Two people may have one name.
  const handle = client.people.get(otherOf(chat, client.me.id) ?? 0)?.handle;
  return {
    key: `chat-${chat.id}`,
    take,
    content: (
      <>
        <Avatar id={avatarIdOf(chat, client.me.id)} name={name} size="small" />
        <span class="picker-name" dir="auto">
          {name}
        </span>
        {handle !== undefined && <span class="picker-handle muted">@{handle}</span>}
        {chat.unread > 0 && <span class="badge">{number(locale.value, chat.unread)}</span>}
      </>
    ),
  };
}

export function personChoice(user: User, take: () => void): Choice {
  return {
    key: `person-${user.id}`,
    take,
    content: (
      <>
        <Avatar id={user.id} name={user.username} size="small" />
        <span class="picker-name" dir="auto">
          {user.username}
        </span>
        {user.handle !== undefined && <span class="picker-handle muted">@{user.handle}</span>}
      </>
    ),
  };
}

export function addressChoice(address: string, does: string, take: () => void): Choice {
  return {
    key: "address",
    take,
    content: (
      <>
        <span class="picker-picture">
          <Icon name="at-sign" />
        </span>
        <span class="picker-name">{does}</span>
        <span class="picker-handle muted">{address}</span>
      </>
    ),
  };
}
