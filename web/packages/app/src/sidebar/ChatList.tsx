// The list of chats. Of 2,000 some 30 are in the page: those in view, and the one that has the focus.
import type { Chat, Client } from "asq-client";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { ChatRow } from "./ChatRow.js";
import { otherOf } from "./chat_facts.js";
import { anchoredTop, pieces, rowsInView, scrollToShow } from "./list_window.js";
import { keepWatched } from "./presence.js";

export interface ChatListProps {
  client: Client;
  chats: readonly Chat[];
  /** The chat that is open. */
  open: number | undefined;
}

interface Extent {
  top: number;
  height: number;
  row: number;
}

// Where the list was scrolled to, while it is not in the page.
let keptTop = 0;
const kFirst: Extent = { top: 0, height: 800, row: 64 };

export function ChatList({ client, chats, open }: ChatListProps) {
  const list = useRef<HTMLUListElement>(null);
  const [extent, setExtent] = useState<Extent>({ ...kFirst, top: keptTop });
  const [focused, setFocused] = useState<number>();
  const indexOf = (id: number | undefined) => chats.findIndex((chat) => chat.id === id);

  useExtent(list, setExtent);
  useAnchor(list, chats, extent.row);
  useSelectedInView(list, open, indexOf(open), extent.row);
  const moveFocus = useMovingFocus(list, chats, extent, setFocused);

  const span = rowsInView(extent.top, extent.height, extent.row, chats.length);
  const stop = indexOf(focused) >= 0 ? focused : indexOf(open) >= 0 ? open : chats[0]?.id;
  const shown = chats.slice(span.from, span.to);
  usePeopleOf(client, shown);
  return (
    <ul
      ref={list}
      class="chat-list"
      aria-label={words.value.chats}
      onKeyDown={moveFocus}
      onFocusIn={(event) => {
        setFocused(chatOf(event.target));
      }}
    >
      {pieces(span, [indexOf(stop)], chats.length).map((piece) => {
        if ("gap" in piece)
          return <Gap key={`gap ${piece.before}`} height={piece.gap * extent.row} />;
        const chat = chats[piece.row];
        if (!chat) return null;
        return (
          <ChatRow
            key={chat.id}
            client={client}
            chat={chat}
            open={chat.id === open}
            tabStop={chat.id === stop}
            position={piece.row + 1}
            count={chats.length}
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

type List = RefObject<HTMLUListElement>;

function chatOf(target: EventTarget | null): number | undefined {
  const row = (target as Element | null)?.closest<HTMLElement>("[data-chat]");
  return row ? Number(row.dataset["chat"]) : undefined;
}

/** Where the list is scrolled to, and how high it and its rows are. */
function useExtent(list: List, set: (extent: Extent) => void): void {
  useLayoutEffect(() => {
    const box = list.current;
    if (!box) return undefined;
    const read = () => {
      // Hidden, on a phone: what it was stays.
      if (box.clientHeight === 0) return;
      const row = box.querySelector(".chat-row")?.parentElement?.offsetHeight ?? kFirst.row;
      keptTop = box.scrollTop;
      set({ top: box.scrollTop, height: box.clientHeight, row });
    };
    const show = () => {
      if (box.clientHeight > 0 && box.scrollTop !== keptTop) box.scrollTop = keptTop;
      read();
    };
    show();
    const observer = new ResizeObserver(show);
    observer.observe(box);
    box.addEventListener("scroll", read, { passive: true });
    return () => {
      observer.disconnect();
      box.removeEventListener("scroll", read);
    };
  }, []);
}

/** What one looks at stays while chats move to the top. */
function useAnchor(list: List, chats: readonly Chat[], row: number): void {
  const before = useRef<readonly number[]>([]);
  useLayoutEffect(() => {
    const after = chats.map(({ id }) => id);
    const box = list.current;
    if (box && before.current.length > 0 && box.clientHeight > 0) {
      const top = anchoredTop(before.current, after, box.scrollTop, row);
      if (top !== box.scrollTop) box.scrollTop = top;
    }
    before.current = after;
  }, [chats]);
}

/** Only when another one is opened: after that it may be scrolled out of view. */
function useSelectedInView(list: List, open: number | undefined, at: number, row: number): void {
  const last = useRef<number>();
  useLayoutEffect(() => {
    const box = list.current;
    if (!box || at < 0 || open === last.current || box.clientHeight === 0) return;
    last.current = open;
    box.scrollTop = scrollToShow(at, box.scrollTop, box.clientHeight, row);
  }, [open, at < 0]);
}

/** Arrows, Home, End and the pages move the focus. */
function useMovingFocus(
  list: List,
  chats: readonly Chat[],
  { height, row }: Extent,
  setFocused: (id: number) => void,
) {
  const wanted = useRef<number>();
  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    const link = list.current?.querySelector<HTMLElement>(`[data-chat="${wanted.current}"]`);
    if (!link) return;
    wanted.current = undefined;
    link.focus({ preventScroll: true });
  });
  return (event: KeyboardEvent) => {
    const box = list.current;
    const at = chats.findIndex(({ id }) => id === chatOf(event.target));
    if (!box || at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(height / row) - 1);
    const steps: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: chats.length - 1,
      PageDown: at + page,
      PageUp: at - page,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const to = Math.min(chats.length - 1, Math.max(0, step));
    const id = chats[to]?.id;
    if (id === undefined) return;
    box.scrollTop = scrollToShow(to, box.scrollTop, box.clientHeight, row);
    wanted.current = id;
    setFocused(id);
  };
}

/** Names and presence of who is in view. */
function usePeopleOf(client: Client, shown: readonly Chat[]): void {
  const me = client.me.id;
  const senders = shown
    .filter(({ type, last_message }) => type === "group" && last_message?.sender_id !== me)
    .map(({ last_message }) => last_message?.sender_id)
    .filter((id) => id !== undefined);
  const others = shown.map((chat) => otherOf(chat, me)).filter((id) => id !== undefined);
  useEffect(() => {
    // Without them the lines begin without a name.
    client.people.load(senders).catch(() => undefined);
  }, [senders.join()]);
  useEffect(() => {
    keepWatched(client, others);
  }, [others.join()]);
}
