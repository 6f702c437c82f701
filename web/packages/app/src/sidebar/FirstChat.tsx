import type { Client } from "asq-client";
import { useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { linkOf } from "../state/invites.js";
import { go } from "../state/place.js";
import { problemsOf } from "../state/problems.js";
import { overlay } from "../state/view.js";
import { Button } from "../ui/Button.js";
import { copyText } from "../ui/clipboard.js";
import { Field } from "../ui/Field.js";
import { Icon } from "../ui/Icon.js";
import { say as toast } from "../ui/Toasts.js";

/** There are no chats yet: a name, and one has a group and its link. */
export function FirstChat({ client }: { client: Client }) {
  const say = words.value;
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const create = async () => {
    if (busy) return;
    if (name.trim() === "") {
      setProblem(say.nameGroup);
      return;
    }
    setBusy(true);
    try {
      const chat = await client.createGroup(name.trim());
      // Without it the group is there all the same, and its card asks again.
      const link = await linkOf(client, chat.id, { isNew: true }).catch(() => undefined);
      if (link !== undefined && (await copyText(link))) toast(say.linkCopied);
      go({ view: "chat", id: chat.id });
    } catch (error) {
      const problems = problemsOf(error, 0);
      setProblem(problems.name ?? problems.form);
      setBusy(false);
    }
  };
  return (
    <div class="first-chat">
      <span class="first-chat-picture">
        <Icon name="users" size={28} />
      </span>
      <h2>{say.nameGroup}</h2>
      <p class="muted">{say.nameGroupHint}</p>
      <form
        class="entry"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <Field
          label={say.groupName}
          name="group"
          value={name}
          onInput={setName}
          problem={problem}
          autocomplete="off"
          maxLength={254}
          enterkeyhint="go"
          autofocus
        />
        <Button kind="primary" type="submit" busy={busy}>
          {say.createAndCopy}
        </Button>
        <Button
          icon="search"
          onClick={() => {
            overlay.value = { kind: "find_person" };
          }}
        >
          {say.findPerson}
        </Button>
      </form>
    </div>
  );
}
