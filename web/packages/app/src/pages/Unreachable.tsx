import { useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { start } from "../state/session.js";
import { Button } from "../ui/Button.js";
import { Icon } from "../ui/Icon.js";
import { EntryPage } from "./EntryPage.js";

/** There was a session, and the server does not say whose. */
export function Unreachable() {
  const say = words.value;
  const [busy, setBusy] = useState(false);
  return (
    <EntryPage
      picture={<Icon name="wifi-off" size={28} />}
      title={say.offline}
      about={say.unreachable}
    >
      <Button
        kind="primary"
        busy={busy}
        onClick={() => {
          setBusy(true);
          void start().finally(() => {
            setBusy(false);
          });
        }}
      >
        {say.tryAgain}
      </Button>
    </EntryPage>
  );
}
