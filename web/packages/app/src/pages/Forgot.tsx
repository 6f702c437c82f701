import { words } from "../i18n/t.js";
import { facts } from "../state/server.js";

/** Whom to ask for a new password: this server sends no mail. */
export function Forgot() {
  const say = words.value;
  const contact = facts.value?.contact;
  return (
    <details class="small">
      <summary>{say.forgot}</summary>
      <p class="muted">{contact ? say.forgotAsk(contact) : say.forgotAskSomebody}</p>
    </details>
  );
}
