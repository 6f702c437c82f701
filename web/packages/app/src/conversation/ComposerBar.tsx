import type { ChatHandle, Client } from "asq-client";
import { useEffect, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { Origin } from "../message/Quote.js";
import type { Draft } from "../state/drafts.js";
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
  const [, loaded] = useState(0);
  useEffect(() => {
    if (seq === undefined) return;
    const draw = () => {
      loaded((count) => count + 1);
    };
    chat.load(seq, seq).then(draw, draw);
  }, [seq]);
  if (seq === undefined) return null;
  const message = chat.message(seq);
  return (
    <div class="composer-bar">
      <div class="quote">
        {draft.editing === undefined ? (
          message && <Origin client={client} message={message} />
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
