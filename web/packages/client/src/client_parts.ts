// What `connect` gives to a client.
import type { FallbackStorage } from "./fallback_storage.js";
import type { Hub } from "./lease.js";
import type { Clock, WebSocketClass } from "./platform.js";
import type { Session } from "./session.js";

/** @internal */
export interface ClientParts {
  url: string;
  session: Session;
  storage: FallbackStorage;
  /** Nobody else uses it. */
  ownsStorage: boolean;
  hub: Hub;
  clock: Clock;
  random: () => number;
  WebSocket: WebSocketClass;
  /** Aborted by the client when it is closed. */
  stopping: AbortController;
}
