import type { ChatHandle, Message } from "asq-client";
import { useEffect, useState } from "preact/hooks";

import { connection, resyncs } from "../state/live.js";

export interface Wanted {
  readonly message: Message | undefined;
  /** It could not be loaded; a new connection tries again, and so does `again`. */
  readonly failed: boolean;
  readonly again: () => void;
}

/** A message that somebody wants to see somewhere else than in its place. */
export function useMessage(chat: ChatHandle, seq: number | undefined): Wanted {
  const [answer, setAnswer] = useState<{ seq: number; message: Message | undefined }>();
  const [tries, setTries] = useState(0);
  const live = connection.value.state === "live";
  useEffect(() => {
    if (seq === undefined) return undefined;
    let wanted = true;
    const settle = (message: Message | undefined) => {
      if (wanted) setAnswer({ seq, message });
    };
    // It would be one request for each answer in view.
    const held = chat.message(seq);
    if (held) {
      settle(held);
      return undefined;
    }
    chat.load(seq, seq).then(
      ([message]) => {
        settle(message);
      },
      () => {
        settle(undefined);
      },
    );
    return () => {
      wanted = false;
    };
  }, [chat, seq, tries, live, resyncs.value]);
  const known = answer?.seq === seq ? answer : undefined;
  const message = seq === undefined ? undefined : (chat.message(seq) ?? known?.message);
  return {
    message,
    failed: known !== undefined && message === undefined,
    again: () => {
      setAnswer(undefined);
      setTries(tries + 1);
    },
  };
}
