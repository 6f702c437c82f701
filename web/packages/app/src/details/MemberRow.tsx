import type { Chat, Client, Member } from "asq-client";

import { words } from "../i18n/t.js";
import { showDialog } from "../state/details.js";
import { usePeopleVersion } from "../state/live.js";
import { nameOf } from "../state/names.js";
import { Avatar } from "../ui/Avatar.js";
import { Icon } from "../ui/Icon.js";
import { memberActions } from "./member_actions.js";

export interface MemberRowProps {
  client: Client;
  info: Chat;
  member: Member;
  /** The one of the list that Tab comes to. */
  tabStop: boolean;
  position: number;
  count: number;
}

export function MemberRow({ client, info, member, tabStop, position, count }: MemberRowProps) {
  const me = client.me.id;
  const does = memberActions(info, member, me).length > 0;
  const content = <Person client={client} member={member} />;
  return (
    <li class="member-item" aria-posinset={position} aria-setsize={count}>
      {does ? (
        <button
          type="button"
          class="member"
          aria-haspopup="menu"
          data-member={member.user.id}
          tabIndex={tabStop ? 0 : -1}
          onClick={(event) => {
            event.currentTarget.focus({ preventScroll: true });
            showDialog({ kind: "member", member, at: placeOf(event) });
          }}
        >
          {content}
          <Icon name="ellipsis-vertical" size={16} />
        </button>
      ) : (
        <span class="member">{content}</span>
      )}
    </li>
  );
}

function Person({ client, member: { user, role } }: { client: Client; member: Member }) {
  usePeopleVersion();
  const say = words.value;
  const self = user.id === client.me.id;
  const online = self || client.people.presence(user.id)?.state === "online";
  return (
    <>
      <Avatar id={user.id} name={nameOf(user)} online={online} />
      <span class="member-name" dir="auto">
        {self ? say.you : nameOf(user)}
      </span>
      {online && <span class="visually-hidden">{say.online}</span>}
      {user.handle !== undefined && <span class="member-handle muted">@{user.handle}</span>}
      {role !== "member" && (
        <span class="member-role muted">{role === "owner" ? say.roleOwner : say.roleAdmin}</span>
      )}
    </>
  );
}

/** Where the pointer is; for the keyboard, at the row. */
function placeOf(event: MouseEvent): { x: number; y: number } {
  if (event.detail > 0) return { x: event.clientX, y: event.clientY };
  const { left, bottom } = (event.currentTarget as Element).getBoundingClientRect();
  return { x: left, y: bottom };
}
