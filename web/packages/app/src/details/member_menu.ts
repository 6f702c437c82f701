// What can be done with a member, as the entries of a menu.
import { type Chat, type Client, type Member } from "asq-client";

import { words } from "../i18n/t.js";
import { otherOf } from "../sidebar/chat_facts.js";
import { findProblem } from "../sidebar/find_problems.js";
import { closeDialog, showDialog } from "../state/details.js";
import { chats } from "../state/live.js";
import { nameOf } from "../state/names.js";
import { go } from "../state/place.js";
import { problemsOf } from "../state/problems.js";
import type { MenuEntry } from "../ui/Menu.js";
import { say as toast } from "../ui/Toasts.js";
import { changeRole } from "./group_requests.js";
import { type MemberAction, memberActions } from "./member_actions.js";

export function memberEntries(client: Client, info: Chat, member: Member): MenuEntry[] {
  return memberActions(info, member, client.me.id).map((action) =>
    entryOf(action, client, info, member),
  );
}

function entryOf(action: MemberAction, client: Client, info: Chat, member: Member): MenuEntry {
  const say = words.value;
  const giveRole = (role: "admin" | "member") => () => {
    closeDialog();
    changeRole(client, info.id, member.user.id, role).catch((error: unknown) => {
      toast(problemsOf(error, 0).form ?? say.failed);
    });
  };
  switch (action) {
    case "write":
      return {
        icon: "message-circle",
        label: say.writeTo,
        act: () => {
          closeDialog();
          void writeTo(client, member);
        },
      };
    case "make_admin":
      return { icon: "shield", label: say.makeAdmin, act: giveRole("admin") };
    case "make_member":
      return { icon: "shield", label: say.makeMember, act: giveRole("member") };
    case "make_owner":
      return {
        icon: "crown",
        label: say.makeOwner,
        act: () => {
          showDialog({ kind: "hand_over", member });
        },
      };
    case "remove":
      return {
        icon: "user-minus",
        label: say.removeMember,
        danger: true,
        act: () => {
          showDialog({ kind: "remove", member });
        },
      };
  }
}

/** Into the chat with somebody: the one that there is, or a new one. */
async function writeTo(client: Client, { user }: Member): Promise<void> {
  const known = chats.value.find((chat) => otherOf(chat, client.me.id) === user.id);
  if (known) {
    go({ view: "chat", id: known.id });
    return;
  }
  try {
    const { id } = await client.openDirect(`@${user.handle ?? ""}`);
    go({ view: "chat", id });
  } catch (error) {
    toast(findProblem(error, nameOf(user)));
  }
}
