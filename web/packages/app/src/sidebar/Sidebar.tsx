import type { Client } from "asq-client";

import { words } from "../i18n/t.js";
import { chats } from "../state/live.js";
import { facts, loadFacts } from "../state/server.js";
import { useEffect } from "preact/hooks";
import { ChatRow } from "./ChatRow.js";

export interface SidebarProps {
  client: Client;
  /** The chat that is open. */
  open: number | undefined;
}

export function Sidebar({ client, open }: SidebarProps) {
  const say = words.value;
  useEffect(() => {
    loadFacts().catch(() => undefined);
  }, []);
  return (
    <nav class="sidebar" aria-label={say.chats}>
      <header class="sidebar-head">
        <h1>{facts.value?.name ?? say.appName}</h1>
      </header>
      <ul class="chat-list">
        {chats.value.map((chat) => (
          <ChatRow key={chat.id} client={client} chat={chat} open={chat.id === open} />
        ))}
      </ul>
    </nav>
  );
}
