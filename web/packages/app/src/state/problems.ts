// What went wrong, in words of the page. The server's own sentences are English only.
import { Refusal, type SendProblem, Unreachable } from "asq-client";

import { words } from "../i18n/t.js";
import { facts } from "./server.js";

/** Sentences by field of a form; `form`: about none of them. */
export type Problems = Partial<Record<"username" | "email" | "password" | "name" | "form", string>>;

const kLeastWait = 1;

/** How many seconds the server wants one to wait. */
export function waitOf(error: unknown): number | undefined {
  if (!(error instanceof Refusal) || error.retryAfter === undefined) return undefined;
  return Math.max(kLeastWait, Math.ceil(error.retryAfter));
}

export function problemsOf(error: unknown, passwordMin: number): Problems {
  const say = words.value;
  if (error instanceof Unreachable) return { form: say.unreachable };
  if (!(error instanceof Refusal)) return { form: say.failed };
  switch (error.code) {
    case "invalid_credentials":
      return { password: say.wrongPassword };
    case "email_taken":
      return { email: say.emailTaken };
    case "rate_limited":
      return { form: say.busy(waitOf(error) ?? kLeastWait) };
    case "registration_closed":
      return {
        form: facts.value?.registration === "invited" ? say.invitedOnly : say.closedServer,
      };
    case "invalid":
      return fieldProblems(error, passwordMin);
    default:
      return { form: reasonOf(error.code) };
  }
}

function reasonOf(code: string): string {
  const say = words.value;
  switch (code) {
    case "forbidden":
      return say.notAllowed;
    case "chat_not_found":
      return say.gone;
    case "member_not_found":
      return say.notMember;
    case "too_many_invites":
      return say.tooManyLinks;
    case "storage_full":
      return say.serverFull;
    case "overloaded":
    case "shutting_down":
    case "storage_unavailable":
      return say.serverBusy;
    default:
      return say.failed;
  }
}

/** Why a message was not sent. */
export function sendReason({ code, errors = [] }: SendProblem): string {
  const say = words.value;
  if (code === "message_not_found" || errors.some(({ field }) => field === "reply_to"))
    return say.originGone;
  return errors.some(({ field }) => field === "text") ? say.badText : reasonOf(code);
}

function fieldProblems(error: Refusal, passwordMin: number): Problems {
  const say = words.value;
  const problems: Problems = {};
  for (const { field } of error.errors) {
    if (field === "username") problems.username = say.badName;
    else if (field === "email") problems.email = say.badEmail;
    else if (field === "password") problems.password = say.shortPassword(passwordMin);
    else if (field === "name") problems.name = say.badName;
    else problems.form = say.failed;
  }
  return Object.keys(problems).length > 0 ? problems : { form: say.failed };
}
