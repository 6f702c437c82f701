// Which day it is: who reads it is drawn again when the day turns, at local midnight.
import { signal } from "@preact/signals";

/** Pure: milliseconds at the beginning of the local day, `days` later. */
export function startOfDay(time: number, days = 0): number {
  const date = new Date(time);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
}

/** When today began. */
export const today = signal(startOfDay(Date.now()));

// A computer that slept, or whose clock was set, sees it within a minute.
const kLook = 60_000;
setInterval(() => {
  today.value = startOfDay(Date.now());
}, kLook);
