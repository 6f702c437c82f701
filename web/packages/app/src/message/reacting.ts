import type { ChatHandle, Client, Message } from "asq-client";

import { problemsOf } from "../state/problems.js";
import { say } from "../ui/Toasts.js";

export const kAtHand = ["👍", "❤️", "😂", "🎉", "😮", "😢"] as const;

export function hasReacted(client: Client, message: Message, emoji: string): boolean {
  const known = message.reactions?.find((reaction) => reaction.emoji === emoji);
  return known?.user_ids.includes(client.me.id) ?? false;
}

/** Adds one's own, or takes it back; what goes wrong is said. */
export async function toggleReaction(
  client: Client,
  chat: ChatHandle,
  message: Message,
  emoji: string,
): Promise<void> {
  try {
    if (hasReacted(client, message, emoji)) await chat.unreact(message.seq, emoji);
    else await chat.react(message.seq, emoji);
  } catch (error) {
    say(problemsOf(error, 0).form ?? "");
  }
}
