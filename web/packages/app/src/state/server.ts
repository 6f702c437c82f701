// What the server says of itself to everybody.
import { signal } from "@preact/signals";
import { Server, type ServerFacts } from "asq-client";

import { root } from "./place.js";

/** Without the slash at the end, as the library takes it. */
export const serverUrl = root.href.replace(/\/$/, "");
export const server = new Server(serverUrl);

/** undefined: not known yet. */
export const facts = signal<ServerFacts | undefined>(undefined);

/** They are not known, and will not be soon: one goes on without them. */
export const factsFailed = signal(false);

/** @throws Unreachable, Refusal */
export async function loadFacts(): Promise<ServerFacts> {
  try {
    facts.value ??= await server.facts();
    return facts.value;
  } catch (error) {
    factsFailed.value = true;
    throw error;
  }
}
