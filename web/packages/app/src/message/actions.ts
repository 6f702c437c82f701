import type { Message, Outgoing } from "asq-client";

/** What a message may ask of the conversation that it is in. */
export interface MessageActions {
  /** The composer answers it. */
  readonly reply: (message: Message) => void;
  /** The composer edits it. */
  readonly edit: (message: Message) => void;
  /** The composer has its text again, and it is no longer sent. */
  readonly rewrite: (outgoing: Outgoing) => Promise<void>;
  /** The timeline shows that message, and marks it for a moment. */
  readonly jump: (seq: number) => void;
}
