import { describe, expect, test } from "vitest";

import {
  AsqError,
  ClientClosed,
  isTransient,
  Refusal,
  refusalFrom,
  SessionEnded,
  Unreachable,
  Withdrawn,
} from "./problems.js";

describe("an answer that is a refusal", () => {
  const problem = {
    code: "invalid",
    detail: "Some fields are missing or wrong.",
    retryable: false,
    request_id: "6a1f",
    errors: [{ field: "text", message: "This must not be empty." }],
  };

  test("has what the server says", () => {
    const refusal = refusalFrom(422, problem, undefined);
    expect(refusal).toBeInstanceOf(AsqError);
    expect(refusal).toMatchObject({
      name: "Refusal",
      code: "invalid",
      message: problem.detail,
      status: 422,
      requestId: "6a1f",
      errors: problem.errors,
      retryAfter: undefined,
    });
  });

  test("says when to try again", () => {
    const limited = { code: "rate_limited", detail: "Too many.", retryable: true };
    expect(refusalFrom(429, limited, 3)).toMatchObject({ retryAfter: 3, retryable: true });
    const command = new Refusal({ ...limited, retry_after: 0.5 });
    expect(command).toMatchObject({ retryAfter: 0.5, status: 0 });
  });

  test.each([
    [502, "<html>Bad gateway</html>", true],
    [503, undefined, true],
    [429, "slow down", true],
    [404, { message: "not a problem" }, false],
    [400, null, false],
    [500, { code: "internal", detail: 5, retryable: true }, true],
  ])("of a proxy (%d) is one all the same", (status, body, retryable) => {
    const refusal = refusalFrom(status, body, undefined);
    expect(refusal).toMatchObject({ status, retryable });
    expect(refusal.message).toContain(String(status));
  });
});

test("what may go away by itself is tried again, and nothing else", () => {
  const refusal = (code: string, retryable: boolean) =>
    new Refusal({ code, detail: "", retryable });
  const transient = [
    new Unreachable(),
    refusal("rate_limited", true),
    refusal("internal", false),
    refusal("unauthenticated", false),
    refusal("hello_first", false),
  ];
  for (const error of transient) expect(isTransient(error)).toBe(true);
  const final = [
    new SessionEnded(),
    new ClientClosed(),
    new Withdrawn(),
    refusal("chat_not_found", false),
    refusal("invalid", false),
    new TypeError("a mistake"),
    undefined,
  ];
  for (const error of final) expect(isTransient(error)).toBe(false);
});

test("each error has a name, a code and a sentence", () => {
  for (const error of [
    new Unreachable(),
    new SessionEnded(),
    new ClientClosed(),
    new Withdrawn(),
  ]) {
    expect(error.name).toBe(error.constructor.name);
    expect(error.code).toMatch(/^[a-z_]+$/);
    expect(error.message).toMatch(/^[A-Z].*\.$/);
  }
});
