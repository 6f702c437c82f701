import type { Client } from "asq-client";

import { KeyList } from "../sidebar/KeyList.js";
import { NewChat } from "../sidebar/NewChat.js";
import { Switcher } from "../sidebar/Switcher.js";
import { overlay } from "../state/view.js";

/** The dialog that is open, if one is. */
export function Overlays({ client }: { client: Client }) {
  switch (overlay.value?.kind) {
    case "new_chat":
      return <NewChat client={client} />;
    case "find_person":
      return <Switcher key="people" client={client} people />;
    case "switcher":
      return <Switcher key="all" client={client} />;
    case "keys":
      return <KeyList />;
    case undefined:
      return null;
  }
}
