import type { ChatHandle, Client, Outgoing } from "asq-client";
import { useEffect, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { timeOf } from "../state/dates.js";
import { Icon } from "../ui/Icon.js";
import type { MessageActions } from "./actions.js";
import { Quote } from "./Quote.js";
import { Text } from "./Text.js";

export interface PendingRowProps {
  client: Client;
  chat: ChatHandle;
  outgoing: Outgoing;
  first: boolean;
  last: boolean;
  actions: MessageActions;
}

/** What is on its way: it waits, is limited, or was refused. */
export function PendingRow({ client, chat, outgoing, first, last, actions }: PendingRowProps) {
  const say = words.value;
  const { client_id, text, reply_to, at, state } = outgoing;
  const refused = state === "refused";
  return (
    <div class={`row row-own${first ? " row-first" : ""}${last ? " row-last" : ""}`}>
      <div class="row-body">
        <div class={refused ? "bubble bubble-refused" : "bubble"}>
          {reply_to !== undefined && (
            <Quote client={client} chat={chat} seq={reply_to} onJump={actions.jump} />
          )}
          <Text text={text} />
          <span class="bubble-meta">
            <time>{timeOf(at)}</time>
            <span class="tick" role="img" aria-label={say.waiting} title={say.waiting}>
              <Icon
                name={refused ? "circle-alert" : state === "sent" ? "check" : "clock"}
                size={16}
              />
            </span>
          </span>
        </div>
        {state === "limited" && <Countdown until={outgoing.until ?? 0} />}
        {refused && (
          <p class="row-note row-refused" role="status">
            {say.refused(outgoing.problem?.detail ?? "")}
          </p>
        )}
        {(refused || state === "waiting" || state === "limited") && (
          <p class="row-note">
            {refused && (
              <button
                type="button"
                class="button-text"
                onClick={() => void chat.retry(client_id).catch(() => undefined)}
              >
                {say.tryAgain}
              </button>
            )}
            <button type="button" class="button-text" onClick={() => void chat.withdraw(client_id)}>
              {refused ? say.deleteMessage : say.withdraw}
            </button>
          </p>
        )}
      </div>
    </div>
  );
}

function Countdown({ until }: { until: number }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 500);
    return () => {
      clearInterval(timer);
    };
  }, []);
  const seconds = Math.max(1, Math.ceil((until - now) / 1_000));
  return <p class="row-note">{words.value.limited(seconds)}</p>;
}
