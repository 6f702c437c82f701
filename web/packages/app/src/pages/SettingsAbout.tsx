import { useEffect } from "preact/hooks";

import { words } from "../i18n/t.js";
import { root } from "../state/place.js";
import { facts, loadFacts } from "../state/server.js";
import { overlay } from "../state/view.js";
import { Button } from "../ui/Button.js";

/** The server, its version, and what https would add. */
export function SettingsAbout() {
  const say = words.value;
  const known = facts.value;
  useEffect(() => {
    loadFacts().catch(() => undefined);
  }, []);
  return (
    <div class="entry">
      <dl class="facts">
        <Fact name={say.server} value={known?.name ?? say.appName} />
        <Fact name={say.address} value={root.host} />
        {known && <Fact name={say.version} value={known.version} />}
        {known?.contact !== undefined && <Fact name={say.contact} value={known.contact} />}
      </dl>
      {!window.isSecureContext && (
        <section class="notice">
          <h3>{say.withoutHttps}</h3>
          <p>{say.httpsAdds}</p>
        </section>
      )}
      <ul class="settings-links">
        <li>
          <a href={new URL("docs/guide", root).href}>{say.guide}</a>
        </li>
        <li>
          <Button
            kind="link"
            onClick={() => {
              overlay.value = { kind: "keys" };
            }}
          >
            {say.keys}
          </Button>
        </li>
      </ul>
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt class="muted">{name}</dt>
      <dd dir="auto">{value}</dd>
    </div>
  );
}
