import type { ChatHandle, Client, Message } from "asq-client";
import { useRef, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { timeOf, wholeMoment } from "../state/dates.js";
import { useName } from "../state/names.js";
import { Avatar } from "../ui/Avatar.js";
import { IconButton } from "../ui/Button.js";
import { Icon } from "../ui/Icon.js";
import type { MessageActions } from "./actions.js";
import { MessageMenu } from "./MessageMenu.js";
import { Quote } from "./Quote.js";
import { Reactions } from "./Reactions.js";
import { Text } from "./Text.js";

export interface MessageRowProps {
  client: Client;
  chat: ChatHandle;
  message: Message;
  /** Of a group: the same sender within five minutes, the same day. */
  first: boolean;
  last: boolean;
  actions: MessageActions;
}

const kLongPress = 450;

/** One message, with all that can be done with it. */
export function MessageRow({ client, chat, message, first, last, actions }: MessageRowProps) {
  const say = words.value;
  const [menu, setMenu] = useState<{ x: number; y: number }>();
  const press = useRef(0);
  const own = message.sender_id === client.me.id;
  const inGroup = chat.info?.type === "group";
  const open = (x: number, y: number) => {
    if (!message.deleted) setMenu({ x, y });
  };
  return (
    <div
      class={`row${own ? " row-own" : ""}${first ? " row-first" : ""}${last ? " row-last" : ""}`}
      onContextMenu={(event) => {
        // Links and what is selected keep the browser's own menu.
        const target = event.target as Element;
        if (target.closest("a") || getSelection()?.isCollapsed === false) return;
        event.preventDefault();
        open(event.clientX, event.clientY);
      }}
      onPointerDown={(event) => {
        if (event.pointerType !== "touch") return;
        const { clientX, clientY } = event;
        press.current = window.setTimeout(() => {
          open(clientX, clientY);
        }, kLongPress);
      }}
      onPointerUp={() => {
        clearTimeout(press.current);
      }}
      onPointerMove={() => {
        clearTimeout(press.current);
      }}
      onPointerCancel={() => {
        clearTimeout(press.current);
      }}
    >
      {!own && inGroup && <Sender client={client} id={message.sender_id} shown={last} />}
      <div class="row-body">
        <div class="bubble">
          {first && !own && inGroup && <SenderName client={client} id={message.sender_id} />}
          {message.deleted ? (
            <span class="text muted">{say.messageDeleted}</span>
          ) : (
            <>
              {typeof message.reply_to === "number" && (
                <Quote client={client} chat={chat} seq={message.reply_to} onJump={actions.jump} />
              )}
              <Text text={message.text} />
            </>
          )}
          <span class="bubble-meta" title={wholeMoment(message.timestamp)}>
            {message.edited_at && !message.deleted && <span>{say.edited}</span>}
            <time dateTime={message.timestamp}>{timeOf(message.timestamp)}</time>
            {own && !message.deleted && <Tick read={message.read} />}
          </span>
        </div>
        <Reactions client={client} chat={chat} message={message} />
      </div>
      {!message.deleted && (
        <span class="row-actions">
          <IconButton
            icon="reply"
            label={say.reply}
            onClick={() => {
              actions.reply(message);
            }}
          />
          <MenuButton onOpen={open} />
        </span>
      )}
      {menu && (
        <MessageMenu
          client={client}
          chat={chat}
          message={message}
          actions={actions}
          at={menu}
          onClose={() => {
            setMenu(undefined);
          }}
        />
      )}
    </div>
  );
}

function MenuButton({ onOpen }: { onOpen: (x: number, y: number) => void }) {
  const box = useRef<HTMLSpanElement>(null);
  return (
    <span ref={box} class="row-menu">
      <IconButton
        icon="ellipsis-vertical"
        label={words.value.more}
        onClick={() => {
          const { left, bottom } = box.current?.getBoundingClientRect() ?? { left: 0, bottom: 0 };
          onOpen(left, bottom);
        }}
      />
    </span>
  );
}

function Sender({ client, id, shown }: { client: Client; id: number; shown: boolean }) {
  const name = useName(client, id);
  return <span class="row-avatar">{shown && <Avatar id={id} name={name} size="small" />}</span>;
}

function SenderName({ client, id }: { client: Client; id: number }) {
  return (
    <span class="bubble-name" dir="auto">
      {useName(client, id)}
    </span>
  );
}

function Tick({ read }: { read: boolean }) {
  const label = read ? words.value.read : words.value.stored;
  return (
    <span class={read ? "tick tick-read" : "tick"} role="img" aria-label={label} title={label}>
      <Icon name={read ? "check-check" : "check"} size={16} />
    </span>
  );
}
