import type { Chat, Client } from "asq-client";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

import { words } from "../i18n/t.js";
import {
  closeDetails,
  closeDialog,
  detailsDialog,
  giveFocusBackFromDialog,
} from "../state/details.js";
import { endInvite } from "../state/invites.js";
import { nameOf } from "../state/names.js";
import { go, place } from "../state/place.js";
import { Menu } from "../ui/Menu.js";
import { AddMembers } from "./AddMembers.js";
import { Confirm } from "./Confirm.js";
import { changeRole, deleteGroup, removeMember } from "./group_requests.js";
import { memberEntries } from "./member_menu.js";

export interface DetailsDialogsProps {
  client: Client;
  info: Chat;
  /** Has the focus when what was opened from is gone. */
  head: RefObject<HTMLElement>;
}

/** The menu or the question that lies over the details. */
export function DetailsDialogs({ client, info, head }: DetailsDialogsProps) {
  const dialog = detailsDialog.value;
  useLayoutEffect(() => {
    if (!dialog) giveFocusBackFromDialog(head.current);
  }, [dialog]);
  switch (dialog?.kind) {
    case "member":
      return (
        <Menu
          label={nameOf(dialog.member.user)}
          entries={memberEntries(client, info, dialog.member)}
          at={dialog.at}
          onClose={closeDialog}
        />
      );
    case "add":
      return <AddMembers client={client} info={info} />;
    case undefined:
      return null;
    default:
      return <Question client={client} info={info} />;
  }
}

/** What can't be undone is asked once. */
function Question({ client, info }: { client: Client; info: Chat }) {
  const say = words.value;
  const dialog = detailsDialog.value;
  switch (dialog?.kind) {
    case "remove":
      return (
        <Confirm
          title={say.removeMemberAsk(nameOf(dialog.member.user))}
          hint={say.removeMemberHint}
          verb={say.remove}
          act={() => removeMember(client, info.id, dialog.member.user.id)}
        />
      );
    case "hand_over":
      return (
        <Confirm
          title={say.makeOwnerAsk(nameOf(dialog.member.user))}
          hint={say.makeOwnerHint}
          verb={say.makeOwner}
          act={() => changeRole(client, info.id, dialog.member.user.id, "owner")}
        />
      );
    case "end_link":
      return (
        <Confirm
          title={say.endLinkAsk}
          hint={say.endLinkHint}
          verb={say.endLink}
          act={() => endInvite(client, info.id, dialog.token)}
          done={say.linkEnded}
        />
      );
    case "leave":
      return (
        <Confirm
          title={say.leaveGroupAsk(info.name)}
          hint={leaveHint(info)}
          verb={say.leave}
          act={() => removeMember(client, info.id, client.me.id)}
          done={say.groupLeft}
          onDone={() => {
            goHome(info.id);
          }}
        />
      );
    case "delete":
      return (
        <Confirm
          title={say.deleteGroupAsk(info.name)}
          hint={say.deleteGroupHint}
          verb={say.deleteGroup}
          act={() => deleteGroup(client, info.id)}
          done={say.groupDeleted}
          onDone={() => {
            goHome(info.id);
          }}
        />
      );
    default:
      return null;
  }
}

function leaveHint({ member_count, role }: Chat): string {
  const say = words.value;
  if (member_count === 1) return say.leaveLastHint;
  return role === "owner" ? say.leaveOwnerHint : say.leaveGroupHint;
}

/** Back does not lead to a chat that is no more. */
function goHome(chat_id: number): void {
  if (place.value.view !== "chat" || place.value.id !== chat_id) return;
  closeDetails();
  go({ view: "home" }, { replace: true });
}
