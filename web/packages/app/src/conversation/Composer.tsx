import type { ChatHandle, Client } from "asq-client";
import { type RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

import { words } from "../i18n/t.js";
import { change } from "../state/changes.js";
import { editing as editingOf, emptyDraft, leftOff, newMessageOf } from "../state/draft_steps.js";
import { draftOf, draftsVersion, keepDraft } from "../state/drafts.js";
import { onEscape } from "../state/keys.js";
import { mayWrite } from "../message/rights.js";
import { problemsOf } from "../state/problems.js";
import { send } from "../state/unsent.js";
import { Icon } from "../ui/Icon.js";
import { say as toast } from "../ui/Toasts.js";
import { ComposerBar } from "./ComposerBar.js";

export interface ComposerProps {
  client: Client;
  chat: ChatHandle;
  name: string;
  field: RefObject<HTMLTextAreaElement>;
}

const kMost = 16_384;
const kTellFrom = kMost - 500;
const onTouch = matchMedia("(pointer: coarse)");

/** Where one writes: a new message, an answer, or a change of one's own. */
export function Composer({ client, chat, name, field }: ComposerProps) {
  const say = words.value;
  void draftsVersion.value;
  const me = client.me.id;
  const draft = draftOf(me, chat.id);
  const most = client.limits?.text_characters ?? kMost;
  const length = [...draft.text].length;
  useLayoutEffect(() => {
    fit(field.current);
  });
  // On a phone the keyboard would hide what one came to read.
  useLayoutEffect(() => {
    if (!onTouch.matches) field.current?.focus();
  }, [chat]);

  const keep = (text: string) => {
    keepDraft(me, chat.id, { ...draft, text });
  };
  const leave = () => {
    keepDraft(me, chat.id, leftOff(draftOf(me, chat.id)));
  };
  const bound = (draft.replyTo ?? draft.editing) !== undefined;
  useLayoutEffect(() => {
    if (!bound) return undefined;
    return onEscape("reply", () => {
      leave();
      return true;
    });
  }, [bound, chat]);
  const submit = () => {
    const { text, replyTo, editing } = draft;
    if (text.trim() === "" || length > most) return;
    if (editing === undefined) send(client, chat, text, replyTo);
    keepDraft(me, chat.id, editing === undefined ? emptyDraft : newMessageOf(draft));
    field.current?.focus();
    if (editing === undefined) return;
    change(client, chat, editing, text).catch((error: unknown) => {
      toast(problemsOf(error, 0).form ?? say.failed);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // "Process": an input method is composing, in browsers that do not say so otherwise.
    if (event.isComposing || event.key === "Process") return;
    if (event.key === "Enter" && !event.shiftKey && !onTouch.matches) {
      event.preventDefault();
      submit();
    } else if (event.key === "ArrowUp" && draft.text === "") {
      const own = ownLast(client, chat);
      if (!own) return;
      event.preventDefault();
      keepDraft(me, chat.id, editingOf(draft, own));
    }
  };

  if (chat.info && !mayWrite(chat)) {
    return <p class="composer-refused muted">{say.mayNotWrite}</p>;
  }
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <ComposerBar client={client} chat={chat} draft={draft} onLeave={leave} />
      <div class="composer-line">
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          value={draft.text}
          aria-label={say.messageTo(name)}
          placeholder={say.messageTo(name)}
          enterkeyhint={onTouch.matches ? "enter" : "send"}
          onInput={(event) => {
            keep(event.currentTarget.value);
            chat.typing();
          }}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            refuseFiles(event, event.clipboardData);
          }}
          onDrop={(event) => {
            refuseFiles(event, event.dataTransfer);
          }}
        />
        <button
          type="submit"
          class="composer-send"
          aria-label={draft.editing === undefined ? say.send : say.save}
          // It keeps the keyboard of a phone open.
          onPointerDown={(event) => {
            event.preventDefault();
          }}
        >
          <Icon name={draft.editing === undefined ? "send" : "check"} />
        </button>
      </div>
      {length >= kTellFrom && (
        <p class={length > most ? "composer-count composer-over" : "composer-count"} role="status">
          {length > most ? say.tooLong(length - most) : say.left(most - length)}
        </p>
      )}
    </form>
  );
}

/** As high as its text, where CSS can't do it. */
function fit(field: HTMLTextAreaElement | null): void {
  if (!field || CSS.supports("field-sizing", "content")) return;
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight}px`;
}

function ownLast(client: Client, chat: ChatHandle) {
  const last = chat.info?.last_seq ?? 0;
  return chat
    .messages(last - 50, last)
    .filter((message) => message.sender_id === client.me.id && !message.deleted)
    .at(-1);
}

function refuseFiles(event: Event, data: DataTransfer | null): void {
  if (!data || data.files.length === 0) return;
  event.preventDefault();
  toast(words.value.noFiles);
}
