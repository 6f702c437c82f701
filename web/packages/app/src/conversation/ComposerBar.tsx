import type { ChatHandle, Client } from "asq-client";

import { words } from "../i18n/t.js";
import { Origin } from "../message/Quote.js";
import { useMessage } from "../message/use_message.js";
import type { Draft } from "../state/draft_steps.js";
import { IconButton } from "../ui/Button.js";

export interface ComposerBarProps {
  client: Client;
  chat: ChatHandle;
  draft: Draft;
  /** Writes a new message instead. */
  onLeave: () => void;
}

/** What is being answered or changed; nothing for a new message. */
export function ComposerBar({ client, chat, draft, onLeave }: ComposerBarProps) {
  const say = words.value;
  const seq = draft.editing ?? draft.replyTo;
  const { message, failed } = useMessage(chat, seq);
  if (seq === undefined) return null;
  return (
    <div class="composer-bar">
      <div class="quote">
        {draft.editing === undefined ? (
          ((message && <Origin client={client} message={message} />) ?? (failed && say.quoteFailed))
        ) : (
          <>
            <span class="quote-name">{say.editing}</span>
            <span class="quote-text" dir="auto">
              {message?.text.slice(0, 200)}
            </span>
          </>
        )}
      </div>
      <IconButton
        icon="x"
        label={draft.editing === undefined ? say.stopReply : say.stopEditing}
        onClick={onLeave}
      />
    </div>
  );
}
