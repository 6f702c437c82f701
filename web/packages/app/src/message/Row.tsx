import type { ChatHandle, Client, Message, Outgoing } from "asq-client";
import { useRef, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { useName } from "../state/names.js";
import { Avatar } from "../ui/Avatar.js";
import { IconButton } from "../ui/Button.js";
import type { MessageActions } from "./actions.js";
import { Meta, PendingMeta } from "./Meta.js";
import { type At, MessageMenu } from "./MessageMenu.js";
import { PendingNotes } from "./PendingNotes.js";
import { Quote } from "./Quote.js";
import { Reactions } from "./Reactions.js";
import { mayWrite } from "./rights.js";
import { Text } from "./Text.js";
import { useTouch } from "./use_touch.js";

/** A message, or one that is on its way: the row stays the same when that becomes this. */
export type Said =
  | { readonly kind: "message"; readonly message: Message }
  | { readonly kind: "pending"; readonly outgoing: Outgoing };

export interface RowProps {
  client: Client;
  chat: ChatHandle;
  said: Said;
  /** What it answers, as far as that is in memory. */
  origin: Message | undefined;
  /** Of a group: the same sender within five minutes, the same day. */
  first: boolean;
  last: boolean;
  /** Somebody has just been led to it. */
  marked: boolean;
  /** The one that Tab leads to. */
  stop: boolean;
  actions: MessageActions;
}

/** One row of the timeline, with all that can be done with it. */
export function Row(props: RowProps) {
  const { chat, said, marked, stop, actions } = props;
  const box = useRef<HTMLElement>(null);
  const [menu, setMenu] = useState<At>();
  const message = said.kind === "message" && !said.message.deleted ? said.message : undefined;
  const open = message && setMenu;
  const reply =
    message && mayWrite(chat)
      ? () => {
          actions.reply(message);
        }
      : undefined;
  const touch = useTouch(box, { onPress: open, onSwipe: reply });
  return (
    <article
      ref={box}
      class={marked ? "message message-marked" : "message"}
      data-seq={said.kind === "message" ? said.message.seq : undefined}
      data-loaded={said.kind === "message" ? "" : undefined}
      tabIndex={stop ? 0 : -1}
      onContextMenu={
        open &&
        ((event) => {
          openMenu(event, open);
        })
      }
      onKeyDown={
        open &&
        ((event) => {
          openByKey(event, open);
        })
      }
      {...touch}
    >
      <Content {...props} onOpen={open} onReply={reply} />
      {menu && message && (
        <MessageMenu
          {...props}
          message={message}
          at={menu}
          onClose={() => {
            setMenu(undefined);
          }}
        />
      )}
    </article>
  );
}

type ContentProps = RowProps & { onOpen: ((at: At) => void) | undefined } & Pick<
    ActionsProps,
    "onReply"
  >;

function Content({ onOpen, onReply, ...props }: ContentProps) {
  const { client, chat, said, first, last, actions } = props;
  const own = said.kind === "pending" || said.message.sender_id === client.me.id;
  const named = !own && chat.info?.type === "group";
  return (
    <div
      class={`row${own ? " row-own" : ""}${first ? " row-first" : ""}${last ? " row-last" : ""}`}
    >
      {named && <Sender client={client} id={said.message.sender_id} shown={last} />}
      <div class="row-body">
        <Bubble {...props} named={first && named} />
        {said.kind === "message" ? (
          <Reactions client={client} chat={chat} message={said.message} />
        ) : (
          <PendingNotes chat={chat} outgoing={said.outgoing} actions={actions} />
        )}
      </div>
      {onOpen && <Actions onReply={onReply} onOpen={onOpen} />}
    </div>
  );
}

function Bubble({ client, chat, said, origin, actions, named }: RowProps & { named: boolean }) {
  const { text, reply_to } = said.kind === "message" ? said.message : said.outgoing;
  const deleted = said.kind === "message" && said.message.deleted;
  const refused = said.kind === "pending" && said.outgoing.state === "refused";
  return (
    <div class={refused ? "bubble bubble-refused" : "bubble"}>
      {named && said.kind === "message" && (
        <SenderName client={client} id={said.message.sender_id} />
      )}
      {typeof reply_to === "number" && !deleted && (
        <Quote client={client} chat={chat} seq={reply_to} origin={origin} onJump={actions.jump} />
      )}
      {deleted ? (
        <span class="text muted">{words.value.messageDeleted}</span>
      ) : (
        <Text text={text} />
      )}
      {said.kind === "message" ? (
        <Meta message={said.message} own={said.message.sender_id === client.me.id} />
      ) : (
        <PendingMeta outgoing={said.outgoing} />
      )}
    </div>
  );
}

interface ActionsProps {
  /** undefined: one may not. */
  onReply: (() => void) | undefined;
  onOpen: (at: At) => void;
}

function Actions({ onReply, onOpen }: ActionsProps) {
  const box = useRef<HTMLSpanElement>(null);
  const say = words.value;
  return (
    <span class="row-actions">
      {onReply && <IconButton icon="reply" label={say.reply} onClick={onReply} />}
      <span ref={box} class="row-menu">
        <IconButton
          icon="ellipsis-vertical"
          label={say.more}
          onClick={() => {
            const { left = 0, bottom = 0 } = box.current?.getBoundingClientRect() ?? {};
            onOpen({ x: left, y: bottom });
          }}
        />
      </span>
    </span>
  );
}

type On<Kind> = Kind & { readonly currentTarget: HTMLElement };

/** By the mouse, the Menu key or Shift+F10. Links and what is selected keep the browser's own menu. */
function openMenu(event: On<MouseEvent>, open: (at: At) => void): void {
  const { currentTarget: row, target } = event;
  const selection = getSelection();
  if ((target as Element).closest("a")) return;
  if (selection && !selection.isCollapsed && selection.containsNode(row, true)) return;
  event.preventDefault();
  // Of a key: the row itself has the focus, and the place is anywhere.
  if (target === row && row === document.activeElement) open(within(row));
  else open({ x: event.clientX, y: event.clientY });
}

function openByKey(event: On<KeyboardEvent>, open: (at: At) => void): void {
  if (event.key !== "Enter" || event.target !== event.currentTarget) return;
  event.preventDefault();
  open(within(event.currentTarget));
}

function within(row: HTMLElement): At {
  const { left, bottom } = (row.querySelector(".bubble") ?? row).getBoundingClientRect();
  return { x: left, y: bottom };
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
