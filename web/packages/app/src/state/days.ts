/** One number for each day of the reader's calendar. Pure. */
export function dayNumber(timestamp: string | number): number {
  const date = new Date(timestamp);
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000;
}
