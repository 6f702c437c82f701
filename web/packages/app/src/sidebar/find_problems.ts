// Why somebody could not be found or added, in words of the page.
import { Refusal } from "asq-client";

import { words } from "../i18n/t.js";
import { problemsOf } from "../state/problems.js";

export function findProblem(error: unknown, address: string): string {
  const say = words.value;
  const code = error instanceof Refusal ? error.code : "";
  if (code === "user_not_found") return say.nobodyBy(address);
  if (code === "self_chat") return say.thatIsYou;
  const { form, name } = problemsOf(error, 0);
  return name ?? form ?? say.failed;
}
