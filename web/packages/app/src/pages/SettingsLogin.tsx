import type { Client } from "asq-client";
import { useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { Button } from "../ui/Button.js";
import { Field } from "../ui/Field.js";
import { isCommonPassword } from "./common_passwords.js";
import { SettingsProblem } from "./SettingsProblem.js";
import { leastPassword, useSettingsForm } from "./use_settings_form.js";

const kEmail = /^[^\s@]+@[^\s@]+$/;

/** By what one logs in. Either can be changed by who knows the password. */
export function SettingsLogin({ client }: { client: Client }) {
  return (
    <>
      <PasswordForm client={client} />
      <EmailForm client={client} />
    </>
  );
}

function PasswordForm({ client }: { client: Client }) {
  const say = words.value;
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const least = leastPassword();
  const { problems, busy, form, onSubmit } = useSettingsForm({
    look: async () => ({
      ...(current === "" && { current_password: say.needCurrentPassword }),
      ...(await passwordProblem(password, least)),
    }),
    send: async () => {
      const json = { password, current_password: current };
      await client.request({ method: "PATCH", path: "/chat/me", json });
      setCurrent("");
      setPassword("");
    },
    done: say.passwordChanged,
  });
  return (
    <form ref={form} class="entry settings-part" noValidate onSubmit={onSubmit}>
      <h3>{say.changePassword}</h3>
      {/* Password managers want to know whose password it is. */}
      <input
        class="visually-hidden"
        type="email"
        autocomplete="username"
        value={client.me.email}
        readOnly
        tabIndex={-1}
        aria-hidden="true"
      />
      <Field
        label={say.currentPassword}
        name="current_password"
        type="password"
        value={current}
        onInput={setCurrent}
        problem={problems.current_password}
        autocomplete="current-password"
      />
      <Field
        label={say.newPassword}
        name="new_password"
        type="password"
        value={password}
        onInput={setPassword}
        hint={say.passwordHint(least)}
        problem={problems.password}
        autocomplete="new-password"
      />
      <p class="muted small">{say.passwordEndsSessions}</p>
      <SettingsProblem problem={problems.form} />
      <div>
        <Button kind="primary" type="submit" busy={busy}>
          {say.changePassword}
        </Button>
      </div>
    </form>
  );
}

async function passwordProblem(password: string, least: number) {
  const say = words.value;
  if ([...password].length < least) return { password: say.shortPassword(least) };
  return (await isCommonPassword(password)) ? { password: say.commonPassword } : {};
}

function EmailForm({ client }: { client: Client }) {
  const say = words.value;
  const [email, setEmail] = useState(client.me.email);
  const [saved, setSaved] = useState(client.me.email);
  const [current, setCurrent] = useState("");
  const { problems, busy, form, onSubmit } = useSettingsForm({
    look: () => ({
      ...(!kEmail.test(email.trim()) && { email: say.badEmail }),
      ...(current === "" && { current_password: say.needCurrentPassword }),
    }),
    send: async () => {
      const json = { email: email.trim(), current_password: current };
      const { body } = await client.request<{ email: string }>({
        method: "PATCH",
        path: "/chat/me",
        json,
      });
      setEmail(body.email);
      setSaved(body.email);
      setCurrent("");
    },
    done: say.saved,
  });
  const changed = email.trim() !== saved;
  return (
    <form ref={form} class="entry settings-part" noValidate onSubmit={onSubmit}>
      <h3>{say.changeEmail}</h3>
      <Field
        label={say.email}
        name="email"
        type="email"
        value={email}
        onInput={setEmail}
        hint={say.emailHint}
        problem={problems.email}
        autocomplete="email"
      />
      {changed && (
        <Field
          label={say.currentPassword}
          name="email_current_password"
          type="password"
          value={current}
          onInput={setCurrent}
          problem={problems.current_password}
          autocomplete="current-password"
        />
      )}
      <SettingsProblem problem={problems.form} />
      <div>
        <Button type="submit" busy={busy} disabled={!changed}>
          {say.changeEmail}
        </Button>
      </div>
    </form>
  );
}
