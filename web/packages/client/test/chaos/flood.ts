// More events than a client may miss: somebody puts a reaction there and takes it away, over and over.
import { once } from "node:events";

import { WebSocket } from "ws";

import type { Message } from "../../src/index.js";
import type { Reader } from "../support/truth.js";

const kAtOnce = 40;

/** Resolves when that many have happened in a chat; false: the server was gone before that. */
export async function flood(
  url: string,
  reader: Reader,
  chat_id: number,
  events: number,
): Promise<boolean> {
  const path = `/chat/chats/${chat_id}/messages`;
  const { seq } = await reader.ask<Message>(path, "POST", { text: "React to this." });
  const socket = new WebSocket(`${url.replace("http", "ws")}/chat/ws?token=${reader.token}`);
  socket.on("error", () => undefined);
  await once(socket, "open");
  const done = new Promise<boolean>((resolve) => {
    let asked = 0;
    let answered = 0;
    const next = () => {
      const type = asked % 2 === 0 ? "react" : "unreact";
      const emoji = "🐟";
      socket.send(JSON.stringify({ id: ++asked, type, chat_id, seq, emoji }));
    };
    socket.on("message", (data: Buffer) => {
      const message = JSON.parse(data.toString()) as { id?: number; type: string };
      if (message.type === "hello") for (let at = 0; at < kAtOnce; ++at) next();
      else if (message.id !== undefined) {
        answered += 1;
        if (asked < events) next();
        else if (answered === events) resolve(true);
      }
    });
    socket.on("close", () => {
      resolve(false);
    });
  });
  socket.send(JSON.stringify({ id: "hello", type: "hello" }));
  const whole = await done;
  socket.terminate();
  return whole;
}
