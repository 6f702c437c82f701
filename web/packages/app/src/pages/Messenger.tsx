import type { Client } from "asq-client";
import { useLayoutEffect } from "preact/hooks";

import { Conversation } from "../conversation/Conversation.js";
import { DetailsLoader } from "../details/DetailsLoader.js";
import { words } from "../i18n/t.js";
import { neighbour, unreadNeighbour } from "../sidebar/chat_facts.js";
import { FirstChat } from "../sidebar/FirstChat.js";
import { Sidebar } from "../sidebar/Sidebar.js";
import { details, followDetails, giveFocusBack, roomy } from "../state/details.js";
import { listDrafts } from "../state/drafts.js";
import { listenToKeys, onMac, type Shortcut } from "../state/keys.js";
import { chats, connection } from "../state/live.js";
import { go, place } from "../state/place.js";
import { followStorage } from "../state/storage_notice.js";
import { followTitle } from "../state/title.js";
import { followOverlay, overlay } from "../state/view.js";
import { Icon } from "../ui/Icon.js";
import { ConnectionLine } from "./ConnectionLine.js";
import { Overlays } from "./Overlays.js";
import { VersionLine } from "./VersionLine.js";
import { SettingsLoader } from "./SettingsLoader.js";

/** One's chats, and the one that is open. On a phone one of the two. */
export function Messenger({ client }: { client: Client }) {
  // Before one can press a key.
  useLayoutEffect(() => {
    listDrafts(client.me.id);
    const ends = [
      followDetails(),
      followOverlay(),
      followTitle(),
      followStorage(client),
      listenToKeys(act),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [client]);
  const { value } = place;
  return (
    <>
      {value.view === "settings" ? (
        <SettingsLoader client={client} section={value.section} />
      ) : (
        <Panes client={client} />
      )}
      <Overlays client={client} />
    </>
  );
}

function Panes({ client }: { client: Client }) {
  const open = place.value.view === "chat" ? place.value : undefined;
  const empty = connection.value.state === "live" && chats.value.length === 0;
  const kind = open ? "messenger-open" : empty ? "messenger-first" : "";
  const detailed = open !== undefined && details.value === open.id;
  useLayoutEffect(() => {
    if (!detailed) giveFocusBack();
  }, [detailed]);
  return (
    <div class={`messenger ${kind} ${detailed ? "messenger-details" : ""}`}>
      <Sidebar client={client} open={open?.id} />
      {/* Where they lie over it, it can't be reached. */}
      <main class="pane" inert={detailed && !roomy.value}>
        <VersionLine />
        <ConnectionLine />
        {open ? (
          <Conversation key={open.id} client={client} id={open.id} seq={open.seq} />
        ) : (
          <Nothing client={client} />
        )}
      </main>
      {detailed && <DetailsLoader client={client} id={open.id} />}
    </div>
  );
}

function Nothing({ client }: { client: Client }) {
  const say = words.value;
  const known = connection.value.state === "live" || chats.value.length > 0;
  if (!known) return null;
  if (chats.value.length === 0) return <FirstChat client={client} />;
  return (
    <div class="pane-empty muted">
      <Icon name="message-circle" size={28} />
      <p>{say.chooseChat}</p>
      <p class="small pane-empty-keys">
        <kbd>{onMac ? "⌘ K" : say.controlK}</kbd> {say.findChat}
      </p>
    </div>
  );
}

function act(shortcut: Shortcut): void {
  switch (shortcut) {
    case "switcher":
      overlay.value = overlay.value?.kind === "switcher" ? undefined : { kind: "switcher" };
      return;
    case "keys":
      overlay.value = { kind: "keys" };
      return;
    case "next":
    case "previous":
      openNeighbour(neighbour, shortcut === "next" ? 1 : -1);
      return;
    case "next_unread":
    case "previous_unread":
      openNeighbour(unreadNeighbour, shortcut === "next_unread" ? 1 : -1);
  }
}

function openNeighbour(find: typeof unreadNeighbour, step: 1 | -1): void {
  const open = place.value.view === "chat" ? place.value.id : undefined;
  const chat = find(chats.value, open, step);
  // Going through the chats leaves no trail.
  if (chat) go({ view: "chat", id: chat.id }, { replace: open !== undefined });
}
