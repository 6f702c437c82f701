// What can be asked of a server without being logged in.
import { serverAddress } from "./given.js";
import { Http } from "./http.js";
import { systemClock } from "./platform.js";
import { logIn } from "./session.js";
import type { InvitePreview, OwnUser, ServerFacts, Tokens } from "./types.js";

export interface Registration {
  username: string;
  email: string;
  password: string;
  handle?: string;
  /** The token of an invitation: the account and its membership are made together. */
  invite?: string;
}

/** Each: @throws Refusal, Unreachable */
export class Server {
  readonly #http: Http;

  constructor(url: string | URL, options: { fetch?: typeof fetch } = {}) {
    this.#http = new Http({
      url: serverAddress(url),
      fetch: options.fetch ?? globalThis.fetch.bind(globalThis),
      clock: systemClock,
    });
  }

  /** Its name, version, who may register. */
  async facts(): Promise<ServerFacts> {
    return (await this.#http.request<ServerFacts>({ path: "/chat/server" })).body;
  }

  async register(registration: Registration): Promise<OwnUser> {
    const request = { method: "POST", path: "/chat/register", json: registration } as const;
    return (await this.#http.request<OwnUser>(request)).body;
  }

  /** Tokens, for `connect` or for something of your own. */
  logIn(email: string, password: string): Promise<Tokens> {
    return logIn(this.#http, { email, password });
  }

  /** What an invitation says to somebody who has no account yet. */
  async invitation(token: string): Promise<InvitePreview> {
    const path = `/chat/invites/${encodeURIComponent(token)}`;
    return (await this.#http.request<InvitePreview>({ path })).body;
  }

  /** A new password by the token of a link. */
  async setPassword(token: string, password: string): Promise<void> {
    await this.#http.request({ method: "POST", path: "/chat/password", json: { token, password } });
  }
}
