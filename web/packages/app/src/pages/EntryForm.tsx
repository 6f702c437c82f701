// The form by which one comes in: log in, or a new account. Both keep what was typed in the other.
import { useRef, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { type Problems, problemsOf } from "../state/problems.js";
import { facts } from "../state/server.js";
import { logIn, register } from "../state/session.js";
import { Button } from "../ui/Button.js";
import { Field } from "../ui/Field.js";
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
}

const kPasswordMin = 8;
const kEmail = /^[^\s@]+@[^\s@]+$/;

export function EntryForm({ mode, mayRegister, action, invite, onMode, onDone }: EntryFormProps) {
  const say = words.value;
  const [username, setUsername] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [problems, setProblems] = useState<Problems>({});
  const [busy, setBusy] = useState(false);
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
    if (busy) return;
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
      show(problemsOf(error, least));
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
      <Button kind="primary" type="submit" busy={busy}>
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
