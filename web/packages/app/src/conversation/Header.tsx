import type { Chat, Client } from "asq-client";
import { useEffect } from "preact/hooks";

import { words } from "../i18n/t.js";
import { avatarIdOf, watchedOf } from "../sidebar/chat_facts.js";
import { momentInSentence } from "../state/dates.js";
import { watch } from "../sidebar/presence.js";
import { details, toggleDetails } from "../state/details.js";
import { linkOf } from "../state/invites.js";
import { usePeopleVersion } from "../state/live.js";
import { go } from "../state/place.js";
import { problemsOf } from "../state/problems.js";
import { Avatar } from "../ui/Avatar.js";
import { IconButton } from "../ui/Button.js";
import { copyText } from "../ui/clipboard.js";
import { say as toast } from "../ui/Toasts.js";

/** Whose chat it is, who is there, and its link. */
export function Header({ client, info }: { client: Client; info: Chat }) {
  const say = words.value;
  const name = info.name || say.deletedAccount;
  const open = () => {
    toggleDetails(info.id);
  };
  return (
    <header class="conversation-head">
      <span class="conversation-back">
        <IconButton
          icon="chevron-left"
          label={say.back}
          onClick={() => {
            go({ view: "home" });
          }}
        />
      </span>
      <Avatar id={avatarIdOf(info, client.me.id)} name={name} size="small" />
      <div class="conversation-title">
        <h1 dir="auto">
          <button type="button" class="conversation-name" onClick={open}>
            {name}
          </button>
        </h1>
        <p class="muted small">
          <Presence client={client} info={info} />
        </p>
      </div>
      {info.capabilities.includes("invite") && (
        <span class="conversation-link">
          <IconButton
            icon="link"
            label={say.copyLink}
            onClick={() => void copyLink(client, info.id)}
          />
        </span>
      )}
      <IconButton
        icon="info"
        label={say.details}
        expanded={details.value === info.id}
        onClick={open}
      />
    </header>
  );
}

async function copyLink(client: Client, chat_id: number): Promise<void> {
  try {
    const link = await linkOf(client, chat_id);
    toast((await copyText(link)) ? words.value.linkCopied : link);
  } catch (error) {
    toast(problemsOf(error, 0).form ?? "");
  }
}

/** How many of a group are there; in a direct chat since when the other one is not. */
function Presence({ client, info }: { client: Client; info: Chat }) {
  usePeopleVersion();
  const say = words.value;
  const others = watchedOf(info, client.me.id);
  const all = others.join();
  useEffect(() => watch(client, others), [client, all]);
  const there = others.filter((id) => client.people.presence(id)?.state === "online").length;
  if (info.type === "group") {
    const online = there + 1;
    return (
      <>
        {there > 0 ? say.membersOnline(info.member_count, online) : say.members(info.member_count)}
      </>
    );
  }
  const presence = client.people.presence(others[0] ?? 0);
  if (presence?.state === "online") return <>{say.online}</>;
  if (!presence?.last_seen) return null;
  return <>{say.lastSeen(momentInSentence(presence.last_seen))}</>;
}
