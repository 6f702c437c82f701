import type { Message } from "asq-client";

/** What a message may ask of the conversation that it is in. */
export interface MessageActions {
  /** The composer answers it. */
  reply(message: Message): void;
  /** The composer edits it. */
  edit(message: Message): void;
  /** The timeline shows that message, and marks it for a moment. */
  jump(seq: number): void;
}
