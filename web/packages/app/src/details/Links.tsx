import type { Client } from "asq-client";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { shortDate } from "../state/dates.js";
import { showDialog } from "../state/details.js";
import {
  type Invite,
  invitesInto,
  linksVersion,
  linkTo,
  makeInvite,
  opensOnlyHere,
} from "../state/invites.js";
import { connection } from "../state/live.js";
import { problemsOf } from "../state/problems.js";
import { Button, IconButton } from "../ui/Button.js";
import { copyText } from "../ui/clipboard.js";
import { say as toast } from "../ui/Toasts.js";

/** One's links into a group: to copy, to end, and another one. */
export function Links({ client, chat_id }: { client: Client; chat_id: number }) {
  const say = words.value;
  const { invites, problem, setProblem, load } = useInvites(client, chat_id);
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await copy(linkTo(await makeInvite(client, chat_id)));
    } catch (error) {
      setProblem(problemsOf(error, 0).form ?? say.failed);
    }
    setBusy(false);
  };
  const box = useRef<HTMLElement>(null);
  const count = invites?.length;
  const before = useRef(count);
  useLayoutEffect(() => {
    // The row that had the focus is gone with its link.
    const lost = document.activeElement === document.body && (count ?? 0) < (before.current ?? 0);
    before.current = count;
    if (lost) box.current?.querySelector<HTMLElement>(".button")?.focus();
  }, [count]);
  return (
    <section ref={box} class="details-section" aria-label={say.myLinks}>
      <h3>{say.myLinks}</h3>
      {invites?.length === 0 && <p class="muted small">{say.noLinks}</p>}
      {invites && invites.length > 0 && (
        <ul class="link-list">
          {invites.map((invite) => (
            <LinkRow key={invite.token} invite={invite} />
          ))}
        </ul>
      )}
      {invites?.some((invite) => opensOnlyHere(linkTo(invite))) && (
        <p class="small warn">{say.onlyThisComputer}</p>
      )}
      {problem !== undefined && (
        <p class="dialog-problem" role="alert">
          {invites ? problem : `${say.linksFailed} ${problem}`}
        </p>
      )}
      {invites || problem === undefined ? (
        <Button icon="link" busy={busy} onClick={() => void make()}>
          {say.makeLink}
        </Button>
      ) : (
        <Button onClick={load}>{say.tryAgain}</Button>
      )}
    </section>
  );
}

function LinkRow({ invite }: { invite: Invite }) {
  const say = words.value;
  const link = linkTo(invite);
  const ends = invite.expires_at;
  return (
    <li class="link-row">
      <div class="link-words">
        <p class="link-text" title={link}>
          {link.replace(/^https?:\/\//, "")}
        </p>
        <p class="muted small">
          {ends ? say.linkUntil(shortDate(ends)) : say.linkForever},{" "}
          {say.linkUses(invite.uses ?? 0)}
        </p>
      </div>
      <IconButton icon="copy" label={say.copyLink} onClick={() => void copy(link)} />
      <IconButton
        icon="trash"
        label={say.endLink}
        onClick={() => {
          showDialog({ kind: "end_link", token: invite.token });
        }}
      />
    </li>
  );
}

async function copy(link: string): Promise<void> {
  toast((await copyText(link)) ? words.value.linkCopied : link);
}

function useInvites(client: Client, chat_id: number) {
  const [invites, setInvites] = useState<readonly Invite[]>();
  const [problem, setProblem] = useState<string>();
  const version = linksVersion.value;
  const live = connection.value.state === "live";
  const load = () => {
    let over = false;
    invitesInto(client, chat_id).then(
      (found) => {
        if (over) return;
        setInvites(found);
        setProblem(undefined);
      },
      (error: unknown) => {
        if (!over) setProblem(problemsOf(error, 0).form ?? words.value.failed);
      },
    );
    return () => {
      over = true;
    };
  };
  useEffect(load, [chat_id, version, live]);
  return { invites, problem, setProblem, load };
}
