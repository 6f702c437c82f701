import { Refusal } from "asq-client";
import { useEffect, useRef, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { go } from "../state/place.js";
import { problemsOf } from "../state/problems.js";
import { facts, loadFacts, server } from "../state/server.js";
import { Button } from "../ui/Button.js";
import { Field } from "../ui/Field.js";
import { Icon } from "../ui/Icon.js";
import { isCommonPassword } from "./common_passwords.js";
import { EntryPage } from "./EntryPage.js";

type State = "asking" | "set" | "over" | "unknown";

/** A new password by a link, which is good once. */
export function Reset({ token }: { token: string }) {
  const say = words.value;
  const [state, setState] = useState<State>(token === "" ? "unknown" : "asking");
  useEffect(() => {
    loadFacts().catch(() => undefined);
    document.title = say.resetTitle;
  }, [say]);
  if (state === "asking") {
    return (
      <EntryPage picture={<Icon name="settings" size={28} />} title={say.resetTitle}>
        <NewPassword token={token} onDone={setState} />
      </EntryPage>
    );
  }
  const texts: Record<Exclude<State, "asking">, [title: string, about: string]> = {
    set: [say.resetTitle, say.passwordSet],
    over: [say.resetOver, say.resetOverHint],
    unknown: [say.noReset, say.noResetHint],
  };
  const [title, about] = texts[state];
  return (
    <EntryPage picture={<Icon name="link" size={28} />} title={title} about={about}>
      <Button
        kind="primary"
        onClick={() => {
          go({ view: "home" }, { replace: true });
        }}
      >
        {say.logIn}
      </Button>
    </EntryPage>
  );
}

function NewPassword({ token, onDone }: { token: string; onDone: (state: State) => void }) {
  const say = words.value;
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const least = Math.max(8, facts.value?.password_min ?? 0);
  const look = async () => {
    if ([...password].length < least) return say.shortPassword(least);
    return (await isCommonPassword(password)) ? say.commonPassword : undefined;
  };
  const set = async () => {
    if (busy) return;
    setBusy(true);
    const found = await look();
    setProblem(found);
    try {
      if (found === undefined) {
        await server.setPassword(token, password);
        onDone("set");
      }
    } catch (error) {
      const known = stateAfter(error);
      if (known) onDone(known);
      else {
        const { password: about, form } = problemsOf(error, least);
        setProblem(about ?? form);
      }
    }
    setBusy(false);
    form.current?.querySelector("input")?.focus();
  };
  return (
    <form
      ref={form}
      class="entry"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void set();
      }}
    >
      <Field
        label={say.password}
        name="password"
        type="password"
        value={password}
        onInput={setPassword}
        hint={say.passwordHint(least)}
        problem={problem}
        autocomplete="new-password"
        enterkeyhint="go"
        autofocus
      />
      <Button kind="primary" type="submit" busy={busy}>
        {say.setPassword}
      </Button>
    </form>
  );
}

/** Where the link is of no use. */
function stateAfter(error: unknown): State | undefined {
  if (!(error instanceof Refusal)) return undefined;
  if (error.code === "reset_over") return "over";
  return error.code === "reset_not_found" ? "unknown" : undefined;
}
