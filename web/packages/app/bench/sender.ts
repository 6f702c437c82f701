// Fills chats quickly: many messages are on their way at once.
import { once } from "node:events";

import { WebSocket } from "ws";

import type { Person } from "../../client/test/support/people.js";

export interface Draft {
  readonly chat_id: number;
  readonly text: string;
  readonly reply_to?: number;
}

const kAtOnce = 48;

/** Sends all of them, in order, and resolves when the server has stored them. */
export async function sendAll(url: string, person: Person, drafts: Iterable<Draft>): Promise<void> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/chat/ws?token=${person.token}`);
  await once(socket, "open");
  const all = drafts[Symbol.iterator]();
  let asked = 0;
  let answered = 0;
  await new Promise<void>((resolve, reject) => {
    const next = () => {
      const given = all.next() as IteratorResult<Draft, undefined>;
      if (given.done === true) {
        if (answered === asked) resolve();
        return;
      }
      const id = ++asked;
      const client_id = `${process.pid}-${person.user.id}-${Date.now()}-${id}`;
      socket.send(JSON.stringify({ id, type: "send", client_id, ...given.value }));
    };
    socket.on("message", (data: Buffer) => {
      // Most of what comes is what others have sent: it is not looked at.
      const text = data.toString();
      if (!/^\{"(?:id":|type":"hello")/.test(text) && !text.includes('"type":"error"')) return;
      const answer = JSON.parse(text) as { id?: number | string; type: string };
      if (answer.type === "error") reject(new Error(text));
      else if (answer.type === "hello") for (let at = 0; at < kAtOnce; ++at) next();
      else if (typeof answer.id === "number") {
        answered += 1;
        next();
      }
    });
    socket.on("error", reject);
    socket.on("close", () => {
      reject(new Error("the server has closed the socket"));
    });
    socket.send(JSON.stringify({ id: "hello", type: "hello" }));
  });
  socket.terminate();
}

const kWords =
  "we have looked at the drawings of the second floor again and the door to the store room opens the wrong way".split(
    " ",
  );

/** Rows of all heights: short and long ones, with lines, links and quotes. */
export function draft(chat_id: number, number: number): Draft {
  const from = number % 11;
  const words = kWords.slice(from, from + 2 + ((number * 7) % 19)).join(" ");
  const text =
    number % 15 === 7
      ? `${words} https://example.org/plans/${number}`
      : number % 10 === 3
        ? Array.from({ length: 2 + (number % 5) }, (_, at) => `${at + 1}. ${words}`).join("\n")
        : number % 23 === 5
          ? Array.from({ length: 8 }, () => words).join(", ")
          : words;
  // Of what is surely stored: others are on their way at the same time.
  const reply = number % 12 === 0 && number > 2_000;
  return { chat_id, text, ...(reply ? { reply_to: number - 500 - ((number * 31) % 900) } : {}) };
}

/** Several people fill a chat at once, until it has so many messages. */
export async function fillChat(
  url: string,
  people: readonly Person[],
  chat_id: number,
  messages: number,
): Promise<void> {
  let sent = 0;
  function* rest(): Generator<Draft> {
    while (sent < messages) yield draft(chat_id, ++sent);
  }
  await Promise.all(people.map((person) => sendAll(url, person, rest())));
}
