import type { ChatHandle, Client, Message } from "asq-client";

import { words } from "../i18n/t.js";
import { number } from "../i18n/plural.js";
import { locale } from "../i18n/t.js";
import { usePeopleVersion } from "../state/live.js";
import { nameOf } from "../state/names.js";
import { toggleReaction } from "./reacting.js";

/** Those of a message, one's own marked; a click adds or takes back one's own. */
export function Reactions({
  client,
  chat,
  message,
}: {
  client: Client;
  chat: ChatHandle;
  message: Message;
}) {
  usePeopleVersion();
  if (!message.reactions || message.reactions.length === 0) return null;
  return (
    <div class="reactions">
      {message.reactions.map(({ emoji, count, user_ids }) => {
        const own = user_ids.includes(client.me.id);
        const names = user_ids.map((id) =>
          id === client.me.id ? words.value.you : nameOf(client.people.get(id)),
        );
        return (
          <button
            key={emoji}
            type="button"
            class={own ? "reaction reaction-own" : "reaction"}
            aria-pressed={own}
            aria-label={words.value.reactions(emoji, count)}
            title={names.join(", ")}
            onClick={() => void toggleReaction(client, chat, message, emoji)}
          >
            {emoji} {number(locale.value, count)}
          </button>
        );
      })}
    </div>
  );
}
