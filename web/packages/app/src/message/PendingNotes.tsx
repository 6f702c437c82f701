import { type ChatHandle, ClientClosed, type Outgoing, Withdrawn } from "asq-client";
import { useEffect, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { problemsOf, sendReason } from "../state/problems.js";
import { say as toast } from "../ui/Toasts.js";
import type { MessageActions } from "./actions.js";

export interface PendingNotesProps {
  chat: ChatHandle;
  outgoing: Outgoing;
  actions: MessageActions;
}

/** Below a message on its way: what it waits for, why it was refused, and what can be done. */
export function PendingNotes({ chat, outgoing, actions }: PendingNotesProps) {
  const say = words.value;
  const { client_id, state, problem } = outgoing;
  const refused = state === "refused";
  if (state === "sending" || state === "sent") return null;
  return (
    <>
      {state === "limited" && <Countdown until={outgoing.until ?? 0} />}
      {problem && (
        <p class="row-note row-refused" role="status">
          {say.refused(sendReason(problem))}
        </p>
      )}
      <p class="row-note">
        {refused && (
          <>
            <Act label={say.tryAgain} onClick={() => void tryAgain(chat, client_id)} />
            <Act label={say.editMessage} onClick={() => void actions.rewrite(outgoing)} />
          </>
        )}
        <Act
          label={refused ? say.deleteMessage : say.withdraw}
          onClick={() => void takeBack(chat, client_id)}
        />
      </p>
    </>
  );
}

function Act({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button type="button" class="button-text" onClick={onClick}>
      {label}
    </button>
  );
}

async function tryAgain(chat: ChatHandle, client_id: string): Promise<void> {
  try {
    await chat.retry(client_id);
  } catch (error) {
    if (!(error instanceof Withdrawn || error instanceof ClientClosed)) tell(error);
  }
}

/** False: it may have been sent already, or nothing can be stored; that is said. */
export async function takeBack(chat: ChatHandle, client_id: string): Promise<boolean> {
  try {
    const taken = await chat.withdraw(client_id);
    if (!taken) toast(words.value.tooLateToWithdraw);
    return taken;
  } catch (error) {
    tell(error);
    return false;
  }
}

function tell(error: unknown): void {
  toast(problemsOf(error, 0).form ?? words.value.failed);
}

function Countdown({ until }: { until: number }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 500);
    return () => {
      clearInterval(timer);
    };
  }, []);
  const seconds = Math.max(1, Math.ceil((until - now) / 1_000));
  return <p class="row-note">{words.value.limited(seconds)}</p>;
}
