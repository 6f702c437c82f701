// What is wrong with what one wants to set, in words of the page, by the name of its field.
import { Refusal } from "asq-client";

import { words } from "../i18n/t.js";
import { problemsOf } from "../state/problems.js";

export type SettingsProblems = Partial<
  Record<"username" | "handle" | "email" | "password" | "current_password" | "form", string>
>;

export function settingsProblems(error: unknown, passwordMin: number): SettingsProblems {
  const say = words.value;
  if (error instanceof Refusal && error.code === "handle_taken") return { handle: say.handleTaken };
  if (!(error instanceof Refusal) || error.code !== "invalid")
    return problemsOf(error, passwordMin) as SettingsProblems;
  const problems: SettingsProblems = {};
  for (const { field } of error.errors) {
    if (field === "current_password") problems.current_password = say.wrongCurrentPassword;
    else if (field === "handle") problems.handle = say.handleRules;
    else if (field === "username") problems.username = say.badName;
    else if (field === "email") problems.email = say.badEmail;
    else if (field === "password") problems.password = say.shortPassword(passwordMin);
    else problems.form = say.failed;
  }
  return Object.keys(problems).length > 0 ? problems : { form: say.failed };
}
