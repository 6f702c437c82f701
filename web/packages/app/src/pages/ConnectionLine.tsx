import { useEffect, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { connection } from "../state/live.js";
import { Icon } from "../ui/Icon.js";

/** Says that there is no connection, and when it is tried again. Nothing while all is well. */
export function ConnectionLine() {
  const say = words.value;
  const state = connection.value;
  const retryAt = state.state === "offline" ? state.retryAt : undefined;
  const seconds = useSecondsUntil(retryAt);
  if (state.state !== "offline") return null;
  return (
    <p class="connection-line" role="status">
      <Icon name="wifi-off" />
      <span>{seconds > 0 ? say.offlineRetry(seconds) : say.connecting}</span>
    </p>
  );
}

function useSecondsUntil(time: number | undefined): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (time === undefined) return undefined;
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 500);
    return () => {
      clearInterval(timer);
    };
  }, [time]);
  return time === undefined ? 0 : Math.max(0, Math.ceil((time - now) / 1_000));
}
