// What to say of the connection. Trouble that lasts for less than a second is none. Pure.
import type { Connection } from "asq-client";

export type Trouble =
  | { readonly kind: "connecting" | "updating" }
  /** `seconds`: until the next try. */
  | { readonly kind: "offline"; readonly seconds: number };

export const kQuiet = 1_000;

/** `since`: when it was last not in trouble. */
export function troubleOf(connection: Connection, since: number, now: number): Trouble | undefined {
  if (connection.state === "live" || connection.state === "ended") return undefined;
  if (now - since < kQuiet) return undefined;
  if (connection.state === "catching_up") return { kind: "updating" };
  if (connection.state === "connecting") return { kind: "connecting" };
  const seconds = Math.ceil((connection.retryAt - now) / 1_000);
  return seconds > 0 ? { kind: "offline", seconds } : { kind: "connecting" };
}
