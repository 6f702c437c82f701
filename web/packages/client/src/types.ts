// The nouns of the API under short names, as /openapi.json describes them.
import type { components } from "./openapi.js";

type Schemas = components["schemas"];

export type User = Schemas["User"];
export type OwnUser = Schemas["OwnUser"];
export type Chat = Schemas["Chat"];
export type Role = Schemas["Role"];
export type Message = Schemas["Message"];
export type MessagesPage = Schemas["MessagesPage"];
export type Presence = Schemas["Presence"];
export type Problem = Schemas["Problem"];
export type ServerFacts = Schemas["Server"];
export type Tokens = Schemas["Tokens"];
export type InvitePreview = Schemas["InvitePreview"];
export type Limits = Schemas["HelloLimits"];

/** A member of a chat. `joined_at` is missing for somebody whose joining was heard as an event. */
export type Member = Omit<Schemas["Member"], "joined_at"> & { joined_at?: string };

/** What the socket of a person says without being asked. */
export type StreamEvent = Schemas["Event"] | Schemas["PassingEvent"];

export type HelloReply = Schemas["HelloReply"];
export type SocketMessage = Schemas["SocketMessage"];
export type CommandError = Schemas["CommandError"];

/** A command without its `id`, which the socket gives. */
export type Command =
  | { type: "send"; chat_id: number; text: string; client_id: string; reply_to?: number }
  | { type: "edit"; chat_id: number; seq: number; text: string }
  | { type: "delete"; chat_id: number; seq: number }
  | { type: "react" | "unreact"; chat_id: number; seq: number; emoji: string }
  | { type: "read"; chat_id: number; seq: number }
  | { type: "watch" | "unwatch"; user_ids: number[] };
