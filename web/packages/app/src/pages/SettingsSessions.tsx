import type { Client } from "asq-client";
import { useEffect, useState } from "preact/hooks";

import { dayAndTime } from "../i18n/moment.js";
import { region } from "../i18n/region.js";
import { words } from "../i18n/t.js";
import { problemsOf } from "../state/problems.js";
import { Button } from "../ui/Button.js";
import { say as toast } from "../ui/Toasts.js";
import { deviceOf } from "./device.js";
import { SettingsProblem } from "./SettingsProblem.js";

interface Session {
  readonly id: number;
  readonly created_at: string;
  readonly last_used_at: string;
  readonly user_agent: string;
  readonly current: boolean;
}

/** Where one is logged in, and how to end it there. */
export function SettingsSessions({ client }: { client: Client }) {
  const say = words.value;
  const [sessions, setSessions] = useState<readonly Session[]>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState<ReadonlySet<number>>(new Set());

  const load = () => {
    setProblem(undefined);
    client.request<{ sessions: Session[] }>({ path: "/chat/sessions" }).then(
      ({ body }) => {
        // This one first; the others as the server has them, the last used first.
        setSessions(
          [...body.sessions].sort((one, other) => Number(other.current) - Number(one.current)),
        );
      },
      (error: unknown) => {
        setProblem(problemsOf(error, 0).form);
      },
    );
  };
  useEffect(load, []);

  const end = async (ended: readonly Session[]) => {
    setBusy(new Set(ended.map(({ id }) => id)));
    setProblem(undefined);
    const failed = await endAll(client, ended);
    setBusy(new Set());
    if (failed === undefined) toast(say.sessionsEnded(ended.length));
    load();
    setProblem(failed);
  };
  const others = sessions?.filter(({ current }) => !current) ?? [];
  return (
    <div class="entry">
      <p class="muted">{say.sessionsHint}</p>
      <SettingsProblem problem={problem} />
      {problem !== undefined && !sessions && (
        <div>
          <Button onClick={load}>{say.tryAgain}</Button>
        </div>
      )}
      {others.length > 0 && (
        // Above them: there may be 200.
        <div>
          <Button
            kind="danger"
            icon="log-out"
            busy={busy.size > 0}
            onClick={() => void end(others)}
          >
            {say.endOthers(others.length)}
          </Button>
        </div>
      )}
      <ul class="sessions">
        {sessions?.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            busy={busy.has(session.id)}
            onEnd={() => void end([session])}
          />
        ))}
      </ul>
    </div>
  );
}

interface SessionRowProps {
  session: Session;
  busy: boolean;
  onEnd: () => void;
}

function SessionRow({ session, busy, onEnd }: SessionRowProps) {
  const say = words.value;
  const { browser, system } = deviceOf(session.user_agent);
  const name =
    browser === undefined && system === undefined
      ? session.user_agent.slice(0, 60) || say.unknownDevice
      : [browser, system].filter((part) => part !== undefined).join(" · ");
  const used = dayAndTime(region.value, session.last_used_at);
  return (
    <li class="session">
      <div>
        <p class="session-name">{name}</p>
        <p class="muted small" title={session.user_agent}>
          {session.current ? say.thisSession : say.lastUsed(used)}
        </p>
      </div>
      {!session.current && (
        <Button busy={busy} onClick={onEnd}>
          {say.endSession}
          <span class="visually-hidden"> {name}</span>
        </Button>
      )}
    </li>
  );
}

/** One after the other. What went wrong first; undefined: nothing. */
async function endAll(client: Client, sessions: readonly Session[]): Promise<string | undefined> {
  let problem: string | undefined;
  for (const { id } of sessions) {
    try {
      await client.request({ method: "DELETE", path: `/chat/sessions/${id}` });
    } catch (error) {
      // Ended meanwhile: that is what was wanted.
      if ((error as { code?: string }).code === "session_not_found") continue;
      problem ??= problemsOf(error, 0).form;
    }
  }
  return problem;
}
