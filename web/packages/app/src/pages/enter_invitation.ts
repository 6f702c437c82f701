// Accepting an invitation as who is logged in, and going to where it leads.
import { Refusal } from "asq-client";

import { go } from "../state/place.js";
import { who } from "../state/session.js";

/** The error's code, if it was not accepted. */
export async function enterInvitation(token: string): Promise<string | undefined> {
  if (who.value.state !== "in") return "unreachable";
  try {
    // Whoever has just registered by it is a member already: then it changes nothing.
    const chat = await who.value.client.accept(token);
    go(chat ? { view: "chat", id: chat.id } : { view: "home" }, { replace: true });
    return undefined;
  } catch (error) {
    return error instanceof Refusal ? error.code : "unreachable";
  }
}
