// The members of a chat in the order in which they are shown. Events keep them, so they are loaded once.
import type { Client, Member } from "asq-client";
import { useEffect, useMemo, useState } from "preact/hooks";

import { locale } from "../i18n/t.js";
import { connection } from "../state/live.js";
import { problemsOf } from "../state/problems.js";
import { sortMembers } from "./member_actions.js";

export interface MembersFound {
  /** undefined: not known yet. */
  readonly members: readonly Member[] | undefined;
  readonly problem: string | undefined;
  readonly load: () => void;
}

export function useMembers(client: Client, id: number): MembersFound {
  const chat = client.chat(id);
  const version = useMembersVersion(client, id);
  const [problem, setProblem] = useState<string>();
  const language = locale.value;
  const members = useMemo(
    () => chat.members && sortMembers(chat.members, language),
    [version, language],
  );
  const load = () => {
    setProblem(undefined);
    chat.loadMembers().catch((error: unknown) => {
      setProblem(problemsOf(error, 0).form);
    });
  };
  const missing = !members;
  const live = connection.value.state === "live";
  useEffect(() => {
    if (missing) load();
  }, [missing, live]);
  return { members, problem: missing ? problem : undefined, load };
}

/** Not with every message and every presence: there may be 10,000 to sort. */
function useMembersVersion(client: Client, id: number): number {
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const draw = () => {
      setVersion((count) => count + 1);
    };
    const ends = [
      client.on("members", ({ chat }) => {
        if (chat.id === id) draw();
      }),
      client.on("user", draw),
      client.on("resync", draw),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [client, id]);
  return version;
}
