import { words } from "../i18n/t.js";
import { offersReload } from "../state/version.js";

/** The server has been updated: quiet, until somebody has the time. */
export function VersionLine() {
  if (!offersReload.value) return null;
  return (
    <p class="version-line" role="status">
      {words.value.newVersion}
      <button
        type="button"
        class="button-text"
        onClick={() => {
          location.reload();
        }}
      >
        {words.value.reload}
      </button>
    </p>
  );
}
