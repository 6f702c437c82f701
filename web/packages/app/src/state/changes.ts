// A change of a message, until the server has it. What a page could not bring there is offered again where one writes:
// at once if it was refused, at the next start if the page was closed before.
import { type ChatHandle, type Client, ClientClosed, SessionEnded } from "asq-client";

import { editing, newMessageOf } from "./draft_steps.js";
import { draftOf, forgetDrafts, keepDraft } from "./drafts.js";
import { keepText, keptNames, keptText } from "./kept.js";

function nameOf(account: number, chat_id: number, seq: number): string {
  return `change ${account} ${chat_id} ${seq}`;
}

/** @throws Refusal, Unreachable: then it is offered again */
export async function change(
  client: Client,
  chat: ChatHandle,
  seq: number,
  text: string,
): Promise<void> {
  const me = client.me.id;
  const name = nameOf(me, chat.id, seq);
  keepText(name, text);
  try {
    await chat.edit(seq, text);
  } catch (error) {
    if (error instanceof ClientClosed || error instanceof SessionEnded) return;
    offer(me, chat.id, seq);
    throw error;
  }
  keepText(name, undefined);
  // Another page may have begun meanwhile, and offered it.
  const draft = draftOf(me, chat.id);
  if (draft.editing === seq && draft.text === text) keepDraft(me, chat.id, newMessageOf(draft));
}

/** Of somebody who logs out: nothing that was being written stays in this browser. */
export function forgetWriting(account: number): void {
  for (const name of keptNames(`change ${account} `)) keepText(name, undefined);
  forgetDrafts(account);
}

/** What a page that was closed too early did not bring to the server. */
export function offerChanges(client: Client): void {
  const me = client.me.id;
  for (const name of keptNames(`change ${me} `)) {
    const [chat_id, seq] = name.split(" ").slice(2).map(Number);
    if (chat_id && seq) offer(me, chat_id, seq);
  }
}

/** One after the other: while another message is being changed, it stays where it is kept. */
function offer(account: number, chat_id: number, seq: number): void {
  const name = nameOf(account, chat_id, seq);
  const text = keptText(name);
  const draft = draftOf(account, chat_id);
  if (text === undefined || draft.editing !== undefined) return;
  keepDraft(account, chat_id, editing(draft, { seq, text }));
  keepText(name, undefined);
}
