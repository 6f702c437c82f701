import type { Message, Outgoing } from "asq-client";

import { words } from "../i18n/t.js";
import { timeOf, wholeMoment } from "../state/dates.js";
import { Icon } from "../ui/Icon.js";
import type { IconName } from "../ui/icon_names.js";

/** When it was said, and how far it has come. */
export function Meta({ message, own }: { message: Message; own: boolean }) {
  const say = words.value;
  const { timestamp, edited_at, deleted, read } = message;
  return (
    <span class="bubble-meta" title={wholeMoment(timestamp)}>
      {edited_at && !deleted && <span>{say.edited}</span>}
      <time dateTime={timestamp}>{timeOf(timestamp)}</time>
      {own && !deleted && (
        <Tick
          icon={read ? "check-check" : "check"}
          label={read ? say.read : say.stored}
          read={read}
        />
      )}
    </span>
  );
}

export function PendingMeta({ outgoing: { at, state } }: { outgoing: Outgoing }) {
  const say = words.value;
  return (
    <span class="bubble-meta" title={wholeMoment(at)}>
      <time>{timeOf(at)}</time>
      {state === "refused" ? (
        <Tick icon="circle-alert" label={say.notSent} />
      ) : state === "sent" ? (
        <Tick icon="check" label={say.stored} />
      ) : (
        <Tick icon="clock" label={say.waiting} />
      )}
    </span>
  );
}

function Tick({ icon, label, read = false }: { icon: IconName; label: string; read?: boolean }) {
  return (
    <span class={read ? "tick tick-read" : "tick"} role="img" aria-label={label} title={label}>
      <Icon name={icon} size={16} />
    </span>
  );
}
