import type { Chat } from "asq-client";

import { words } from "../i18n/t.js";
import { go } from "../state/place.js";
import { Avatar } from "../ui/Avatar.js";
import { IconButton } from "../ui/Button.js";

export function Header({ info }: { info: Chat }) {
  const say = words.value;
  const name = info.name || say.deletedAccount;
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
      <Avatar id={info.id} name={name} size="small" />
      <div class="conversation-title">
        <h2 dir="auto">{name}</h2>
        {info.type === "group" && <p class="muted small">{say.members(info.member_count)}</p>}
      </div>
    </header>
  );
}
