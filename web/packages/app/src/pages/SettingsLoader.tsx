import type { Client } from "asq-client";
import { useEffect, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { Button } from "../ui/Button.js";
import type { SettingsProps } from "./Settings.js";

type Page = (props: SettingsProps) => preact.JSX.Element;
// Loaded once.
let known: Page | undefined;

/** The settings are no part of the first load. */
export function SettingsLoader({
  client,
  section,
}: {
  client: Client;
  section?: string | undefined;
}) {
  const say = words.value;
  const [page, setPage] = useState<{ Page: Page } | undefined>(known && { Page: known });
  const [failed, setFailed] = useState(false);
  const load = () => {
    setFailed(false);
    import("./Settings.js").then(
      ({ Settings }) => {
        known = Settings;
        setPage({ Page: Settings });
      },
      () => {
        setFailed(true);
      },
    );
  };
  useEffect(() => {
    if (!page) load();
  }, []);
  if (page) return <page.Page client={client} section={section} />;
  if (!failed) return null;
  return (
    <main class="settings-failed">
      <p>{say.unreachable}</p>
      <Button onClick={load}>{say.tryAgain}</Button>
    </main>
  );
}
