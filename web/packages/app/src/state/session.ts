// Who is logged in in this browser, and the connection that goes with it.
import { signal } from "@preact/signals";
import { type Client, connect, type ConnectOptions, Refusal, SessionEnded } from "asq-client";

import { words } from "../i18n/t.js";
import { say } from "../ui/Toasts.js";
import { forgetWriting, offerChanges } from "./changes.js";
import { keepText, keptText, storageKey } from "./kept.js";
import { follow } from "./live.js";
import { followVersion } from "./version.js";
import { server, serverUrl } from "./server.js";
import { sendUnsent } from "./unsent.js";

export type Who =
  /** Nothing is known yet. */
  | { readonly state: "starting" }
  /** `ended`: the session was ended somewhere else. */
  | { readonly state: "out"; readonly ended: boolean }
  /** The server has to say who one is, and does not answer. */
  | { readonly state: "unreachable" }
  | { readonly state: "in"; readonly client: Client };

export const who = signal<Who>({ state: "starting" });

// Without it nobody is logged in, and the server need not be asked.
const kHint = "session";

let starting: Promise<void> | undefined;

/** Goes on with the session of this browser, if there is one. All who ask at once wait for the same. */
export function start(): Promise<void> {
  starting ??= startOnce().finally(() => {
    starting = undefined;
  });
  return starting;
}

async function startOnce(): Promise<void> {
  if (keptText(kHint) === undefined) {
    who.value = { state: "out", ended: false };
    return;
  }
  try {
    await enter({ url: serverUrl, cookie: true });
  } catch (error) {
    if (!(error instanceof SessionEnded)) {
      who.value = { state: "unreachable" };
      return;
    }
    // It was ended while no page was open, or the browser has not kept its cookie.
    keepText(kHint, undefined);
    who.value = { state: "out", ended: true };
  }
}

/** @throws Refusal, Unreachable */
export async function logIn(email: string, password: string): Promise<void> {
  await enter({ url: serverUrl, email, password, cookie: true });
}

export interface NewAccount {
  username: string;
  email: string;
  password: string;
  invite?: string;
}

/** @throws Refusal, Unreachable */
export async function register(account: NewAccount): Promise<void> {
  try {
    await server.register(account);
  } catch (error) {
    if (await isMadeAlready(account, error)) return;
    throw error;
  }
  await logIn(account.email, account.password);
}

/**
 * An earlier try may have made the account, and its answer was lost: then the password fits, and one is logged in.
 * @throws Unreachable, Refusal
 */
async function isMadeAlready({ email, password }: NewAccount, error: unknown): Promise<boolean> {
  if (!(error instanceof Refusal)) return false;
  if (error.code !== "email_taken" && error.code !== "invite_over") return false;
  try {
    await logIn(email, password);
    return true;
  } catch (refused) {
    if (refused instanceof Refusal && refused.code === "invalid_credentials") return false;
    throw refused;
  }
}

// One logs out here: nobody need be told that the session has ended.
let leaving = false;

/** @throws Unreachable, Refusal: then one is still logged in */
export async function logOut(): Promise<void> {
  if (who.value.state !== "in") return;
  const { client } = who.value;
  await leaveBy(() => client.logOut());
  forgetWriting(client.me.id);
}

/** What ends the session by oneself: nobody need be told of it. */
export async function leaveBy(end: () => Promise<unknown>): Promise<void> {
  leaving = true;
  try {
    await end();
  } finally {
    leaving = false;
  }
}

// Another tab has logged in or out. Values of this page's own do not come here.
addEventListener("storage", (event) => {
  if (event.key !== storageKey(kHint)) return;
  if (event.newValue !== null && who.value.state === "out") void start();
});

/** In a tab that was somebody else's until now. */
function sayWhoIsIn(): void {
  if (who.value.state === "in") say(words.value.nowLoggedInAs(who.value.client.me.username));
}

async function enter(options: ConnectOptions): Promise<void> {
  const client = await connect(options);
  // Another value each time, so that the other tabs hear of it.
  const mine = `${client.me.id} `;
  keepText(kHint, mine + String(Date.now()));
  client.on("session_ended", () => {
    who.value = { state: "out", ended: !leaving };
    const now = keptText(kHint);
    if (now === undefined) return;
    // Whoever has logged in since, in another tab, is not to be forgotten: all tabs are theirs.
    if (now.startsWith(mine)) keepText(kHint, undefined);
    else void start().then(sayWhoIsIn);
  });
  follow(client);
  sendUnsent(client);
  offerChanges(client);
  followVersion(client);
  who.value = { state: "in", client };
}
