// In the page: makes the storage that of a person in many chats who has seen many messages, as the
// library itself would have written it.
import type { Chat, Message, Storage } from "../../src/index.js";

export interface Size {
  readonly chats: number;
  /** Per chat. */
  readonly messages: number;
}

interface SavedChat {
  chat: Chat;
  ranges: { from: number; to: number }[];
}

const words = "the quick brown fox jumps over the lazy dog and runs back to its den again".split(
  " ",
);

function textOf(number: number): string {
  const from = number % 7;
  return words.slice(from, from + 3 + (number % 9)).join(" ");
}

export function messageOf(chat: Chat, seq: number): Message {
  const { last_message } = chat;
  if (!last_message) throw new Error("nothing to copy");
  return {
    ...last_message,
    chat_id: chat.id,
    seq,
    id: chat.id * 1_000 + seq,
    text: textOf(chat.id + seq),
    timestamp: new Date(1_790_000_000_000 + chat.id * 1_000 + seq).toISOString(),
  };
}

/** The storage has one chat with one message, which the others are copies of; gives the new ids. */
export async function seed(storage: Storage, account: string, size: Size): Promise<void> {
  const [saved] = (await storage.read((reader) => reader.list(["chat", account]))) as SavedChat[];
  if (!saved) throw new Error("no chat to copy");
  for (let copy = 1; copy < size.chats; ++copy) {
    const id = saved.chat.id + copy;
    const template = { ...saved.chat, id, name: `Group ${String(copy)}`, last_seq: size.messages };
    const newest = messageOf(template, size.messages);
    const chat = { ...template, last_message: newest, read_seq: size.messages, unread: 0 };
    const ranges = [{ from: 1, to: size.messages }];
    await storage.write(async (writer) => {
      await writer.put(["chat", account, id], { ...saved, chat, base: size.messages, ranges });
      const puts: Promise<void>[] = [];
      for (let seq = 1; seq <= size.messages; ++seq) {
        puts.push(writer.put(["message", account, id, seq], messageOf(chat, seq)));
      }
      await Promise.all(puts);
    });
  }
}
