// Chats that one opens, makes or is invited to. An event brings them, too, before or after the answer.
import type { Cache, Change } from "./cache.js";
import type { Answer, Request } from "./http.js";
import type { Chat } from "./types.js";

export interface JoiningOptions {
  cache: Cache;
  request: (request: Omit<Request, "token">) => Promise<Answer<Chat | undefined>>;
  changed: (changes: readonly Change[]) => void;
}

export class Joining {
  readonly #options: JoiningOptions;

  constructor(options: JoiningOptions) {
    this.#options = options;
  }

  /** Its id; undefined: the answer has none. @throws Refusal, Unreachable */
  async post(path: string, json?: unknown): Promise<number | undefined> {
    const { cache, request, changed } = this.#options;
    const journal = cache.journal();
    try {
      const { body } = await request({ method: "POST", path, json });
      if (!body) return undefined;
      // Where everything was forgotten meanwhile, the lists that are being loaded have it newer.
      const goesOn = cache.goesOn(journal);
      if (goesOn || !cache.chats.has(body.id)) {
        changed([...cache.put(body, goesOn ? journal : []), { type: "chat", chat_id: body.id }]);
      }
      if (!goesOn) cache.markStale(body.id);
      return body.id;
    } finally {
      cache.endJournal(journal);
    }
  }
}
