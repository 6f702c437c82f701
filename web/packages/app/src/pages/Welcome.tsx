import { useEffect, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { facts, factsFailed, loadFacts } from "../state/server.js";
import { Avatar } from "../ui/Avatar.js";
import { EntryForm } from "./EntryForm.js";
import { EntryPage } from "./EntryPage.js";
import { Forgot } from "./Forgot.js";

export interface WelcomeProps {
  /** The session was ended somewhere else. */
  ended: boolean;
}

/** Nobody is logged in: log in, or make an account. */
export function Welcome({ ended }: WelcomeProps) {
  const say = words.value;
  const [mode, setMode] = useState<"log_in" | "register">("log_in");
  useEffect(() => {
    // Without them the form works, under the product's name.
    loadFacts().catch(() => undefined);
  }, []);
  // Another name first, and then the server's, would look like another page.
  const name = facts.value?.name ?? (factsFailed.value ? say.appName : undefined);
  const registration = facts.value?.registration ?? "open";
  useEffect(() => {
    if (name !== undefined) document.title = name;
  }, [name]);
  return (
    <EntryPage
      picture={<Avatar id={3} name={name ?? ""} size="large" />}
      title={name}
      about={registration === "open" ? say.tagline : say.taglineLogIn}
    >
      {ended && (
        <p class="notice" role="status">
          {say.loggedOut}
        </p>
      )}
      {!navigator.cookieEnabled && (
        <p class="notice" role="status">
          {say.noCookies}
        </p>
      )}
      <EntryForm mode={mode} mayRegister={registration === "open"} onMode={setMode} />
      {registration === "invited" && <p class="muted small">{say.invitedOnly}</p>}
      {registration === "closed" && <p class="muted small">{say.closedServer}</p>}
      {mode === "log_in" && <Forgot />}
    </EntryPage>
  );
}
