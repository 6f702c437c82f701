// What one sets: a list of sections, and one of them. On a phone first the list.
import type { Client } from "asq-client";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

import { words } from "../i18n/t.js";
import { go, pathOf, placeBelow, root } from "../state/place.js";
import { IconButton } from "../ui/Button.js";
import { Icon } from "../ui/Icon.js";
import { ConnectionLine } from "./ConnectionLine.js";
import { type Section, sections, titleOfSection } from "./settings_sections.js";
import { SettingsAbout } from "./SettingsAbout.js";
import { SettingsAccount } from "./SettingsAccount.js";
import { SettingsLogin } from "./SettingsLogin.js";
import { SettingsLook } from "./SettingsLook.js";
import { SettingsProfile } from "./SettingsProfile.js";
import { SettingsSessions } from "./SettingsSessions.js";

export interface SettingsProps {
  client: Client;
  section?: string | undefined;
}

const kViews: Record<Section, (props: { client: Client }) => preact.JSX.Element> = {
  profile: SettingsProfile,
  login: SettingsLogin,
  sessions: SettingsSessions,
  look: SettingsLook,
  account: SettingsAccount,
  about: SettingsAbout,
};

export function Settings({ client, section }: SettingsProps) {
  const say = words.value;
  const chosen = sections.find((one) => one === section);
  const shown = chosen ?? "profile";
  const View = kViews[shown];
  const head = useRef<HTMLHeadingElement>(null);
  const before = useRef(chosen);
  const top = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    // What opened them is gone with the chats.
    if (document.activeElement === document.body) (chosen ? head : top).current?.focus();
  }, []);
  useEffect(() => {
    // Read aloud what has been opened; not when the settings themselves have just been.
    if (before.current !== chosen && chosen) head.current?.focus();
    before.current = chosen;
  }, [chosen]);
  return (
    <div class={chosen ? "settings settings-open" : "settings"}>
      <nav class="settings-nav" aria-label={say.settings}>
        <header class="settings-head">
          <IconButton icon="arrow-left" label={say.toChats} onClick={close} />
          <h1 ref={top} tabIndex={-1}>
            {say.settings}
          </h1>
        </header>
        <ul>
          {sections.map((one) => (
            <li key={one}>
              <SectionLink section={one} shown={shown} open={chosen !== undefined} />
            </li>
          ))}
        </ul>
      </nav>
      <main class="settings-pane">
        <header class="settings-head">
          <span class="settings-back">
            <IconButton
              icon="chevron-left"
              label={say.back}
              onClick={() => {
                go({ view: "settings" });
              }}
            />
          </span>
          <h2 ref={head} tabIndex={-1}>
            {titleOfSection(shown, say)}
          </h2>
        </header>
        <ConnectionLine />
        <div class="settings-scroll" tabIndex={-1}>
          <div class="settings-section">
            <View key={shown} client={client} />
          </div>
        </div>
      </main>
    </div>
  );
}

interface SectionLinkProps {
  section: Section;
  /** The one that is shown beside the list. */
  shown: Section;
  /** The address names one, so on a phone it is all there is. */
  open: boolean;
}

function SectionLink({ section, shown, open }: SectionLinkProps) {
  const say = words.value;
  const to = { view: "settings", section } as const;
  return (
    <a
      class="settings-link"
      href={new URL(pathOf(to), root).href}
      aria-current={section === shown ? "page" : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        // Beside each other one goes from section to section, and Back leaves them all.
        const beside = matchMedia("(min-width: 40rem)").matches;
        go(to, { replace: open || beside });
      }}
    >
      <Icon name={kIcons[section]} />
      <span>{titleOfSection(section, say)}</span>
    </a>
  );
}

const kIcons = {
  profile: "user",
  login: "lock",
  sessions: "monitor-smartphone",
  look: "palette",
  account: "log-out",
  about: "info",
} as const;

function close(): void {
  const below = placeBelow();
  go(below.view === "chat" ? below : { view: "home" });
}
