// People by what one types, asked of the server a moment after the last key.
import type { Client, User } from "asq-client";
import { useEffect, useState } from "preact/hooks";

const kAfterKey = 150;

export interface PeopleSearch {
  readonly users: readonly User[];
  /** The server has not answered yet: what is shown is of an earlier query. */
  readonly busy: boolean;
  /** There was no answer. */
  readonly failed: boolean;
}

interface Answer {
  /** What was asked for; undefined: nothing yet. */
  readonly query: string | undefined;
  readonly users: readonly User[];
  readonly failed: boolean;
}

const kNone: Answer = { query: undefined, users: [], failed: false };

/** Without a query: everybody around. `wanted` false: nobody is asked for. */
export function usePeopleSearch(client: Client, query: string, wanted = true): PeopleSearch {
  const [answer, setAnswer] = useState(kNone);
  const text = query.trim();
  useEffect(() => {
    if (!wanted) return undefined;
    let over = false;
    const show = (users: readonly User[], failed: boolean) => {
      if (!over) setAnswer({ query: text, users, failed });
    };
    const ask = () => {
      client.people.find(text || undefined).then(
        ({ users }) => {
          show(users, false);
        },
        () => {
          show([], true);
        },
      );
    };
    const timer = setTimeout(ask, text === "" ? 0 : kAfterKey);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [text, wanted]);
  if (!wanted) return { users: [], busy: false, failed: false };
  // Until there is an answer, who was found for the letters before stays, and nothing is said to be missing.
  return { users: answer.users, busy: answer.query !== text, failed: answer.failed };
}
