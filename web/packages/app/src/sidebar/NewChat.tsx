import type { Client } from "asq-client";
import { useRef, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { linkOf } from "../state/invites.js";
import { go } from "../state/place.js";
import { overlay } from "../state/view.js";
import { Button } from "../ui/Button.js";
import { copyText } from "../ui/clipboard.js";
import { Dialog } from "../ui/Dialog.js";
import { Field } from "../ui/Field.js";
import { say as toast } from "../ui/Toasts.js";
import { type Added, AddPeople } from "./AddPeople.js";
import { findProblem } from "./find_problems.js";
import { PersonalLink } from "./PersonalLink.js";

const close = () => {
  overlay.value = undefined;
};

/** A group with a name and people; or a person; or a link for somebody who is not here yet. */
export function NewChat({ client }: { client: Client }) {
  const say = words.value;
  return (
    <Dialog title={say.newChat} onClose={close}>
      <NewGroup client={client} />
      <p class="dialog-or muted">{say.orOnePerson}</p>
      <div class="dialog-actions">
        <Button
          icon="search"
          onClick={() => {
            overlay.value = { kind: "find_person" };
          }}
        >
          {say.findPerson}
        </Button>
        <PersonalLink client={client} />
      </div>
    </Dialog>
  );
}

function NewGroup({ client }: { client: Client }) {
  const say = words.value;
  const [name, setName] = useState("");
  const [people, setPeople] = useState<readonly Added[]>([]);
  const [problem, setProblem] = useState<string>();
  const [nameProblem, setNameProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const alone = people.length === 0;

  const create = async () => {
    if (busy) return;
    if (name.trim() === "") {
      setNameProblem(say.nameGroup);
      form.current?.querySelector("input")?.focus();
      return;
    }
    setBusy(true);
    setProblem(undefined);
    try {
      const addresses = people.map(({ address }) => address);
      const chat = await client.createGroup(name.trim(), addresses);
      // Nobody else is in it: the next thing to do is to send its link.
      if (alone && (await copyText(await linkOf(client, chat.id)))) toast(say.linkCopied);
      close();
      go({ view: "chat", id: chat.id });
    } catch (error) {
      setProblem(findProblem(error, people.map(({ label }) => label).join(", ")));
      setBusy(false);
    }
  };
  return (
    <form
      ref={form}
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
        onInput={(text) => {
          setNameProblem(undefined);
          setName(text);
        }}
        problem={nameProblem}
        autocomplete="off"
        maxLength={254}
        enterkeyhint="next"
        autofocus
      />
      <AddPeople client={client} people={people} onChange={setPeople} />
      {problem !== undefined && (
        <p class="dialog-problem" role="alert">
          {problem}
        </p>
      )}
      <Button kind="primary" type="submit" busy={busy}>
        {alone ? say.createAndCopy : say.createGroup}
      </Button>
    </form>
  );
}
