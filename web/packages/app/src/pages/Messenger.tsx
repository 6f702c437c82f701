import type { Client } from "asq-client";

import { Conversation } from "../conversation/Conversation.js";
import { words } from "../i18n/t.js";
import { Sidebar } from "../sidebar/Sidebar.js";
import { FirstChat } from "../sidebar/FirstChat.js";
import { chats, connection } from "../state/live.js";
import { place } from "../state/place.js";
import { ConnectionLine } from "./ConnectionLine.js";

/** One's chats, and the one that is open. On a phone one of the two. */
export function Messenger({ client }: { client: Client }) {
  const open = place.value.view === "chat" ? place.value : undefined;
  return (
    <div class={open ? "messenger messenger-open" : "messenger"}>
      <Sidebar client={client} open={open?.id} />
      <main class="pane">
        <ConnectionLine />
        {open ? (
          <Conversation key={open.id} client={client} id={open.id} seq={open.seq} />
        ) : (
          <Nothing client={client} />
        )}
      </main>
    </div>
  );
}

function Nothing({ client }: { client: Client }) {
  const known = connection.value.state === "live" || chats.value.length > 0;
  if (!known) return null;
  if (chats.value.length === 0) return <FirstChat client={client} />;
  return <p class="pane-empty muted">{words.value.chooseChat}</p>;
}
