// What an app does with messages on their way: the outbox keeps them, the receipts tell.
import type { SendOptions } from "./chat.js";
import type { Outbox } from "./outbox.js";
import { nameOf } from "./outgoing.js";
import { randomId } from "./platform.js";
import { mustBeNumber, mustBeText } from "./given.js";
import { Refusal, Withdrawn } from "./problems.js";
import type { Receipts } from "./receipts.js";
import type { Message } from "./types.js";

export interface SendingParts {
  outbox: Outbox;
  receipts: Receipts;
  /** Something is there to be sent. */
  added: () => void;
  /** The other instances should know. */
  withdrawn: (name: string) => void;
}

export class Sending {
  readonly #parts: SendingParts;

  constructor(parts: SendingParts) {
    this.#parts = parts;
  }

  async send(chat_id: number, text: string, options: SendOptions): Promise<Message> {
    const { outbox, receipts, added } = this.#parts;
    const { replyTo, clientId = randomId(), keepRefused = true } = options;
    mustBeText("text", text);
    mustBeText("clientId", clientId);
    if (replyTo !== undefined) mustBeNumber("replyTo", replyTo);
    let known = outbox.get(chat_id, clientId);
    // A refused one makes room for another.
    if (known?.state === "refused" && known.text !== text) {
      if (await outbox.withdraw(chat_id, clientId)) known = undefined;
    }
    if (known && (known.text !== text || known.reply_to !== replyTo)) throw reused();
    const name = nameOf({ chat_id, client_id: clientId });
    const receipt = receipts.wait(name, text);
    try {
      // The same once more, perhaps of an earlier start: it is on its way.
      if (known) await outbox.retry(chat_id, clientId);
      else await outbox.add(chat_id, text, replyTo, clientId);
      added();
      return await receipt;
    } catch (error) {
      receipts.failed(name, error as Error);
      if (!keepRefused && error instanceof Refusal) await outbox.withdraw(chat_id, clientId);
      throw error;
    }
  }

  async retry(chat_id: number, client_id: string): Promise<Message> {
    const { outbox, receipts } = this.#parts;
    const known = outbox.get(chat_id, client_id);
    if (!known) throw new Withdrawn();
    const receipt = receipts.wait(nameOf(known), known.text);
    if (known.state === "refused") await outbox.retry(chat_id, client_id);
    return receipt;
  }

  async withdraw(chat_id: number, client_id: string): Promise<boolean> {
    const { outbox, receipts, withdrawn } = this.#parts;
    if (!(await outbox.withdraw(chat_id, client_id))) return false;
    const name = nameOf({ chat_id, client_id });
    withdrawn(name);
    receipts.withdrawn(name);
    return true;
  }
}

function reused(): Refusal {
  return new Refusal({
    code: "client_id_reused",
    detail: "Another message is on its way under this clientId.",
    retryable: false,
    status: 409,
  });
}
