import type { ChatHandle, Client, Message } from "asq-client";

import { number } from "../i18n/plural.js";
import { locale, words } from "../i18n/t.js";
import { useChatVersion, usePeopleVersion } from "../state/live.js";
import { nameOf } from "../state/names.js";
import { toggleReaction } from "./reacting.js";
import { mayWrite } from "./rights.js";

export interface ReactionsProps {
  client: Client;
  chat: ChatHandle;
  message: Message;
}

type Reaction = NonNullable<Message["reactions"]>[number];

/** Those of a message, one's own marked; a click adds or takes back one's own. */
export function Reactions(props: ReactionsProps) {
  const { reactions = [] } = props.message;
  if (reactions.length === 0) return null;
  return (
    <div class="reactions">
      {reactions.map((reaction) => (
        <Chip key={reaction.emoji} {...props} reaction={reaction} />
      ))}
    </div>
  );
}

function Chip({ client, chat, message, reaction }: ReactionsProps & { reaction: Reaction }) {
  usePeopleVersion();
  useChatVersion(chat.id);
  const { emoji, count, user_ids } = reaction;
  const own = user_ids.includes(client.me.id);
  // Their names are loaded for who wants to know.
  const load = () => {
    client.people.load(user_ids).catch(() => undefined);
  };
  const looks = {
    class: own ? "reaction reaction-own" : "reaction",
    "aria-label": words.value.reactions(emoji, count),
    title: whoReacted(client, reaction),
    onPointerEnter: load,
  };
  const shown = `${emoji} ${number(locale.value, count)}`;
  if (!mayWrite(chat)) {
    return (
      <span role="img" {...looks}>
        {shown}
      </span>
    );
  }
  return (
    <button
      type="button"
      aria-pressed={own}
      {...looks}
      onFocus={load}
      onClick={() => void toggleReaction(client, chat, message, emoji)}
    >
      {shown}
    </button>
  );
}

/** The names that are known, and how many others. */
function whoReacted(client: Client, { count, user_ids }: Reaction): string {
  const names = user_ids.flatMap((id) => {
    if (id === client.me.id) return [words.value.you];
    const user = client.people.get(id);
    return user ? [nameOf(user)] : [];
  });
  const others = count - names.length;
  if (others <= 0) return names.join(", ");
  return words.value.andOthers(names.join(", "), others);
}
