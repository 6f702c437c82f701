import type { ChatHandle } from "asq-client";

/** Write, answer, edit one's own, react: the server grants them together. */
export function mayWrite(chat: ChatHandle): boolean {
  return chat.info?.capabilities.includes("send") ?? false;
}
