import type { ChatHandle, Client, Message } from "asq-client";
import { useEffect, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { useChatVersion } from "../state/live.js";
import { nameOf } from "../state/names.js";

export interface ReadByProps {
  client: Client;
  chat: ChatHandle;
  message: Message;
}

const kLargest = 100;
const kNamed = 5;

/** Who has read a message of one's own; in groups that are not too large for it. */
export function ReadBy({ client, chat, message }: ReadByProps) {
  useChatVersion(chat.id);
  const [failed, setFailed] = useState(false);
  const { info } = chat;
  const told =
    info?.type === "group" && info.member_count <= kLargest && message.sender_id === client.me.id;
  useEffect(() => {
    // Events keep them from then on.
    if (!told || chat.members) return;
    chat.loadMembers().catch(() => {
      setFailed(true);
    });
  }, [told]);
  if (!told || failed) return null;
  const { members } = chat;
  // As high as the sentence that comes.
  if (!members) return <p class="menu-note">&nbsp;</p>;
  const others = members.filter(({ user }) => user.id !== client.me.id);
  const readers = others.filter(({ read_seq }) => read_seq >= message.seq);
  return (
    <p class="menu-note">
      {sentence(
        readers.map(({ user }) => nameOf(user)),
        others.length,
      )}
    </p>
  );
}

function sentence(names: readonly string[], of: number): string {
  const say = words.value;
  if (names.length === 0) return say.readByNobody;
  if (names.length === of && of > 1) return say.readByAll;
  const more = names.length - kNamed;
  const named = names.slice(0, kNamed).join(", ");
  return more > 0 ? say.readByMore(named, more) : say.readBy(named);
}
