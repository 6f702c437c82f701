import type { ChatHandle, Client } from "asq-client";

import { words } from "../i18n/t.js";
import { useChatVersion, usePeopleVersion } from "../state/live.js";
import { nameOf } from "../state/names.js";

/** Who is writing. It has its place also when nobody is: nothing moves. */
export function TypingLine({ client, chat }: { client: Client; chat: ChatHandle }) {
  useChatVersion(chat.id);
  usePeopleVersion();
  const typers = chat.typers;
  const unknown = typers.filter((id) => !client.people.get(id));
  if (unknown.length > 0) client.people.load(unknown).catch(() => undefined);
  return (
    <p class="typing-line" aria-live="polite">
      {typers.length > 0 &&
        words.value.peopleTyping(typers.map((id) => nameOf(client.people.get(id))))}
    </p>
  );
}
