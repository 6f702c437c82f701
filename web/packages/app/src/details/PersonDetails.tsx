import type { Chat, Client } from "asq-client";
import { useEffect } from "preact/hooks";

import { words } from "../i18n/t.js";
import { otherOf } from "../sidebar/chat_facts.js";
import { keepWatched } from "../sidebar/presence.js";
import { momentInSentence } from "../state/dates.js";
import { usePeopleVersion } from "../state/live.js";
import { Avatar } from "../ui/Avatar.js";
import { Button } from "../ui/Button.js";
import { copyText } from "../ui/clipboard.js";
import { say as toast } from "../ui/Toasts.js";

/** The other person of a direct chat. */
export function PersonDetails({ client, info }: { client: Client; info: Chat }) {
  usePeopleVersion();
  const say = words.value;
  const id = otherOf(info, client.me.id) ?? 0;
  useEffect(() => {
    client.people.load([id]).catch(() => undefined);
    keepWatched(client, [id]);
  }, [id]);
  const user = client.people.get(id);
  const gone = user?.deleted === true || info.name === "";
  const name = gone ? say.deletedAccount : (user?.username ?? info.name);
  const handle = user?.handle;
  return (
    <div class="details-body">
      <div class="details-who">
        <Avatar id={id} name={name} size="large" />
        <p class="details-name" dir="auto">
          {name}
        </p>
        {handle !== undefined && <p class="muted">@{handle}</p>}
        <p class="muted small">{gone ? say.accountGone : presenceInWords(client, id)}</p>
      </div>
      {handle !== undefined && (
        <div class="details-actions">
          <Button
            icon="copy"
            onClick={() => {
              void copyText(`@${handle}`).then((copied) => {
                toast(copied ? say.copied : `@${handle}`);
              });
            }}
          >
            {say.copyHandle}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Nothing, as long as nothing is known. */
function presenceInWords(client: Client, id: number): string {
  const say = words.value;
  const presence = client.people.presence(id);
  if (!presence) return "";
  if (presence.state === "online") return say.online;
  const { last_seen: when } = presence;
  if (!when) return say.offlineNow;
  return say.lastSeen(momentInSentence(when));
}
