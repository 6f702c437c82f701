// Who is logged in, and a token that is good. Refreshing is silent: one instance at a time over one
// storage, and the others take over its token. That a session is dead is told once.
//
//   ['account']            {account, me}: whose data a start shows before the server has answered
//   ['session', account]   {refresh_token}: not where the page's cookie has it
import type { Answer, Http, Request } from "./http.js";
import { Lease, type Hub } from "./lease.js";
import { beginAgain } from "./keeper.js";
import { mustBeText } from "./given.js";
import type { Clock } from "./platform.js";
import { sleep } from "./platform.js";
import { isTransient, Refusal, SessionEnded, Unreachable } from "./problems.js";
import type { Storage } from "./storage.js";
import type { OwnUser, Tokens } from "./types.js";

export type Credentials =
  /**
   * Logs in. With `cookie`, for pages that the server itself serves, the refresh token goes into the
   * page's cookie, and the next start is `{cookie: true}`.
   */
  | { readonly email: string; readonly password: string; readonly cookie?: boolean }
  /** A token that you have; without `refreshToken` the session ends with it. */
  | { readonly token: string; readonly refreshToken?: string }
  /** The page's cookie: for pages that the server itself serves. See docs/api.md, POST /chat/token. */
  | { readonly cookie: true }
  /** What the storage remembers of an earlier `connect` that was not logged out. */
  | { readonly remembered: true };

export interface SessionOptions {
  http: Http;
  storage: Storage;
  hub: Hub;
  clock: Clock;
  /** Aborted when the client is closed. */
  signal: AbortSignal;
}

interface SavedSession {
  refresh_token: string;
}
interface Remembered {
  account: string;
  me: OwnUser;
}

// A token is renewed when a tenth of its life is left, a minute at most.
const kRenewEarly = 60_000;
// For another instance that is refreshing.
const kOthersTime = 20_000;
const kOthersPause = 200;
const kAnother = "Somebody else has logged in here.";

export class Session {
  /** Database and person: what belongs to one account must never reach another. */
  readonly account: string;
  readonly #options: SessionOptions;
  readonly #cookie: boolean;
  readonly #lease: Lease;
  #me: OwnUser;
  #access: string | undefined;
  #renewAt = Infinity;
  #refresh: string | undefined;
  #sid: string | undefined;
  #renewing: Promise<void> | undefined;
  #dead: SessionEnded | undefined;
  #onEnd: ((error: SessionEnded) => void) | undefined;

  private constructor(options: SessionOptions, remembered: Remembered, cookie: boolean) {
    this.#options = options;
    this.account = remembered.account;
    this.#me = remembered.me;
    this.#cookie = cookie;
    this.#lease = new Lease(options.storage, options.hub, options.clock, ["session", this.account]);
    options.hub.listen("token", (message) => {
      const { account, access, seconds, refresh_token, instead } = message;
      if (account !== this.account || typeof access !== "string") return;
      this.#adopt(access, Number(seconds));
      if (typeof refresh_token !== "string" || typeof instead !== "string") return;
      this.#refresh = refresh_token;
      // Theirs may be another storage: one that has fallen back to memory.
      void this.#remember({ refresh_token, instead });
    });
    options.hub.listen("cookie", (message) => {
      if (this.#cookie && message["account"] !== this.account) {
        this.#end(new SessionEnded(kAnother), false);
      }
    });
    options.hub.listen("session_ended", (message) => {
      const { account, sid } = message;
      // A new session has no number before it has its first token.
      const ours = account === this.account && typeof sid === "string" && sid === this.#sid;
      if (ours) this.#end(new SessionEnded(), false);
    });
  }

  /**
   * What is remembered needs no answer of the server; the other credentials do, if they are new.
   * @throws SessionEnded: there is no session, or not any more. Refusal: a wrong password, say.
   */
  static async begin(options: SessionOptions, credentials: Credentials): Promise<Session> {
    const { http, storage } = options;
    if ("email" in credentials) {
      mustBeText("email", credentials.email);
      mustBeText("password", credentials.password);
      const tokens = await logIn(http, credentials, credentials.cookie);
      return Session.#from(options, tokens, credentials.cookie ?? false);
    }
    if ("token" in credentials) return Session.#withToken(options, credentials);
    const cookie = "cookie" in credentials && (credentials.cookie as boolean);
    if (!cookie && !("remembered" in credentials)) {
      throw new TypeError("connect: say who it is (email, token, cookie or remembered)");
    }
    const remembered = await storage.read((reader) => reader.get(["account"]));
    if (isRemembered(remembered)) {
      const session = new Session(options, remembered, cookie);
      if (!cookie) session.#refresh = await session.#storedRefreshToken();
      return session;
    }
    if (!cookie) throw new SessionEnded();
    try {
      return await Session.#from(options, await refresh(http, undefined), true);
    } catch (error) {
      throw isOver(error) ? new SessionEnded() : error;
    }
  }

  static async #from(options: SessionOptions, tokens: Tokens, cookie: boolean): Promise<Session> {
    const account = accountOf(tokens.access_token, tokens.user);
    const session = new Session(options, { account, me: tokens.user }, cookie);
    await session.#remember({ refresh_token: tokens.refresh_token, login: true });
    session.#use(tokens);
    // A browser's profile has one cookie: who had it before is logged out here.
    if (cookie) options.hub.post({ type: "cookie", account });
    return session;
  }

  static async #withToken(
    options: SessionOptions,
    credentials: { token: string; refreshToken?: string },
  ): Promise<Session> {
    const { token } = credentials;
    let me: OwnUser;
    try {
      me = (await options.http.request<OwnUser>({ path: "/chat/me", token })).body;
      if (!Number.isSafeInteger(me.id)) throw new Unreachable();
    } catch (error) {
      if (!isOver(error) || credentials.refreshToken === undefined) {
        throw isOver(error) ? new SessionEnded() : error;
      }
      const tokens = await refresh(options.http, credentials.refreshToken);
      return Session.#from(options, tokens, false);
    }
    const session = new Session(options, { account: accountOf(token, me), me }, false);
    session.#access = token;
    session.#sid = sidOf(token);
    session.#refresh = credentials.refreshToken;
    await session.#remember({ refresh_token: credentials.refreshToken, login: true });
    return session;
  }

  get me(): OwnUser {
    return this.#me;
  }
  setMe(me: OwnUser): void {
    this.#me = me;
    void this.#remember();
  }

  /** Called once, when the session turns out to be over. */
  onEnd(listener: (error: SessionEnded) => void): void {
    this.#onEnd = listener;
  }

  /** @throws SessionEnded; Unreachable or Refusal if a new one was needed and could not be had. */
  async token(): Promise<string> {
    const late = this.#options.clock.now() >= this.#renewAt;
    if (this.#access === undefined || late) {
      try {
        await this.#renew(this.#access);
      } catch (error) {
        // It may still be good for a minute.
        if (this.#access === undefined || !isTransient(error)) throw error;
      }
    }
    if (this.#dead) throw this.#dead;
    if (this.#access === undefined) throw new Unreachable();
    return this.#access;
  }

  /** A request with the token; where that turns out to be no good, with another. */
  async request<Body>(request: Request): Promise<Answer<Body>> {
    const token = await this.token();
    try {
      return await this.#options.http.request<Body>({ ...request, token });
    } catch (error) {
      if (!isOver(error)) throw error;
      await this.#renew(token);
      return this.#options.http.request<Body>({ ...request, token: await this.token() });
    }
  }

  /** Whether the session still works. */
  async check(): Promise<void> {
    await this.request({ path: "/chat/me" });
  }

  /**
   * Ends the session on the server, and then here.
   * @throws Unreachable or Refusal, and it goes on
   */
  async logOut(): Promise<void> {
    try {
      await this.request({ method: "POST", path: "/chat/logout" });
    } catch (error) {
      // It was over already.
      if (!(error instanceof SessionEnded) && !this.#dead) throw error;
    }
    await this.#forget(this.#refresh);
    this.#end(new SessionEnded(), true);
  }

  /** One at a time, and only if `bad` is still the token. */
  #renew(bad: string | undefined): Promise<void> {
    if (this.#dead) return Promise.reject(this.#dead);
    if (this.#access !== bad) return Promise.resolve();
    this.#renewing ??= this.#renewOnce(bad).finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #renewOnce(bad: string | undefined): Promise<void> {
    const { clock, signal } = this.#options;
    const end = clock.now() + kOthersTime;
    while (!(await this.#lease.take())) {
      // Another instance is at it; its token comes by itself.
      await sleep(clock, kOthersPause, signal);
      if (this.#access !== bad || this.#dead || signal.aborted) return;
      if (clock.now() > end) break;
    }
    try {
      while (this.#access === bad && !(await this.#refreshOnce()));
    } finally {
      await this.#lease.release().catch(() => undefined);
    }
  }

  /** False: it was done with an old refresh token; there is a newer one. */
  async #refreshOnce(): Promise<boolean> {
    const stored = this.#cookie ? undefined : await this.#storedRefreshToken();
    const used = stored ?? this.#refresh;
    try {
      if (!this.#cookie && used === undefined) throw new SessionEnded();
      return await this.#take(await refresh(this.#options.http, used), used);
    } catch (error) {
      if (!isOver(error) && !(error instanceof SessionEnded)) throw error;
      if (this.#dead) throw this.#dead;
      // Logged in again, by another instance.
      if (!(await this.#forget(used))) return false;
      throw this.#end(new SessionEnded(), true);
    }
  }

  async #take(tokens: Tokens, used: string | undefined): Promise<boolean> {
    const account = accountOf(tokens.access_token, tokens.user);
    if (account !== this.account) {
      // Somebody else has logged in, in this browser: the next `connect` is theirs.
      await this.#remember({ login: true }, { account, me: tokens.user });
      throw this.#end(new SessionEnded(kAnother), false);
    }
    this.#me = tokens.user;
    // Stored before anything of the new pair is used: the old one is good until then. If another
    // instance has gone on meanwhile (this one was frozen), its pair is the newer.
    const { refresh_token } = tokens;
    if (!(await this.#remember({ refresh_token, instead: used }))) return false;
    this.#use(tokens);
    this.#options.hub.post({
      type: "token",
      account,
      access: tokens.access_token,
      seconds: tokens.expires_in,
      refresh_token,
      instead: used,
    });
    return true;
  }

  #use(tokens: Tokens): void {
    if (tokens.refresh_token !== undefined) this.#refresh = tokens.refresh_token;
    this.#adopt(tokens.access_token, tokens.expires_in);
  }

  #adopt(access: string, seconds: number): void {
    const life = seconds * 1_000;
    this.#access = access;
    this.#sid = sidOf(access);
    this.#renewAt = this.#options.clock.now() + life - Math.min(kRenewEarly, life / 10);
  }

  /**
   * Stores who one is, and the newest refresh token. False: what is stored is not what was used
   * (`instead`) any more. `login`: from now on a start is this person's.
   */
  async #remember(
    what: {
      refresh_token?: string | undefined;
      instead?: string | undefined;
      login?: boolean;
    } = {},
    { account, me }: Remembered = { account: this.account, me: this.#me },
  ): Promise<boolean> {
    const { refresh_token, instead, login = false } = what;
    try {
      return await this.#options.storage.write(async (writer) => {
        const now = await writer.get(["account"]);
        const session = asSession(await writer.get(["session", account]));
        if (!login && session && instead !== undefined && session.refresh_token !== instead) {
          return false;
        }
        if (login) await beginAgain(writer, account);
        const ours = isRemembered(now) && now.account === account;
        if (login || ours) await writer.put(["account"], { account, me });
        if (refresh_token !== undefined) await writer.put(["session", account], { refresh_token });
        return true;
      });
    } catch {
      // Then it lives as long as this instance.
      return true;
    }
  }

  /** False: what is stored is newer than what is over. */
  async #forget(over: string | undefined): Promise<boolean> {
    try {
      return await this.#options.storage.write(async (writer) => {
        const now = await writer.get(["account"]);
        const session = asSession(await writer.get(["session", this.account]));
        if (session && over !== undefined && session.refresh_token !== over) return false;
        if (isRemembered(now) && now.account === this.account) await writer.delete(["account"]);
        await writer.delete(["session", this.account]);
        return true;
      });
    } catch {
      // The server has forgotten it; that is what counts.
      return true;
    }
  }

  async #storedRefreshToken(): Promise<string | undefined> {
    try {
      const row = await this.#options.storage.read((reader) =>
        reader.get(["session", this.account]),
      );
      return asSession(row)?.refresh_token;
    } catch {
      return undefined;
    }
  }

  #end(error: SessionEnded, tell: boolean): SessionEnded {
    if (this.#dead) return this.#dead;
    this.#dead = error;
    this.#access = undefined;
    if (tell) {
      const { account } = this;
      this.#options.hub.post({ type: "session_ended", account, sid: this.#sid });
    }
    this.#onEnd?.(error);
    return error;
  }
}

/** @throws Refusal `invalid_credentials`, … */
export async function logIn(
  http: Http,
  credentials: { email: string; password: string },
  cookie = false,
): Promise<Tokens> {
  const form: Record<string, string> = {
    username: credentials.email,
    password: credentials.password,
    ...(cookie ? { cookie: "true" } : {}),
  };
  return askForTokens(http, form);
}

async function refresh(http: Http, token: string | undefined): Promise<Tokens> {
  const form: Record<string, string> = {
    grant_type: "refresh_token",
    ...(token === undefined ? {} : { refresh_token: token }),
  };
  return askForTokens(http, form);
}

async function askForTokens(http: Http, form: Record<string, string>): Promise<Tokens> {
  const { body } = await http.request<Tokens>({ method: "POST", path: "/chat/token", form });
  // Something else may answer in place of the server.
  if (typeof body.access_token !== "string") throw new Unreachable();
  return body;
}

function isOver(error: unknown): boolean {
  // A proxy's 401 has no body of the server's.
  const codes = ["unauthenticated", "invalid_credentials"];
  return error instanceof Refusal && error.status === 401 && codes.includes(error.code);
}

/**
 * Tokens name the database that issued them (`db`); the same person elsewhere is another account. A
 * restored database may give a number to somebody else.
 */
function accountOf(access: string, { id, created_at }: OwnUser): string {
  return `${claims(access).db ?? ""}.${String(id)}.${created_at}`;
}

function sidOf(access: string): string | undefined {
  return claims(access).sid;
}

function claims(access: string): { db?: string; sid?: string } {
  try {
    const payload = access.split(".")[1] ?? "";
    const text = atob(payload.replace(/-/g, "+").replace(/_/g, "/"));
    return JSON.parse(text) as { db?: string; sid?: string };
  } catch {
    return {};
  }
}

// Rows may be damaged.

function isRemembered(value: unknown): value is Remembered {
  const remembered = value as
    { account?: unknown; me?: { id?: unknown } | null } | null | undefined;
  return typeof remembered?.account === "string" && Number.isSafeInteger(remembered.me?.id);
}

function asSession(value: unknown): SavedSession | undefined {
  const session = value as Partial<SavedSession> | null | undefined;
  return typeof session?.refresh_token === "string" ? (session as SavedSession) : undefined;
}
