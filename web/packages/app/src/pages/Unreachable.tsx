import { useEffect, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { start } from "../state/session.js";
import { Button } from "../ui/Button.js";
import { Icon } from "../ui/Icon.js";
import { EntryPage } from "./EntryPage.js";

const kAgainEvery = 10_000;

/** There was a session, and the server does not say whose. It is asked again from time to time. */
export function Unreachable() {
  const say = words.value;
  const [busy, setBusy] = useState(false);
  const again = () => {
    setBusy(true);
    void start().finally(() => {
      setBusy(false);
    });
  };
  useEffect(() => {
    const timer = setInterval(again, kAgainEvery);
    addEventListener("online", again);
    return () => {
      clearInterval(timer);
      removeEventListener("online", again);
    };
  }, []);
  return (
    <EntryPage
      picture={<Icon name="wifi-off" size={28} />}
      title={say.offline}
      about={say.unreachable}
    >
      <Button kind="primary" busy={busy} onClick={again}>
        {say.tryAgain}
      </Button>
    </EntryPage>
  );
}
