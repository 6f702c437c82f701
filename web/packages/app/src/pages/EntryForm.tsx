// The form by which one comes in: log in, or a new account. Both keep what was typed in the other.
import { Refusal } from "asq-client";
import { useRef, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { type Problems, problemsOf, waitOf } from "../state/problems.js";
import { facts } from "../state/server.js";
import { logIn, register } from "../state/session.js";
import { Button } from "../ui/Button.js";
import { Field } from "../ui/Field.js";
import { useSecondsUntil } from "../ui/use_seconds_until.js";
import { isCommonPassword } from "./common_passwords.js";

export interface EntryFormProps {
  mode: "log_in" | "register";
  /** Nobody can register here: the other way is not offered. */
  mayRegister: boolean;
  /** What the button of a new account says; default: "Create account". */
  action?: string;
  invite?: string;
  onMode: (mode: "log_in" | "register") => void;
  /** After it: one is logged in. */
  onDone?: () => void;
  /** Instead of a sentence: the invitation is of no use any more. */
  onGone?: (code: string) => void;
}

const kGone = new Set(["invite_over", "invite_not_found"]);
const kPasswordMin = 8;
const kEmail = /^[^\s@]+@[^\s@]+$/;

export function EntryForm(props: EntryFormProps) {
  const { mode, mayRegister, action, invite, onMode, onDone, onGone } = props;
  const say = words.value;
  const [username, setUsername] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [problems, setProblems] = useState<Problems>({});
  const [busy, setBusy] = useState(false);
  const [wait, setWait] = useState<{ until: number; seconds: number }>();
  const seconds = useSecondsUntil(wait?.until);
  const form = useRef<HTMLFormElement>(null);
  const registers = mode === "register";
  const least = Math.max(kPasswordMin, facts.value?.password_min ?? 0);

  const look = async (): Promise<Problems> => {
    const found: Problems = {};
    if (registers && username.trim() === "") found.username = say.needName;
    if (email.trim() === "") found.email = say.needEmail;
    else if (registers && !kEmail.test(email.trim())) found.email = say.badEmail;
    if (password === "") found.password = say.needPassword;
    else if (registers && [...password].length < least) found.password = say.shortPassword(least);
    else if (registers && (await isCommonPassword(password))) found.password = say.commonPassword;
    return found;
  };

  const show = (found: Problems) => {
    setProblems(found);
    setBusy(false);
    // The first field that is wrong gets the focus, once it is drawn.
    requestAnimationFrame(() => {
      form.current?.querySelector<HTMLInputElement>("[aria-invalid=true]")?.focus();
    });
  };

  const submit = async () => {
    if (busy || seconds > 0) return;
    setBusy(true);
    const found = await look();
    if (Object.keys(found).length > 0) {
      show(found);
      return;
    }
    const account = { username: username.trim(), email: email.trim(), password };
    try {
      if (registers) await register(invite === undefined ? account : { ...account, invite });
      else await logIn(account.email, password);
      onDone?.();
    } catch (error) {
      if (error instanceof Refusal && onGone && kGone.has(error.code)) {
        onGone(error.code);
        return;
      }
      const asked = waitOf(error);
      setWait(
        asked === undefined ? undefined : { until: Date.now() + asked * 1_000, seconds: asked },
      );
      show(asked === undefined ? problemsOf(error, least) : {});
    }
  };

  return (
    <form
      ref={form}
      class="entry"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {registers && (
        <Field
          label={say.name}
          name="name"
          value={username}
          onInput={setUsername}
          problem={problems.username}
          autocomplete="name"
          maxLength={128}
          enterkeyhint="next"
          autofocus
        />
      )}
      <Field
        label={say.email}
        name="email"
        type="email"
        value={email}
        onInput={setEmail}
        hint={say.emailHint}
        problem={problems.email}
        autocomplete="username"
        enterkeyhint="next"
        autofocus={!registers}
      />
      <Field
        label={say.password}
        name="password"
        type="password"
        value={password}
        onInput={setPassword}
        {...(registers && { hint: say.passwordHint(least) })}
        problem={problems.password}
        autocomplete={registers ? "new-password" : "current-password"}
        enterkeyhint="go"
      />
      {problems.form !== undefined && (
        <p class="entry-problem" role="alert">
          {problems.form}
        </p>
      )}
      {wait !== undefined && seconds > 0 && (
        <>
          <p class="entry-problem" aria-hidden="true">
            {say.busy(seconds)}
          </p>
          {/* Read aloud once, not every second. */}
          <p class="visually-hidden" role="alert" key={wait.until}>
            {say.busy(wait.seconds)}
          </p>
        </>
      )}
      <Button kind="primary" type="submit" busy={busy} disabled={seconds > 0}>
        {registers ? (action ?? say.createAccount) : say.logIn}
      </Button>
      {mayRegister && (
        <Button
          kind={registers || invite !== undefined ? "link" : "secondary"}
          onClick={() => {
            setProblems({});
            onMode(registers ? "log_in" : "register");
          }}
        >
          {registers ? say.haveAccount : invite === undefined ? say.createAccount : say.newHere}
        </Button>
      )}
    </form>
  );
}
