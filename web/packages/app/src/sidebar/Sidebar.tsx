import type { Client } from "asq-client";
import { useEffect, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { ConnectionLine } from "../pages/ConnectionLine.js";
import { onMac } from "../state/keys.js";
import { chats, connection } from "../state/live.js";
import { go } from "../state/place.js";
import { facts, loadFacts } from "../state/server.js";
import { overlay } from "../state/view.js";
import { IconButton } from "../ui/Button.js";
import { Icon } from "../ui/Icon.js";
import { ChatList } from "./ChatList.js";

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
        <h1 dir="auto">{facts.value?.name ?? say.appName}</h1>
        <IconButton
          icon="plus"
          label={say.newChat}
          onClick={() => {
            overlay.value = { kind: "new_chat" };
          }}
        />
        <IconButton
          icon="settings"
          label={say.settings}
          onClick={() => {
            go({ view: "settings" });
          }}
        />
      </header>
      <Find />
      <ConnectionLine />
      <Chats client={client} open={open} />
    </nav>
  );
}

/** Looks like a field, and opens the one in which one types. */
function Find() {
  const say = words.value;
  return (
    <button
      type="button"
      class="sidebar-find"
      aria-keyshortcuts={onMac ? "Meta+K" : "Control+K"}
      aria-haspopup="dialog"
      onClick={() => {
        overlay.value = { kind: "switcher" };
      }}
    >
      <Icon name="search" />
      <span class="sidebar-find-words">{say.findChat}</span>
      <kbd aria-hidden="true">{onMac ? "⌘ K" : say.controlK}</kbd>
    </button>
  );
}

function Chats({ client, open }: SidebarProps) {
  if (chats.value.length > 0) return <ChatList client={client} chats={chats.value} open={open} />;
  // None: the other pane says what to do. Not known yet: in a moment.
  return connection.value.state === "live" ? null : <Skeleton />;
}

const kBeforeSkeleton = 150;

function Skeleton() {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setShown(true);
    }, kBeforeSkeleton);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  if (!shown) return null;
  return (
    <ul class="chat-list" aria-hidden="true">
      {[0, 1, 2, 3, 4, 5, 6].map((row) => (
        <li class="chat-list-item" key={row}>
          <span class="chat-row chat-row-skeleton">
            <span class="avatar skeleton" />
            <span class="skeleton skeleton-name" />
            <span class="skeleton skeleton-line" />
          </span>
        </li>
      ))}
    </ul>
  );
}
