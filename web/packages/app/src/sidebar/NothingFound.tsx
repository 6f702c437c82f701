import type { Client } from "asq-client";

import { words } from "../i18n/t.js";
import { facts } from "../state/server.js";
import { Icon } from "../ui/Icon.js";
import { PersonalLink } from "./PersonalLink.js";

export interface NothingFoundProps {
  client: Client;
  query: string;
  /** There was no answer. */
  failed: boolean;
}

/** Says what else to try: the e-mail, or a link. */
export function NothingFound({ client, query, failed }: NothingFoundProps) {
  const say = words.value;
  if (failed) {
    return (
      <div class="nothing">
        <Icon name="wifi-off" size={28} />
        <p>{say.unreachable}</p>
      </div>
    );
  }
  const about = query.trim() === "" ? say.nobodyAround : say.nothingFound;
  const hint = facts.value?.directory === false ? say.findExactly : say.findOrInvite;
  return (
    <div class="nothing">
      <Icon name="search" size={28} />
      <p>{about}</p>
      <p class="muted small">{hint}</p>
      <PersonalLink client={client} />
    </div>
  );
}
