// Between Enter and the library's storage lie some milliseconds, in which a page may be closed. Until then what was
// written is kept here, too, and sent at the next start under the same client_id: that makes it the same message.
import { type ChatHandle, type Client, randomId, Refusal, Withdrawn } from "asq-client";

import { keepText, keptNames, keptText } from "./kept.js";

interface Unsent {
  chat_id: number;
  /** A restored database may give the chat's number to another one. */
  chat_created: string | undefined;
  text: string;
  replyTo?: number;
  /** Which one it is of those that are kept: a browser lists them in any order. */
  number: number;
}

const kPrefix = "unsent";

function nameOf(client: Client, clientId = ""): string {
  return `${kPrefix} ${String(client.me.id)} ${clientId}`;
}

/** Sends; what is refused stays in the list of what is pending, with its reason. */
export function send(client: Client, chat: ChatHandle, text: string, replyTo?: number): void {
  const clientId = randomId();
  const unsent: Unsent = {
    chat_id: chat.id,
    chat_created: chat.info?.created_at,
    text,
    ...(replyTo !== undefined && { replyTo }),
    number: 1 + Math.max(0, ...keptBy(client).map(({ unsent }) => unsent.number)),
  };
  keepText(nameOf(client, clientId), JSON.stringify(unsent));
  void sendKept(client, clientId, unsent);
}

/** What was kept by a page that was closed too early, in the order in which it was written. */
export function sendUnsent(client: Client): void {
  for (const { clientId, unsent } of keptBy(client)) void sendWhenThere(client, clientId, unsent);
}

function keptBy(client: Client): { clientId: string; unsent: Unsent }[] {
  const prefix = nameOf(client);
  const kept: { clientId: string; unsent: Unsent }[] = [];
  for (const name of keptNames(prefix)) {
    const unsent = asUnsent(keptText(name));
    if (unsent) kept.push({ clientId: name.slice(prefix.length), unsent });
    else keepText(name, undefined);
  }
  return kept.sort((one, other) => one.unsent.number - other.unsent.number);
}

async function sendWhenThere(client: Client, clientId: string, unsent: Unsent): Promise<void> {
  const chat = client.chat(unsent.chat_id);
  try {
    if (!chat.info) await client.whenLive();
  } catch {
    // The session has ended: it stays for the next one.
    return;
  }
  // A chat that is not there now may be there at the next start.
  if (!chat.info) return;
  if (chat.info.created_at === unsent.chat_created) await sendKept(client, clientId, unsent);
  else keepText(nameOf(client, clientId), undefined);
}

async function sendKept(client: Client, clientId: string, unsent: Unsent): Promise<void> {
  const { chat_id, text, replyTo } = unsent;
  const chat = client.chat(chat_id);
  const forget = () => {
    keepText(nameOf(client, clientId), undefined);
  };
  const stop = client.on("outbox", (changed) => {
    // In memory it would not outlive the page.
    if (changed.chat.id !== chat_id || client.storage.kind === "memory") return;
    if (chat.pending.some((one) => one.client_id === clientId && one.stored)) forget();
  });
  try {
    await chat.send(text, { clientId, ...(replyTo !== undefined && { replyTo }) });
    forget();
  } catch (error) {
    // Anything else may be the page's end, and says nothing of the message.
    if (error instanceof Refusal || error instanceof Withdrawn) forget();
  } finally {
    stop();
  }
}

function asUnsent(kept: string | undefined): Unsent | undefined {
  try {
    const { chat_id, chat_created, text, replyTo, number } = JSON.parse(
      kept ?? "",
    ) as Partial<Unsent>;
    if (!Number.isSafeInteger(chat_id) || typeof text !== "string") return undefined;
    return {
      chat_id: Number(chat_id),
      chat_created,
      text,
      ...(Number.isSafeInteger(replyTo) && { replyTo: Number(replyTo) }),
      number: Number.isSafeInteger(number) ? Number(number) : 0,
    };
  } catch {
    return undefined;
  }
}
