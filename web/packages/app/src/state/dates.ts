// Times and days of messages, in the reader's language and zone.
import { dayNumber } from "./days.js";
import { format, fullMoment } from "../i18n/moment.js";
import { region } from "../i18n/region.js";
import { words } from "../i18n/t.js";

/** "14:32". */
export function timeOf(timestamp: string | number): string {
  const options = { hour: "2-digit", minute: "2-digit" } as const;
  return format(region.value, "time", options).format(new Date(timestamp));
}

/** "8 Dec". */
export function shortDate(timestamp: string): string {
  const options = { day: "numeric", month: "short" } as const;
  return format(region.value, "day", options).format(new Date(timestamp));
}

/** The whole of it, with the zone. */
export function wholeMoment(timestamp: string | number): string {
  return fullMoment(region.value, timestamp);
}

/** Within a sentence: "today, 14:32", "Monday, 23 November, 14:32". Names of days keep the letters of their language. */
export function momentInSentence(timestamp: string | number, now = Date.now()): string {
  const { today, yesterday } = words.value;
  const day = dayInWords(timestamp, now);
  const own = day === today || day === yesterday;
  return `${own ? day.toLocaleLowerCase(region.value) : day}, ${timeOf(timestamp)}`;
}

/** "Today", "Yesterday", "Monday, 23 November". */
export function dayInWords(timestamp: string | number, now = Date.now()): string {
  const ago = dayNumber(now) - dayNumber(timestamp);
  if (ago === 0) return words.value.today;
  if (ago === 1) return words.value.yesterday;
  const date = new Date(timestamp);
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  const day = { weekday: "long", day: "numeric", month: "long" } as const;
  const made = sameYear
    ? format(region.value, "long day", day)
    : format(region.value, "long date", { ...day, year: "numeric" });
  return made.format(date);
}
