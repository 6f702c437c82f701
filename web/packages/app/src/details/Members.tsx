// Who is in a group. Of 10,000 some 30 are in the page: those in view, and the one that has the focus.
import type { Chat, Client, Member } from "asq-client";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { pieces, rowsInView } from "../sidebar/list_window.js";
import { keepWatched } from "../sidebar/presence.js";
import { Button } from "../ui/Button.js";
import { memberActions } from "./member_actions.js";
import { MemberRow } from "./MemberRow.js";
import { Skeleton } from "./Skeleton.js";
import { useMembers } from "./use_members.js";

// More than these are shown when one wants to: what stands below is not to be far away.
const kFew = 10;
const kMostAtOnce = 15;
const kFirst = { top: 0, height: 800, row: 56 };

export function Members({ client, info }: { client: Client; info: Chat }) {
  const say = words.value;
  const { members, problem, load } = useMembers(client, info.id);
  const [all, setAll] = useState(false);
  const whole = all || (members?.length ?? 0) <= kMostAtOnce;
  const rows = whole ? members : members?.slice(0, kFew);
  return (
    <section class="details-section" aria-label={say.members(info.member_count)}>
      <h3>{say.members(info.member_count)}</h3>
      {rows && <MemberList client={client} info={info} members={rows} />}
      {members && rows && members.length > rows.length && (
        <Button
          icon="users"
          onClick={() => {
            setAll(true);
          }}
        >
          {say.showAllMembers(members.length)}
        </Button>
      )}
      {!members && problem === undefined && <Skeleton rows={Math.min(kFew, info.member_count)} />}
      {problem !== undefined && (
        <div class="details-failed">
          <p class="muted small" role="alert">
            {say.membersFailed} {problem}
          </p>
          <Button onClick={load}>{say.tryAgain}</Button>
        </div>
      )}
    </section>
  );
}

interface MemberListProps {
  client: Client;
  info: Chat;
  members: readonly Member[];
}

function MemberList({ client, info, members }: MemberListProps) {
  const list = useRef<HTMLUListElement>(null);
  const { top, height, row } = useExtent(list);
  const [focused, setFocused] = useState<number>();
  const me = client.me.id;
  const indexOf = (id: number | undefined) => members.findIndex(({ user }) => user.id === id);
  const moveFocus = useMovingFocus(list, members, me, setFocused);
  const first = members.find((member) => memberActions(info, member, me).length > 0);
  const stop = indexOf(focused) >= 0 ? focused : first?.user.id;
  const span = rowsInView(top, height, row, members.length);
  const shown = members.slice(span.from, span.to).map(({ user }) => user.id);
  useEffect(() => {
    keepWatched(
      client,
      shown.filter((id) => id !== me),
    );
  }, [shown.join()]);
  return (
    <ul
      ref={list}
      class="member-list"
      onKeyDown={moveFocus}
      onFocusIn={(event) => {
        setFocused(memberOf(event.target));
      }}
    >
      {pieces(span, [indexOf(stop)], members.length).map((piece) => {
        if ("gap" in piece) return <Gap key={`gap ${piece.before}`} height={piece.gap * row} />;
        const member = members[piece.row];
        if (!member) return null;
        return (
          <MemberRow
            key={member.user.id}
            client={client}
            info={info}
            member={member}
            tabStop={member.user.id === stop}
            position={piece.row + 1}
            count={members.length}
          />
        );
      })}
    </ul>
  );
}

function Gap({ height }: { height: number }) {
  const item = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => {
    if (item.current) item.current.style.blockSize = `${height}px`;
  }, [height]);
  return <li ref={item} role="presentation" />;
}

function memberOf(target: EventTarget | null): number | undefined {
  const row = (target as Element | null)?.closest<HTMLElement>("[data-member]");
  return row ? Number(row.dataset["member"]) : undefined;
}

/** Which part of the list is in view of what is scrolled around it, and how high a row is. */
function useExtent(list: RefObject<HTMLElement>): typeof kFirst {
  const [extent, setExtent] = useState(kFirst);
  useLayoutEffect(() => {
    const box = list.current?.closest<HTMLElement>(".details-scroll");
    if (!box) return undefined;
    const read = () => {
      if (!list.current) return;
      const top = box.getBoundingClientRect().top - list.current.getBoundingClientRect().top;
      const height = box.clientHeight;
      const row = list.current.querySelector<HTMLElement>(".member-item")?.offsetHeight;
      setExtent((before) => {
        const same = before.top === top && before.height === height && before.row === row;
        return same ? before : { top, height, row: row ?? before.row };
      });
    };
    read();
    const observer = new ResizeObserver(read);
    observer.observe(box);
    // What stands above it may grow.
    if (box.firstElementChild) observer.observe(box.firstElementChild);
    box.addEventListener("scroll", read, { passive: true });
    return () => {
      observer.disconnect();
      box.removeEventListener("scroll", read);
    };
  }, []);
  return extent;
}

/** Arrows, Home and End move the focus from person to person; oneself is passed over. */
function useMovingFocus(
  list: RefObject<HTMLElement>,
  members: readonly Member[],
  me: number,
  setFocused: (id: number) => void,
) {
  const wanted = useRef<number>();
  useLayoutEffect(() => {
    const row = list.current?.querySelector<HTMLElement>(`[data-member="${wanted.current ?? ""}"]`);
    if (!row) return;
    wanted.current = undefined;
    row.focus();
  });
  return (event: KeyboardEvent) => {
    const at = members.findIndex(({ user }) => user.id === memberOf(event.target));
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const last = members.length - 1;
    const steps: Record<string, [to: number, by: 1 | -1]> = {
      ArrowDown: [at + 1, 1],
      ArrowUp: [at - 1, -1],
      Home: [0, 1],
      End: [last, -1],
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    let [to] = step;
    if (members[to]?.user.id === me) to += step[1];
    const id = members[to]?.user.id;
    if (id === undefined) return;
    wanted.current = id;
    setFocused(id);
  };
}
