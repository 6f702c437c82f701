// Requests: one fetch, with refusals as typed errors.
import { ClientClosed, refusalFrom, Unreachable } from "./problems.js";
import { type Clock, onAbort } from "./platform.js";

export interface Request {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Behind the server's address, beginning with `/`; what stands in it is encoded already. */
  path: string;
  /** Those that are undefined are left out. */
  query?: Readonly<Record<string, string | number | undefined>>;
  json?: unknown;
  form?: Readonly<Record<string, string>>;
  token?: string;
}

export interface Answer<Body> {
  status: number;
  body: Body;
}

export interface HttpOptions {
  /** Where the server is, without a slash at the end; below a path, with it. */
  url: string;
  fetch: typeof fetch;
  clock: Clock;
  /** Aborted when nobody wants answers any more. */
  signal?: AbortSignal;
  /** Each answer's version of the server. */
  onVersion?: (version: string) => void;
}

const kTimeout = 30_000;

export class Http {
  readonly url: string;
  readonly #options: HttpOptions;

  constructor(options: HttpOptions) {
    this.url = options.url;
    this.#options = options;
  }

  /**
   * Asks once.
   * @throws Refusal for every answer but 2xx; Unreachable if none came within 30 s; ClientClosed
   */
  async request<Body>(request: Request): Promise<Answer<Body>> {
    if (!request.path.startsWith("/")) throw new TypeError("path has to begin with /");
    const { body, contentType } = encode(request);
    const headers: Record<string, string> = {};
    if (contentType !== undefined) headers["Content-Type"] = contentType;
    if (request.token !== undefined) headers["Authorization"] = `Bearer ${request.token}`;
    const controller = new AbortController();
    const abort = () => {
      controller.abort();
    };
    const stop = this.#options.clock.after(kTimeout, abort);
    const { signal: ended } = this.#options;
    const forget = ended && onAbort(ended, abort);
    try {
      if (ended?.aborted) throw new ClientClosed();
      // Called as a plain function: browsers' fetch refuses another `this`.
      const { fetch } = this.#options;
      const response = await fetch(this.url + request.path + encodeQuery(request.query), {
        method: request.method ?? "GET",
        headers,
        signal: controller.signal,
        cache: "no-store",
        ...(body === undefined ? {} : { body }),
      });
      const text = await response.text();
      const version = response.headers.get("X-ASQ-Version");
      if (version !== null) this.#options.onVersion?.(version);
      const parsed = parse(text);
      if (!response.ok) {
        throw refusalFrom(response.status, parsed, seconds(response.headers.get("Retry-After")));
      }
      // A captive portal, say, or a proxy's own page.
      if (parsed === undefined && response.status !== 204) throw new Unreachable();
      return { status: response.status, body: parsed as Body };
    } catch (error) {
      if (ended?.aborted) throw new ClientClosed();
      // fetch throws a TypeError for everything that is the network's fault.
      if (error instanceof TypeError || isAbort(error)) throw new Unreachable();
      throw error;
    } finally {
      stop();
      forget?.();
    }
  }
}

function encode(request: Request): { body?: string; contentType?: string } {
  if (request.json !== undefined) {
    return { body: JSON.stringify(request.json), contentType: "application/json" };
  }
  if (request.form !== undefined) {
    return {
      body: new URLSearchParams(request.form).toString(),
      contentType: "application/x-www-form-urlencoded",
    };
  }
  return {};
}

function encodeQuery(query: Request["query"]): string {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) parts.set(name, String(value));
  }
  const text = parts.toString();
  return text === "" ? "" : `?${text}`;
}

function parse(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function seconds(header: string | null): number | undefined {
  const value = Number(header ?? undefined);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
