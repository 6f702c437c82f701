import { useEffect, useState } from "preact/hooks";

const kTick = 250;

/** How many whole seconds are left; 0: it is over, or there is no such time. It draws again while it counts. */
export function useSecondsUntil(time: number | undefined): number {
  const [, setNow] = useState(0);
  useEffect(() => {
    if (time === undefined) return undefined;
    const timer = setInterval(() => {
      setNow(Date.now());
      if (Date.now() >= time) clearInterval(timer);
    }, kTick);
    return () => {
      clearInterval(timer);
    };
  }, [time]);
  return time === undefined ? 0 : Math.max(0, Math.ceil((time - Date.now()) / 1_000));
}
