// The client library of ASQ Chat.
import type { components } from "./openapi.js";

export type Message = components["schemas"]["Message"];

// The address of a route below the server's own, which may have a path.
export function addressOf(server: string, route: string): URL {
  return new URL(route.replace(/^\//, ""), server.endsWith("/") ? server : `${server}/`);
}
