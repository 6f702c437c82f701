// What can go wrong, as errors that can be told apart by class and by `code`.
import type { Problem } from "./types.js";

/** The root of all errors of this library. `code` is stable; `message` is a sentence for people. */
export class AsqError extends Error {
  readonly code: string;
  /** The same request may succeed later. */
  readonly retryable: boolean;

  constructor(code: string, message: string, retryable: boolean) {
    super(message);
    this.name = new.target.name;
    this.code = code;
    this.retryable = retryable;
  }
}

/** The server said no. `code` is one of the API's list of errors (docs/api.md, "Errors"). */
export class Refusal extends AsqError {
  /** The HTTP status; 0: the refusal came over the socket, where there is none. */
  readonly status: number;
  /** Each wrong field with a sentence; empty unless `code` is `invalid`. */
  readonly errors: readonly { field: string; message: string }[];
  /** Seconds to wait before trying again, at most 300. */
  readonly retryAfter: number | undefined;
  readonly requestId: string | undefined;

  constructor(problem: RefusalParts) {
    super(problem.code, problem.detail, problem.retryable);
    this.status = problem.status ?? 0;
    this.errors = problem.errors ?? [];
    this.retryAfter = asPause(problem.retry_after);
    this.requestId = problem.request_id;
  }
}

const kLongestPause = 300;

/** A damaged or hostile answer must not stop a client for years. */
function asPause(seconds: number | undefined): number | undefined {
  if (seconds === undefined || !(seconds >= 0)) return undefined;
  return Math.min(seconds, kLongestPause);
}

export interface RefusalParts {
  code: string;
  detail: string;
  retryable: boolean;
  status?: number;
  errors?: readonly { field: string; message: string }[];
  retry_after?: number;
  request_id?: string;
}

/** No answer came: no network, a cut, or nothing within the time allowed. */
export class Unreachable extends AsqError {
  constructor(message = "The server could not be reached.") {
    super("unreachable", message, true);
  }
}

/** The session has ended: log in again. */
export class SessionEnded extends AsqError {
  constructor(message = "You are logged out. Log in again.") {
    super("session_ended", message, false);
  }
}

/** `close()` was called. */
export class ClientClosed extends AsqError {
  constructor() {
    super("client_closed", "This client is closed.", false);
  }
}

/** The message was withdrawn before it was sent, or there is none to be sent again. */
export class Withdrawn extends AsqError {
  constructor() {
    super("withdrawn", "The message was withdrawn before it was sent.", false);
  }
}

/**
 * Whether the same may go well later: nobody refused it for good. A session that turned out to be
 * over (`unauthenticated`) is seen to elsewhere, and after `internal` nobody knows.
 */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof AsqError)) return false;
  return error.retryable || ["unauthenticated", "hello_first", "internal"].includes(error.code);
}

/** A restored server has given its number to another one. */
export function goneChat(): Refusal {
  return new Refusal({
    code: "chat_not_found",
    detail: "The chat that this was written for is gone.",
    retryable: false,
    status: 404,
  });
}

/** The refusal that an HTTP answer is, whatever stood in its body (a proxy's page, say). */
export function refusalFrom(
  status: number,
  body: unknown,
  retryAfter: number | undefined,
): Refusal {
  const parts: RefusalParts = isProblem(body)
    ? {
        code: body.code,
        detail: body.detail,
        retryable: body.retryable,
        errors: body.errors ?? [],
        request_id: body.request_id,
      }
    : {
        code: status >= 500 ? "overloaded" : status === 429 ? "rate_limited" : "bad_request",
        detail: `The server answered ${String(status)}.`,
        retryable: status === 429 || status >= 500,
      };
  return new Refusal({
    ...parts,
    status,
    ...(retryAfter === undefined ? {} : { retry_after: retryAfter }),
  });
}

function isProblem(body: unknown): body is Problem {
  const problem = body as Partial<Problem> | null;
  return (
    typeof problem === "object" &&
    problem !== null &&
    typeof problem.code === "string" &&
    typeof problem.detail === "string" &&
    typeof problem.retryable === "boolean"
  );
}
