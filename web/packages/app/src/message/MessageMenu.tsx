import type { ChatHandle, Client, Message } from "asq-client";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { wholeMoment } from "../state/dates.js";
import { pathOf, root } from "../state/place.js";
import { problemsOf } from "../state/problems.js";
import { Button } from "../ui/Button.js";
import { copyText } from "../ui/clipboard.js";
import { Icon } from "../ui/Icon.js";
import type { IconName } from "../ui/icon_names.js";
import { say as toast } from "../ui/Toasts.js";
import type { MessageActions } from "./actions.js";
import { hasReacted, kAtHand, toggleReaction } from "./reacting.js";
import { ReadBy } from "./ReadBy.js";
import { mayWrite } from "./rights.js";

export interface MessageMenuProps {
  client: Client;
  chat: ChatHandle;
  message: Message;
  actions: MessageActions;
  /** Where it opens, on a screen that is wide enough; on a phone it is a sheet. */
  at: At;
  onClose: () => void;
}

export interface At {
  readonly x: number;
  readonly y: number;
}

interface Entry {
  icon: IconName;
  label: string;
  danger?: boolean;
  act: () => void;
}

/** What can be done with a message. Modal: the browser keeps the focus in it and gives it back. */
export function MessageMenu(props: MessageMenuProps) {
  const { client, chat, message, at, onClose } = props;
  const box = useRef<HTMLDialogElement>(null);
  const pressed = useRef(false);
  const [asking, setAsking] = useState(false);
  useLayoutEffect(() => {
    const dialog = box.current;
    if (!dialog) return;
    dialog.showModal();
    const { width, height } = dialog.getBoundingClientRect();
    dialog.style.setProperty("--x", `${Math.max(8, Math.min(at.x, innerWidth - width - 8))}px`);
    dialog.style.setProperty("--y", `${Math.max(8, Math.min(at.y, innerHeight - height - 8))}px`);
  }, []);
  useEffect(() => {
    box.current?.querySelector<HTMLElement>(`${kEntries}, .button`)?.focus();
  }, [asking]);
  return (
    <dialog
      ref={box}
      class="menu"
      aria-label={words.value.more}
      onClose={onClose}
      onPointerDown={() => {
        pressed.current = true;
      }}
      onClickCapture={(event) => {
        // The finger that opened it by a long press is lifted: that chooses nothing, and closes nothing.
        if (event.detail > 0 && !pressed.current) event.stopPropagation();
        else if (event.target === box.current) event.currentTarget.close();
      }}
      onKeyDown={moveFocus}
    >
      {asking ? (
        <Confirm
          chat={chat}
          message={message}
          onDone={() => {
            box.current?.close();
          }}
        />
      ) : (
        <Entries
          {...props}
          client={client}
          onAsk={() => {
            setAsking(true);
          }}
          close={() => {
            box.current?.close();
          }}
        />
      )}
    </dialog>
  );
}

function Entries({
  client,
  chat,
  message,
  actions,
  onAsk,
  close,
}: MessageMenuProps & { onAsk: () => void; close: () => void }) {
  const say = words.value;
  const maySend = mayWrite(chat);
  const own = message.sender_id === client.me.id;
  const entries: Entry[] = [
    ...(maySend
      ? [
          entry("reply", say.reply, () => {
            actions.reply(message);
          }),
        ]
      : []),
    ...(own && maySend
      ? [
          entry("pencil", say.editMessage, () => {
            actions.edit(message);
          }),
        ]
      : []),
    entry("copy", say.copyText, () => void copyText(message.text).then(told)),
    entry("link", say.copyMessageLink, () => {
      const to = { view: "chat", id: chat.id, seq: message.seq } as const;
      void copyText(new URL(pathOf(to), root).href).then(told);
    }),
  ];
  const mayDelete = own || (chat.info?.capabilities.includes("delete_any_message") ?? false);
  return (
    <>
      <div role="menu" aria-label={say.more}>
        {maySend && <ReactionEntries {...{ client, chat, message, close }} />}
        {entries.map(({ icon, label, act }) => (
          <button
            key={label}
            type="button"
            role="menuitem"
            class="menu-entry"
            onClick={() => {
              close();
              act();
            }}
          >
            <Icon name={icon} /> {label}
          </button>
        ))}
        {mayDelete && (
          <button type="button" role="menuitem" class="menu-entry menu-danger" onClick={onAsk}>
            <Icon name="trash" /> {say.deleteMessage}
          </button>
        )}
      </div>
      <ReadBy client={client} chat={chat} message={message} />
      <p class="menu-note">{wholeMoment(message.timestamp)}</p>
    </>
  );
}

function ReactionEntries({
  client,
  chat,
  message,
  close,
}: Pick<MessageMenuProps, "client" | "chat" | "message"> & { close: () => void }) {
  return (
    <div class="menu-reactions" role="group" aria-label={words.value.react}>
      {kAtHand.map((emoji) => (
        <button
          key={emoji}
          type="button"
          role="menuitemcheckbox"
          class="menu-reaction"
          aria-checked={hasReacted(client, message, emoji)}
          onClick={() => {
            void toggleReaction(client, chat, message, emoji);
            close();
          }}
        >
          {emoji}
        </button>
      ))}
    </div>
  );
}

function entry(icon: IconName, label: string, act: () => void): Entry {
  return { icon, label, act };
}

function told(copied: boolean): void {
  if (copied) toast(words.value.copied);
}

function Confirm({
  chat,
  message,
  onDone,
}: {
  chat: ChatHandle;
  message: Message;
  onDone: () => void;
}) {
  const say = words.value;
  return (
    <div class="menu-confirm">
      <p>{say.deleteAsk}</p>
      <p class="muted small">{say.deleteHint}</p>
      <Button
        kind="danger"
        onClick={() => {
          chat.delete(message.seq).catch((error: unknown) => {
            toast(problemsOf(error, 0).form ?? "");
          });
          onDone();
        }}
      >
        {say.deleteMessage}
      </Button>
      <Button onClick={onDone}>{say.cancel}</Button>
    </div>
  );
}

const kEntries = "[role=menuitem], [role=menuitemcheckbox]";
const kSteps: Readonly<Record<string, 1 | -1>> = {
  ArrowDown: 1,
  ArrowRight: 1,
  ArrowUp: -1,
  ArrowLeft: -1,
};

function moveFocus(event: KeyboardEvent): void {
  const box = event.currentTarget as HTMLElement;
  const all = [...box.querySelectorAll<HTMLElement>(kEntries)];
  const { key } = event;
  const step = kSteps[key];
  if (all.length === 0 || (step === undefined && key !== "Home" && key !== "End")) return;
  event.preventDefault();
  const at = all.indexOf(document.activeElement as HTMLElement);
  const next =
    key === "Home" ? 0 : key === "End" ? -1 : at < 0 ? 0 : (at + (step ?? 0)) % all.length;
  all.at(next)?.focus();
}
