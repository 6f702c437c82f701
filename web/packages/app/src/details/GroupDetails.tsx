import type { Chat, Client } from "asq-client";
import { useEffect, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { showDialog } from "../state/details.js";
import { problemsOf } from "../state/problems.js";
import { Avatar } from "../ui/Avatar.js";
import { Button } from "../ui/Button.js";
import { say as toast } from "../ui/Toasts.js";
import { changeGroup } from "./group_requests.js";
import { GroupName } from "./GroupName.js";
import { Links } from "./Links.js";
import { Members } from "./Members.js";

export interface GroupProps {
  client: Client;
  info: Chat;
}

export function GroupDetails({ client, info }: GroupProps) {
  const say = words.value;
  const may = (capability: Chat["capabilities"][number]) => info.capabilities.includes(capability);
  return (
    <div class="details-body">
      <div class="details-who">
        <Avatar id={info.id} name={info.name} size="large" />
        <GroupName client={client} info={info} />
        <p class="muted small">{say.groupOf(info.member_count)}</p>
      </div>
      {may("invite") && (
        <div class="details-actions">
          <Button
            icon="user-plus"
            onClick={() => {
              showDialog({ kind: "add" });
            }}
          >
            {say.inviteMembers}
          </Button>
        </div>
      )}
      <Members client={client} info={info} />
      {may("invite") && <Links client={client} chat_id={info.id} />}
      {may("update") && <WhoInvites client={client} info={info} />}
      <div class="details-actions">
        {may("leave") && (
          <Button
            icon="log-out"
            onClick={() => {
              showDialog({ kind: "leave" });
            }}
          >
            {say.leaveGroup}
          </Button>
        )}
        {may("delete_chat") && (
          <span class="details-danger">
            <Button
              icon="trash"
              onClick={() => {
                showDialog({ kind: "delete" });
              }}
            >
              {say.deleteGroup}
            </Button>
          </span>
        )}
      </div>
    </div>
  );
}

/** A switch: it shows what one wants until the server has said what is. */
function WhoInvites({ client, info }: GroupProps) {
  const say = words.value;
  const [wanted, setWanted] = useState<boolean>();
  const change = async (admins_only_invite: boolean) => {
    setWanted(admins_only_invite);
    try {
      await changeGroup(client, info.id, { admins_only_invite });
    } catch (error) {
      toast(problemsOf(error, 0).form ?? say.failed);
      setWanted(undefined);
    }
  };
  // The event comes a moment after the answer.
  const said = info.admins_only_invite ?? false;
  useEffect(() => {
    if (said === wanted) setWanted(undefined);
  }, [said, wanted]);
  return (
    <label class="details-switch">
      <input
        type="checkbox"
        checked={wanted ?? said}
        onChange={(event) => void change(event.currentTarget.checked)}
      />
      {say.adminsOnlyInvite}
    </label>
  );
}
