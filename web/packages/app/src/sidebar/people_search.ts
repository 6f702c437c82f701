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

const kNobody: PeopleSearch = { users: [], busy: false, failed: false };

/** Without a query: everybody around. `wanted` false: nobody is asked for. */
export function usePeopleSearch(client: Client, query: string, wanted = true): PeopleSearch {
  const [search, setSearch] = useState(kNobody);
  const text = query.trim();
  useEffect(() => {
    if (!wanted) {
      setSearch(kNobody);
      return undefined;
    }
    let over = false;
    setSearch((before) => ({ ...before, busy: true }));
    const show = (found: PeopleSearch) => {
      if (!over) setSearch(found);
    };
    const ask = () => {
      client.people.find(text || undefined).then(
        ({ users }) => {
          show({ users, busy: false, failed: false });
        },
        () => {
          show({ ...kNobody, failed: true });
        },
      );
    };
    const timer = setTimeout(ask, text === "" ? 0 : kAfterKey);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [text, wanted]);
  return search;
}
