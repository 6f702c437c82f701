import { EntryPage } from "./EntryPage.js";
import { Icon } from "../ui/Icon.js";
import { words } from "../i18n/t.js";

/** A new password by a link. */
export function Reset({ token }: { token: string }) {
  return (
    <EntryPage
      picture={<Icon name="settings" size={28} />}
      title={words.value.password}
      about={token}
    />
  );
}
