// What a test did with the library and what it heard, for the checker.
import {
  type Client,
  ClientClosed,
  type Message,
  Refusal,
  SessionEnded,
  Withdrawn,
} from "../../src/index.js";
import type { Instance } from "./instance.js";
import { Crashed } from "./instance.js";

/** Something that was typed, with a text of its own. The numbers are moments of this journal. */
export interface Sent {
  readonly user_id: number;
  /** The storage: what two devices do at once has no order. */
  readonly device: string;
  readonly instance: string;
  readonly chat_id: number;
  readonly text: string;
  readonly called: number;
  /** The instance's storage had failed: it shares nothing with the others. */
  alone: boolean;
  /** Seen as pending: from then on it must not be lost. */
  stored?: number;
  acknowledged?: number;
  client_id?: string;
  /** Not in the history: the server refused it, or it was taken back. */
  ended?: "refused" | "withdrawn";
  /** It may be late: it was refused, and tried again. */
  retried?: boolean;
  /** It may be gone: why. */
  excused?: string;
}

/** What an instance was told, in its order. */
export type Told =
  | { type: "message"; chat_id: number; message: Message }
  | { type: "removed"; chat_id: number }
  | { type: "resync" };
export interface Hearing {
  readonly instance: string;
  readonly user_id: number;
  readonly told: Told[];
}

export class Journal {
  readonly sent: Sent[] = [];
  readonly hearings: Hearing[] = [];
  /** Messages that were told, over all instances. */
  shown = 0;
  resyncs = 0;
  readonly #byText = new Map<string, Sent>();
  #now = 0;

  get now(): number {
    return ++this.#now;
  }

  find(text: string): Sent | undefined {
    return this.#byText.get(text);
  }

  /** Hears with an instance, from its start. */
  follow(name: string, client: Client): Hearing {
    const hearing: Hearing = { instance: name, user_id: client.me.id, told: [] };
    this.hearings.push(hearing);
    client.on("message", ({ chat, message }) => {
      this.shown += 1;
      hearing.told.push({ type: "message", chat_id: chat.id, message });
    });
    client.on("chat_removed", ({ chat }) => {
      hearing.told.push({ type: "removed", chat_id: chat.id });
    });
    client.on("resync", () => {
      this.resyncs += 1;
      hearing.told.push({ type: "resync" });
    });
    client.on("outbox", ({ chat }) => {
      for (const outgoing of chat.pending.filter((one) => one.stored)) {
        const sent = this.#byText.get(outgoing.text);
        if (!sent) continue;
        sent.stored ??= this.now;
        // Its storage failed before it was there: the other tabs know nothing of it.
        if (client.storage.problem !== undefined) sent.alone = true;
        sent.client_id = outgoing.client_id;
        if (outgoing.state === "refused") sent.ended ??= "refused";
      }
    });
    return hearing;
  }

  /** Sends, and writes down how it went; resolves when that is known, or the instance is gone. */
  async send(
    instance: Instance,
    parts: { name: string; device: string; chat_id: number; text: string; replyTo?: number },
  ): Promise<void> {
    const { name, device, chat_id, text, replyTo } = parts;
    const { client } = instance;
    const sent: Sent = {
      user_id: client.me.id,
      device,
      instance: name,
      chat_id,
      text,
      called: this.now,
      alone: client.storage.problem !== undefined,
    };
    this.sent.push(sent);
    this.#byText.set(text, sent);
    try {
      const options = replyTo === undefined ? {} : { replyTo };
      const message = await instance.ask(() => client.chat(chat_id).send(text, options));
      sent.acknowledged = this.now;
      sent.stored ??= sent.acknowledged;
      if (message.client_id !== undefined) sent.client_id = message.client_id;
    } catch (error) {
      if (error instanceof Withdrawn) sent.ended = "withdrawn";
      else if (error instanceof Refusal) sent.ended = "refused";
      else if (!isEnd(error)) throw error;
    }
  }
}

/** The instance is gone; what was typed may be on its way. */
function isEnd(error: unknown): boolean {
  return error instanceof Crashed || error instanceof ClientClosed || error instanceof SessionEnded;
}
