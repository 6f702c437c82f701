// What a change of the cache means for those who listen.
import type { Change } from "./cache.js";
import type { ChatHandle } from "./chat.js";
import type { ClientEvents } from "./client_events.js";
import type { Emitter } from "./events.js";

export function announce(
  emitter: Emitter<ClientEvents>,
  change: Change,
  handle: (chat_id: number) => ChatHandle,
): void {
  if (change.type === "user") {
    emitter.emit("user", change.user);
    return;
  }
  const chat = handle(change.chat_id);
  switch (change.type) {
    case "message":
      emitter.emit("message", { chat, message: change.message });
      break;
    case "message_changed":
      emitter.emit("message_changed", { chat, message: change.message });
      break;
    case "read":
      emitter.emit("read", { chat, user_id: change.user_id, seq: change.seq });
      break;
    case "chat":
    case "chat_removed":
    case "members":
      emitter.emit(change.type, { chat });
  }
}
