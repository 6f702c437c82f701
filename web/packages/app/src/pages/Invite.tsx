import { useEffect, useState } from "preact/hooks";
import { type InvitePreview, Refusal } from "asq-client";

import { words } from "../i18n/t.js";
import { go } from "../state/place.js";
import { facts, loadFacts, server } from "../state/server.js";
import { logOut, who } from "../state/session.js";
import { Avatar } from "../ui/Avatar.js";
import { Button } from "../ui/Button.js";
import { Icon } from "../ui/Icon.js";
import { EntryForm } from "./EntryForm.js";
import { EntryPage } from "./EntryPage.js";
import { Forgot } from "./Forgot.js";
import { enterInvitation } from "./enter_invitation.js";

type Found =
  | { state: "loading" }
  | { state: "there"; preview: InvitePreview }
  | { state: "gone"; code: string };

/** What an invitation says, and the way in: one is in the chat afterwards. */
export function Invite({ token }: { token: string }) {
  const [found, setFound] = useState<Found>({ state: "loading" });
  const load = async () => {
    try {
      const [preview] = await Promise.all([server.invitation(token), loadFacts()]);
      setFound({ state: "there", preview });
    } catch (error) {
      const code = error instanceof Refusal ? error.code : "unreachable";
      // Who has come by it is in the chat, even if it is used up by now.
      if (code === "invite_over" && who.value.state === "in") {
        if ((await enterInvitation(token)) === undefined) return;
      }
      setFound({ state: "gone", code });
    }
  };
  useEffect(() => {
    void load();
  }, [token]);
  if (found.state === "loading") return <EntryPage title={undefined} />;
  if (found.state === "gone") return <Gone code={found.code} onAgain={load} />;
  return (
    <There
      token={token}
      preview={found.preview}
      onGone={(code) => {
        setFound({ state: "gone", code });
      }}
    />
  );
}

function There({
  token,
  preview,
  onGone,
}: {
  token: string;
  preview: InvitePreview;
  onGone: (code: string) => void;
}) {
  const say = words.value;
  const { chat, invited_by: by, registers } = preview;
  const [mode, setMode] = useState<"log_in" | "register">(registers ? "register" : "log_in");
  const name = facts.value?.name ?? say.appName;
  const title = titleOf(preview, name);
  useEffect(() => {
    document.title = title;
  }, [title]);
  const accept = async () => {
    const code = await enterInvitation(token);
    if (code !== undefined) onGone(code);
  };
  const action = chat ? say.join(chat.name) : by ? say.startChat : say.createAccount;
  return (
    <EntryPage
      picture={
        <>
          {by && <Avatar id={1} name={by.username} size="large" />}
          {chat && <Avatar id={0} name={chat.name} size="large" />}
          {!by && !chat && <Avatar id={3} name={name} size="large" />}
        </>
      }
      title={title}
      {...(chat && { about: say.peopleInIt(chat.member_count) })}
    >
      {who.value.state === "in" ? (
        <AsOneself action={action} onAccept={accept} />
      ) : (
        <>
          <EntryForm
            mode={mode}
            mayRegister={registers}
            action={action}
            invite={token}
            onMode={setMode}
            onDone={() => void accept()}
            onGone={onGone}
          />
          {!registers && <p class="muted small">{say.closedServer}</p>}
          {mode === "log_in" && <Forgot />}
        </>
      )}
    </EntryPage>
  );
}

function AsOneself({ action, onAccept }: { action: string; onAccept: () => Promise<void> }) {
  const say = words.value;
  const [busy, setBusy] = useState(false);
  if (who.value.state !== "in") return null;
  return (
    <>
      <p class="muted">{say.joinAs(who.value.client.me.username)}</p>
      <Button
        kind="primary"
        busy={busy}
        onClick={() => {
          setBusy(true);
          void onAccept().finally(() => {
            setBusy(false);
          });
        }}
      >
        {action}
      </Button>
      <Button kind="link" onClick={() => void logOut().catch(() => undefined)}>
        {say.notYou}
      </Button>
    </>
  );
}

function titleOf({ chat, invited_by: by }: InvitePreview, server: string): string {
  const say = words.value;
  if (chat) return by ? say.invitesTo(by.username, chat.name) : say.invitedTo(chat.name);
  return by ? say.invitesToTalk(by.username) : say.invitedToServer(server);
}

function Gone({ code, onAgain }: { code: string; onAgain: () => Promise<void> }) {
  const say = words.value;
  const texts: Record<string, [title: string, about: string]> = {
    invite_over: [say.invitationOver, say.invitationOverHint],
    invite_not_found: [say.noInvitation, say.noInvitationHint],
    left_before: [say.leftBefore, say.leftBeforeHint],
    self_chat: [say.ownInvitation, say.ownInvitationHint],
  };
  const known = texts[code];
  const [title, about] =
    known ??
    (code === "unreachable"
      ? [say.offline, say.unreachable]
      : [facts.value?.name ?? say.appName, say.failed]);
  return (
    <EntryPage
      picture={<Icon name={known ? "link" : "wifi-off"} size={28} />}
      title={title}
      about={about}
    >
      {known ? (
        <Button
          kind="primary"
          onClick={() => {
            go({ view: "home" }, { replace: true });
          }}
        >
          {who.value.state === "in" ? say.toChats : say.logIn}
        </Button>
      ) : (
        <Button kind="primary" onClick={() => void onAgain()}>
          {say.tryAgain}
        </Button>
      )}
    </EntryPage>
  );
}
