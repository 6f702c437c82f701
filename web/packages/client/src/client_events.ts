// What a client tells its listeners.
import type { ChatHandle } from "./chat.js";
import type { AsqError, SessionEnded } from "./problems.js";
import type { StorageProblem } from "./storage.js";
import type { Message, Presence, User } from "./types.js";

export type Connection =
  | { readonly state: "connecting" }
  /** Connected; what was missed is coming. */
  | { readonly state: "catching_up" }
  /** What is shown is what the server has. */
  | { readonly state: "live" }
  /** `retryAt`: milliseconds since 1970 by this machine's clock. */
  | { readonly state: "offline"; readonly retryAt: number }
  | { readonly state: "ended"; readonly error: AsqError };

export interface ClientEvents {
  connection: Connection;
  /** A new message, one's own too; once each, in order within its chat. */
  message: { readonly chat: ChatHandle; readonly message: Message };
  /** Edited, deleted, another reaction, or read by somebody. */
  message_changed: { readonly chat: ChatHandle; readonly message: Message };
  /** Something of a chat has changed: name, unread, last message; or it is new. */
  chat: { readonly chat: ChatHandle };
  /** You left it, were removed, or it was deleted. */
  chat_removed: { readonly chat: ChatHandle };
  members: { readonly chat: ChatHandle };
  read: { readonly chat: ChatHandle; readonly user_id: number; readonly seq: number };
  typing: { readonly chat: ChatHandle; readonly user_ids: readonly number[] };
  presence: Presence;
  user: User;
  /** Something that is being sent has changed. */
  outbox: { readonly chat: ChatHandle };
  /**
   * Too much was missed, or the server has another history: messages that were loaded are gone, and
   * the lists are loaded anew (`connection` tells when that is done). Load what you show again.
   */
  resync: undefined;
  /** Once. Log in, and connect again. */
  session_ended: SessionEnded;
  /** Nothing is kept beyond this page from now on; why. */
  storage: { readonly problem: StorageProblem };
  /** The server's version, when it is first heard and when it changes. */
  version: { readonly version: string };
  /** Something that should not happen; the client goes on. */
  error: unknown;
}
