import type { Chat, Client } from "asq-client";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { problemsOf } from "../state/problems.js";
import { Button, IconButton } from "../ui/Button.js";
import { Field } from "../ui/Field.js";
import { changeGroup } from "./group_requests.js";

const kMost = 128;

/** The name; who may can change it where it stands. */
export function GroupName({ client, info }: { client: Client; info: Chat }) {
  const [renaming, setRenaming] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const was = useRef(false);
  useLayoutEffect(() => {
    // The button is back.
    if (was.current && !renaming) box.current?.querySelector("button")?.focus();
    was.current = renaming;
  }, [renaming]);
  const mayRename = info.capabilities.includes("update");
  return (
    <div ref={box} class="details-naming">
      {renaming && mayRename ? (
        <Rename
          client={client}
          info={info}
          onDone={() => {
            setRenaming(false);
          }}
        />
      ) : (
        <>
          <p class="details-name" dir="auto">
            {info.name}
          </p>
          {mayRename && (
            <IconButton
              icon="pencil"
              label={words.value.renameGroup}
              onClick={() => {
                setRenaming(true);
              }}
            />
          )}
        </>
      )}
    </div>
  );
}

function Rename({ client, info, onDone }: { client: Client; info: Chat; onDone: () => void }) {
  const say = words.value;
  const [name, setName] = useState(info.name);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    const field = form.current?.querySelector("input");
    field?.focus();
    field?.select();
  }, []);
  const fail = (why: string) => {
    setProblem(why);
    setBusy(false);
    form.current?.querySelector("input")?.focus();
  };
  const rename = async () => {
    const wanted = name.trim();
    if (busy) return;
    if (wanted === "") {
      fail(say.nameGroup);
      return;
    }
    setBusy(true);
    try {
      if (wanted !== info.name) await changeGroup(client, info.id, { name: wanted });
      onDone();
    } catch (error) {
      const { name: wrong, form: why } = problemsOf(error, 0);
      fail(wrong ?? why ?? say.failed);
    }
  };
  return (
    <form
      ref={form}
      class="details-rename"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void rename();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.isComposing) return;
        event.preventDefault();
        event.stopPropagation();
        onDone();
      }}
    >
      <Field
        label={say.groupName}
        name="group"
        value={name}
        onInput={(text) => {
          setProblem(undefined);
          setName(text);
        }}
        problem={problem}
        autocomplete="off"
        maxLength={kMost}
        enterkeyhint="go"
      />
      <div class="dialog-buttons">
        <Button onClick={onDone}>{say.cancel}</Button>
        <Button kind="primary" type="submit" busy={busy}>
          {say.save}
        </Button>
      </div>
    </form>
  );
}
