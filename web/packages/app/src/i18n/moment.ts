// Times in words. Pure.
import { startOfDay } from "../state/today.js";

/** Of the preferred languages the first that is of this one: English in Britain has 14:32. */
export function regionOf(language: string, preferred: readonly string[]): string {
  return preferred.find((tag) => tag === language || tag.startsWith(`${language}-`)) ?? language;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Kept: to make one takes a hundred times as long as to use it. `name`: of these options. */
export function format(tag: string, name: string, options: Intl.DateTimeFormatOptions) {
  const key = `${tag} ${name}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(tag, options);
  formats.set(key, known);
  return known;
}

const kWeek = 6;

/** The shortest that says when: today the time, within a week its day, else the date. `today`: when it began. */
export function shortMoment(tag: string, timestamp: string, today: number): string {
  const date = new Date(timestamp);
  if (date.getTime() >= today)
    return format(tag, "time", { hour: "2-digit", minute: "2-digit" }).format(date);
  if (date.getTime() >= startOfDay(today, -kWeek))
    return format(tag, "weekday", { weekday: "short" }).format(date);
  if (date.getFullYear() === new Date(today).getFullYear())
    return format(tag, "day", { day: "numeric", month: "short" }).format(date);
  return format(tag, "date", { day: "2-digit", month: "2-digit", year: "2-digit" }).format(date);
}

/** The whole date and time, with its zone. */
export function fullMoment(tag: string, timestamp: string | number): string {
  return format(tag, "full", { dateStyle: "full", timeStyle: "long" }).format(new Date(timestamp));
}

/** The date and the time. */
export function dayAndTime(tag: string, timestamp: string): string {
  return format(tag, "both", { dateStyle: "medium", timeStyle: "short" }).format(
    new Date(timestamp),
  );
}
