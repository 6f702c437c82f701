// What the library tells, as signals. However many events come, the page is drawn once a frame.
import { batch, type Signal, signal } from "@preact/signals";
import type { Chat, Client, Connection, Outgoing } from "asq-client";

/** All chats, newest activity first. */
export const chats = signal<readonly Chat[]>([]);
export const connection = signal<Connection>({ state: "connecting" });

/** Goes up when the library has forgotten what was loaded: who shows messages loads them again. */
export const resyncs = signal(0);

// Goes up with every change in a chat: who reads it draws again.
const versions = new Map<number, Signal<number>>();
const peopleVersion = signal(0);

/** Call it in whatever shows something of a chat. */
export function useChatVersion(chat_id: number): number {
  return versionOf(chat_id).value;
}
/** The same for names and presence. */
export function usePeopleVersion(): number {
  return peopleVersion.value;
}

function versionOf(chat_id: number): Signal<number> {
  const known = versions.get(chat_id) ?? signal(0);
  versions.set(chat_id, known);
  return known;
}

/** What waits to be sent in a chat. */
export function pendingOf(client: Client, chat_id: number): readonly Outgoing[] {
  useChatVersion(chat_id);
  return client.chat(chat_id).pending;
}

export function follow(client: Client): void {
  const touched = new Set<number>();
  let list = false;
  let people = false;
  let planned = false;

  const draw = () => {
    planned = false;
    batch(() => {
      if (list) chats.value = client.chats;
      for (const id of touched) versionOf(id).value += 1;
      if (people) peopleVersion.value += 1;
    });
    touched.clear();
    list = false;
    people = false;
  };
  const plan = () => {
    if (planned) return;
    planned = true;
    // Hidden pages get no frames, but their title counts.
    if (document.hidden) setTimeout(draw, 100);
    else requestAnimationFrame(draw);
  };
  const touch = ({ chat }: { chat: { id: number } }) => {
    touched.add(chat.id);
    list = true;
    plan();
  };

  chats.value = client.chats;
  connection.value = client.connection;
  client.on("connection", (state) => {
    connection.value = state;
  });
  client.on("message", touch);
  client.on("message_changed", touch);
  client.on("chat", touch);
  client.on("chat_removed", touch);
  client.on("members", touch);
  client.on("read", touch);
  client.on("typing", touch);
  client.on("outbox", touch);
  client.on("resync", () => {
    for (const id of versions.keys()) touched.add(id);
    list = true;
    people = true;
    resyncs.value += 1;
    plan();
  });
  const tellPeople = () => {
    people = true;
    list = true;
    plan();
  };
  client.on("user", tellPeople);
  client.on("presence", tellPeople);
}
