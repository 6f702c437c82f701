import type { Client } from "asq-client";
import { useEffect, useRef, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { linkOf, opensOnlyHere } from "../state/invites.js";
import { Button } from "../ui/Button.js";
import { copyText } from "../ui/clipboard.js";
import { Icon } from "../ui/Icon.js";
import { say as toast } from "../ui/Toasts.js";

/** A group in which nobody has written yet: its link, to be sent to others. */
export function InviteCard({ client, chat_id }: { client: Client; chat_id: number }) {
  const say = words.value;
  const [link, setLink] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // Without it there is no card; the details can make one later.
    linkOf(client, chat_id).then(setLink, () => undefined);
  }, [chat_id]);
  if (link === undefined) return null;
  return (
    <div class="invite-card">
      <span class="first-chat-picture">
        <Icon name="link" size={28} />
      </span>
      <h2>{say.inviteCard}</h2>
      <p class="muted small">{say.inviteCardHint}</p>
      <input
        ref={field}
        class="invite-link"
        readOnly
        value={link}
        aria-label={say.inviteLink}
        onFocus={(event) => {
          event.currentTarget.select();
        }}
      />
      <Button
        kind="primary"
        icon="copy"
        onClick={() => {
          void copyText(link).then((copied) => {
            if (copied) toast(say.linkCopied);
            // Selected, it can be copied by hand.
            else field.current?.focus();
          });
        }}
      >
        {say.copyLink}
      </Button>
      {opensOnlyHere(link) && <p class="small warn">{say.onlyThisComputer}</p>}
    </div>
  );
}
