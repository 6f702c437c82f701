import type { Chat, Client } from "asq-client";

import { words } from "../i18n/t.js";
import { Avatar } from "../ui/Avatar.js";
import { Members } from "./Members.js";

export function GroupDetails({ client, info }: { client: Client; info: Chat }) {
  const say = words.value;
  return (
    <div class="details-body">
      <div class="details-who">
        <Avatar id={info.id} name={info.name} size="large" />
        <p class="details-name" dir="auto">
          {info.name}
        </p>
        <p class="muted small">{say.groupOf(info.member_count)}</p>
      </div>
      <Members client={client} info={info} />
    </div>
  );
}
