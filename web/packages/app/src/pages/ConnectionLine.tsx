import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { connection } from "../state/live.js";
import { who } from "../state/session.js";
import { type Trouble, troubleOf } from "../state/trouble.js";
import { Icon } from "../ui/Icon.js";

// When the connection was last good: several lines say the same.
const goodUntil = signal(Date.now());
connection.subscribe((now) => {
  const good = now.state === "live" || now.state === "ended";
  if (good) goodUntil.value = 0;
  else if (goodUntil.value === 0) goodUntil.value = Date.now();
});

/** Says that there is no connection, and when it is tried again. Nothing while all is well, or was a second ago. */
export function ConnectionLine() {
  const say = words.value;
  const trouble = useTrouble();
  if (!trouble) return null;
  return (
    <div class={`connection-line connection-${trouble.kind}`}>
      <Icon name={trouble.kind === "offline" ? "wifi-off" : "loader-circle"} />
      {/* The seconds are for the eye: read aloud, they would never end. */}
      <span class="visually-hidden" role="status">
        {plainly(trouble)}
      </span>
      <span aria-hidden="true">
        {trouble.kind === "offline" ? say.offlineRetry(trouble.seconds) : plainly(trouble)}
      </span>
      {trouble.kind === "offline" && (
        <button
          type="button"
          class="connection-now"
          onClick={() => {
            if (who.value.state === "in") who.value.client.wake();
          }}
        >
          {say.tryNow}
        </button>
      )}
    </div>
  );
}

function plainly({ kind }: Trouble): string {
  const say = words.value;
  if (kind === "offline") return say.offline;
  return kind === "updating" ? say.catchingUp : say.connecting;
}

const kTick = 250;

function useTrouble(): Trouble | undefined {
  const [now, setNow] = useState(Date.now());
  const well = goodUntil.value === 0;
  useEffect(() => {
    if (well) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => {
      setNow(Date.now());
    }, kTick);
    return () => {
      clearInterval(timer);
    };
  }, [well]);
  return well ? undefined : troubleOf(connection.value, goodUntil.value, now);
}
