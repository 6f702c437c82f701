import type { Client } from "asq-client";
import { useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { go, openLayer } from "../state/place.js";
import { problemsOf } from "../state/problems.js";
import { forgetWriting } from "../state/changes.js";
import { leaveBy, logOut } from "../state/session.js";
import { Button } from "../ui/Button.js";
import { Dialog } from "../ui/Dialog.js";
import { Field } from "../ui/Field.js";
import { SettingsProblem } from "./SettingsProblem.js";
import { useSettingsForm } from "./use_settings_form.js";

/** How to leave: this browser, or the server. */
export function SettingsAccount({ client }: { client: Client }) {
  const say = words.value;
  const leaving = useLayer();
  const deleting = useLayer();
  return (
    <div class="entry">
      <section class="settings-part">
        <h3>{say.logOut}</h3>
        <p class="muted">{say.logOutHint}</p>
        <div>
          <Button icon="log-out" onClick={leaving.show}>
            {say.logOut}
          </Button>
        </div>
      </section>
      <section class="settings-part">
        <h3>{say.deleteAccount}</h3>
        <p class="muted">{say.deleteAccountHint}</p>
        <div>
          <Button kind="danger" icon="trash" onClick={deleting.show}>
            {say.deleteAccount}
          </Button>
        </div>
      </section>
      {leaving.shown && <LogOut client={client} onClose={leaving.close} />}
      {deleting.shown && <DeleteAccount client={client} onClose={deleting.close} />}
    </div>
  );
}

/** A dialog that Back closes. */
function useLayer() {
  const [close, setClose] = useState<{ layer: () => void }>();
  return {
    shown: close !== undefined,
    show: () => {
      const layer = openLayer(() => {
        setClose(undefined);
      });
      setClose({ layer });
    },
    close: () => {
      setClose(undefined);
      close?.layer();
    },
  };
}

// Who comes in next begins at the chats, not here.
const goHome = () => {
  go({ view: "home" }, { replace: true });
};

interface LeaveProps {
  client: Client;
  onClose: () => void;
}

function LogOut({ client, onClose }: LeaveProps) {
  const say = words.value;
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const waiting = client.pending.length;
  const leave = () => {
    setBusy(true);
    logOut().then(goHome, (error: unknown) => {
      setProblem(problemsOf(error, 0).form);
      setBusy(false);
    });
  };
  return (
    <Dialog title={say.logOutAsk} onClose={onClose}>
      <p>{waiting > 0 ? say.unsentWait(waiting) : say.logOutHint}</p>
      <SettingsProblem problem={problem} />
      <div class="dialog-buttons">
        <Button onClick={onClose}>{say.cancel}</Button>
        <Button kind="primary" busy={busy} onClick={leave}>
          {say.logOut}
        </Button>
      </div>
    </Dialog>
  );
}

function DeleteAccount({ client, onClose }: LeaveProps) {
  const say = words.value;
  const [current, setCurrent] = useState("");
  const { problems, busy, form, onSubmit } = useSettingsForm({
    look: () => (current === "" ? { current_password: say.needCurrentPassword } : {}),
    // The session ends with it, and the page shows how to come in.
    send: async () => {
      const json = { current_password: current };
      await leaveBy(async () => {
        await client.request({ method: "DELETE", path: "/chat/me", json });
        goHome();
        // Its socket says so in a moment.
        await client.logOut();
      });
      forgetWriting(client.me.id);
    },
    done: say.accountDeleted,
  });
  return (
    <Dialog title={say.deleteAccountAsk} onClose={onClose}>
      <form ref={form} class="entry" noValidate onSubmit={onSubmit}>
        <ul class="plain-list">
          {[say.deletesLogin, say.deletesGroups, say.keepsMessages].map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <Field
          label={say.currentPassword}
          name="current_password"
          type="password"
          value={current}
          onInput={setCurrent}
          problem={problems.current_password}
          autocomplete="current-password"
          autofocus
        />
        <SettingsProblem problem={problems.form} />
        <div class="dialog-buttons">
          <Button onClick={onClose}>{say.cancel}</Button>
          <Button kind="danger" type="submit" busy={busy}>
            {say.deleteAccount}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
