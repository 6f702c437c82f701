// The third column: who is in a chat, and what can be done with it.
import type { Client } from "asq-client";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

import { words } from "../i18n/t.js";
import { closeDetails } from "../state/details.js";
import { onEscape } from "../state/keys.js";
import { useChatVersion } from "../state/live.js";
import { IconButton } from "../ui/Button.js";
import { DetailsDialogs } from "./DetailsDialogs.js";
import { GroupDetails } from "./GroupDetails.js";
import { PersonDetails } from "./PersonDetails.js";

export interface DetailsProps {
  client: Client;
  id: number;
}

export function Details({ client, id }: DetailsProps) {
  useChatVersion(id);
  const say = words.value;
  const { info } = client.chat(id);
  const head = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    head.current?.focus({ preventScroll: true });
    return onEscape("selection", () => {
      closeDetails();
      return undefined;
    });
  }, []);
  useEffect(() => {
    // One has left, or was removed: the conversation says so.
    if (!info) closeDetails();
  }, [!info]);
  if (!info) return null;
  return (
    <aside class="details" aria-label={say.details}>
      <header class="details-head">
        <h2 ref={head} tabIndex={-1}>
          {say.details}
        </h2>
        <IconButton icon="x" label={say.close} onClick={closeDetails} />
      </header>
      <div class="details-scroll">
        {info.type === "group" ? (
          <GroupDetails client={client} info={info} />
        ) : (
          <PersonDetails client={client} info={info} />
        )}
      </div>
      <DetailsDialogs client={client} info={info} head={head} />
    </aside>
  );
}
