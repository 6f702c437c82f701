import type { ComponentChildren } from "preact";

import { words } from "../i18n/t.js";
import { chooseLanguage, language } from "../state/preferences.js";
import { root } from "../state/place.js";

export interface EntryPageProps {
  /** What stands above the title. */
  picture?: ComponentChildren;
  /** undefined: it is not known yet, and there is no picture either. */
  title: string | undefined;
  about?: ComponentChildren;
  children?: ComponentChildren;
}

/** One column in the middle: what somebody sees who is not in yet. */
export function EntryPage({ picture, title, about, children }: EntryPageProps) {
  const say = words.value;
  return (
    <main class="entry-page">
      <div class="entry-column">
        <div class="entry-picture">
          {title === undefined ? <span class="skeleton avatar avatar-large waits" /> : picture}
        </div>
        <div class="entry-head">
          {title === undefined ? (
            <span class="skeleton entry-title-skeleton waits" aria-hidden="true" />
          ) : (
            <h1 tabIndex={-1}>{title}</h1>
          )}
          {about !== undefined && <p class="muted">{about}</p>}
        </div>
        {children}
        <footer class="entry-footer">
          <a href={new URL("docs/guide", root).href}>{say.developers}</a>
          <button
            type="button"
            class="button-text"
            lang={language.value === "ru" ? "en" : "ru"}
            onClick={() => {
              chooseLanguage(language.value === "ru" ? "en" : "ru");
            }}
          >
            {say.otherLanguage}
          </button>
        </footer>
      </div>
    </main>
  );
}
