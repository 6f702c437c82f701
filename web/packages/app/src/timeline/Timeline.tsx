import type { ChatHandle, Client } from "asq-client";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

import { number } from "../i18n/plural.js";
import { locale, words } from "../i18n/t.js";
import { onEscape } from "../state/keys.js";
import { connection, resyncs, useChatVersion } from "../state/live.js";
import { visits } from "../state/place.js";
import type { MessageActions } from "../message/actions.js";
import { Icon } from "../ui/Icon.js";
import { Rows } from "./Rows.js";
import { rowsOf, topOf, useAnchor } from "./use_anchor.js";
import { useReading } from "./use_reading.js";
import {
  around,
  atEnd,
  draggedTo,
  follow,
  grown,
  heightAbove,
  heightBelow,
  type Window,
} from "./window.js";

export interface TimelineProps {
  client: Client;
  chat: ChatHandle;
  /** Where the line "New messages" stands; undefined: everything had been read. */
  unreadFrom: number | undefined;
  /** The message that the address names. */
  target: number | undefined;
  actions: Omit<MessageActions, "jump">;
}

const kMarked = 2_000;

/** The messages of a chat: a window over all of them, in which nothing moves that is being read. */
export function Timeline({ client, chat, unreadFrom, target, actions }: TimelineProps) {
  const version = useChatVersion(chat.id);
  const last = chat.info?.last_seq ?? 0;
  const [seen, setSeen] = useState(last);
  const [marked, setMarked] = useState<number>();
  const start = target ?? unreadFrom;
  const box = useRef<HTMLDivElement>(null);
  const [window, setWindow] = useState<Window>(() => (start ? around(start, last) : atEnd(last)));
  const known = useRef(last);
  const shown = known.current === last ? window : grown(window, known.current, last);
  const anchoring = useAnchor(
    box,
    start ? { kind: "row", seq: start, offset: 80 } : { kind: "end" },
  );
  useEffect(() => {
    known.current = last;
    setWindow(shown);
    if (anchoring.atEnd()) setSeen(last);
  }, [last]);
  // Known once it is laid out.
  const [away, setAway] = useState(false);
  const look = () => {
    setAway(last > 0 && (!anchoring.atEnd() || shown.to < last));
  };
  useEffect(look);
  const loads = useLoading(chat, shown);
  const onSeen = useReading(chat, box);

  const jump = (seq: number) => {
    setWindow(around(seq, last));
    anchoring.hold({ kind: "row", seq, offset: (box.current?.clientHeight ?? 0) / 3 });
    setMarked(seq);
    setTimeout(() => {
      setMarked(undefined);
    }, kMarked);
  };
  const steady = useSteady({ ...actions, jump });
  useEffect(() => {
    if (target !== undefined) jump(target);
  }, [target, visits.value]);

  const toEnd = () => {
    setWindow(atEnd(last));
    setSeen(last);
    anchoring.hold({ kind: "end" });
  };
  useLayoutEffect(() =>
    onEscape("newest", () => {
      if (!away && (chat.info?.unread ?? 0) === 0) return false;
      toEnd();
      chat.read(last);
      return true;
    }),
  );
  const scrolled = () => {
    const scroller = box.current;
    if (!scroller) return;
    const view = viewOf(scroller);
    const dragged = draggedTo(shown, view, last);
    // Its row is drawn next: without it the end would be taken for what is seen.
    if (dragged === undefined) anchoring.note();
    else anchoring.hold({ kind: "row", seq: dragged, offset: 0 });
    if (anchoring.atEnd()) setSeen(last);
    look();
    if ((chat.info?.read_seq ?? 0) < last) onSeen();
    const next = follow(shown, view, last);
    if (next !== shown) setWindow(next);
  };

  return (
    <div class="timeline-box">
      <div ref={box} class="timeline" onScroll={scrolled} onKeyDown={moveFocus}>
        <Stretch height={heightAbove(shown, last)} />
        <Rows
          client={client}
          chat={chat}
          window={shown}
          version={version + loads}
          last={last}
          unreadFrom={unreadFrom}
          marked={marked}
          actions={steady}
        />
        <Stretch height={heightBelow(shown, last)} />
      </div>
      {away && (
        <button type="button" class="to-newest" aria-label={words.value.toNewest} onClick={toEnd}>
          <Icon name="arrow-down" />
          {last > seen && <span class="badge">{number(locale.value, last - seen)}</span>}
        </button>
      )}
    </div>
  );
}

/** Always the same object, which does what the newest one would do. */
function useSteady(actions: MessageActions): MessageActions {
  const newest = useRef(actions);
  newest.current = actions;
  return useMemo<MessageActions>(
    () => ({
      reply: (message) => {
        newest.current.reply(message);
      },
      edit: (message) => {
        newest.current.edit(message);
      },
      rewrite: (outgoing) => newest.current.rewrite(outgoing),
      jump: (seq) => {
        newest.current.jump(seq);
      },
    }),
    [],
  );
}

/** Loads what the window has not got, and draws when it is there. Gives how often that was. */
function useLoading(chat: ChatHandle, { from, to }: Window): number {
  const [loads, draw] = useState(0);
  const live = connection.value.state === "live";
  useEffect(() => {
    if (to < from) return undefined;
    let wanted = true;
    const loaded = () => {
      if (wanted) draw((count) => count + 1);
    };
    // Offline what is stored is there; the rest comes with the connection.
    chat.load(from, to).then(loaded, loaded);
    return () => {
      wanted = false;
    };
    // A new connection may bring what was missing, and after a resync everything is.
  }, [chat, from, to, live, resyncs.value]);
  return loads;
}

function viewOf(scroller: HTMLElement) {
  const { scrollTop: top, clientHeight } = scroller;
  const rows = rowsOf(scroller);
  const [first] = rows;
  const lastRow = rows[rows.length - 1];
  const rowsTop = first ? top + topOf(first, scroller) : 0;
  const rowsBottom = lastRow ? top + topOf(lastRow, scroller) + lastRow.offsetHeight : rowsTop;
  return { top, bottom: top + clientHeight, rowsTop, rowsBottom };
}

function Stretch({ height }: { height: number }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (box.current) box.current.style.blockSize = `${height}px`;
  });
  // Set at once, too, for the first layout.
  return (
    <div
      ref={(element) => {
        box.current = element;
        if (element) element.style.blockSize = `${height}px`;
      }}
      aria-hidden="true"
    />
  );
}

/** Arrows go from row to row, also to those that are on their way. */
function moveFocus(event: KeyboardEvent): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  const rows = [...(event.currentTarget as HTMLElement).querySelectorAll("article")];
  const at = rows.indexOf(event.target as HTMLElement);
  if (step === 0 || at < 0) return;
  event.preventDefault();
  const next = rows[at + step];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}
