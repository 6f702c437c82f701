import type { ClientEvents, Connection } from "./client_events.js";
import type { Listener } from "./events.js";

interface Connected {
  readonly connection: Connection;
  on(name: "connection", listener: Listener<ClientEvents["connection"]>): () => void;
}

/** Resolves when what is shown is what the server has. @throws what the client ends with */
export function whenLive(client: Connected): Promise<void> {
  return new Promise((resolve, reject) => {
    let stop: (() => void) | undefined = undefined;
    const look = (connection: Connection) => {
      if (connection.state === "live") resolve();
      else if (connection.state === "ended") reject(connection.error);
      else return;
      stop?.();
    };
    stop = client.on("connection", look);
    look(client.connection);
  });
}
