import type { Client, OwnUser } from "asq-client";
import { useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { usePeopleVersion } from "../state/live.js";
import { facts } from "../state/server.js";
import { Avatar } from "../ui/Avatar.js";
import { Button } from "../ui/Button.js";
import { Field } from "../ui/Field.js";
import { isHandle, tidyHandle } from "./handle_rules.js";
import { SettingsProblem } from "./SettingsProblem.js";
import { useSettingsForm } from "./use_settings_form.js";

/** What others see of oneself. */
export function SettingsProfile({ client }: { client: Client }) {
  usePeopleVersion();
  const say = words.value;
  const { me } = client;
  const [username, setUsername] = useState(me.username);
  const [handle, setHandle] = useState(me.handle);
  const { problems, busy, form, onSubmit } = useSettingsForm({
    look: () => ({
      ...(username.trim() === "" && { username: say.needName }),
      ...(!isHandle(tidyHandle(handle)) && { handle: say.handleRules }),
    }),
    send: async () => {
      const json = { username: username.trim(), handle: tidyHandle(handle) };
      const { body } = await client.request<OwnUser>({ method: "PATCH", path: "/chat/me", json });
      setUsername(body.username);
      setHandle(body.handle);
    },
    done: say.saved,
  });
  return (
    <form ref={form} class="entry" noValidate onSubmit={onSubmit}>
      <div class="profile-card">
        <Avatar id={me.id} name={username} size="large" />
        <div>
          <p class="profile-name" dir="auto">
            {me.username}
          </p>
          <p class="muted">@{me.handle}</p>
        </div>
      </div>
      <Field
        label={say.name}
        name="name"
        value={username}
        onInput={setUsername}
        hint={say.nameHint}
        problem={problems.username}
        autocomplete="name"
        maxLength={128}
      />
      <Field
        label={say.handle}
        name="handle"
        value={handle}
        onInput={setHandle}
        hint={say.handleHint}
        problem={problems.handle}
        autocomplete="off"
        maxLength={33}
      />
      {tidyHandle(handle) !== me.handle && <p class="muted small">{say.oldHandleKept}</p>}
      <SettingsProblem problem={problems.form} />
      <div>
        <Button kind="primary" type="submit" busy={busy}>
          {say.save}
        </Button>
      </div>
      <section class="settings-part">
        <h3>{say.whoFindsMe}</h3>
        <p class="muted">
          {facts.value?.directory === false ? say.foundByAcquaintances : say.foundByEverybody}
        </p>
      </section>
    </form>
  );
}
