import { type Chat, type Client, Refusal } from "asq-client";
import { useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { type Added, AddPeople } from "../sidebar/AddPeople.js";
import { findProblem } from "../sidebar/find_problems.js";
import { closeDialog } from "../state/details.js";
import { Button } from "../ui/Button.js";
import { Dialog } from "../ui/Dialog.js";
import { say as toast } from "../ui/Toasts.js";
import { useIsOpen } from "./Confirm.js";
import { addMember } from "./group_requests.js";

/** People for a group that there is already. */
export function AddMembers({ client, info }: { client: Client; info: Chat }) {
  const say = words.value;
  const [people, setPeople] = useState<readonly Added[]>([]);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const isOpen = useIsOpen();
  const members = new Set(info.participant_ids ?? client.chat(info.id).members?.map(idOf));

  const add = async () => {
    if (busy) return;
    if (people.length === 0) {
      setProblem(say.choosePeople);
      return;
    }
    setBusy(true);
    setProblem(undefined);
    const { added, left, why } = await addAll(client, info.id, people);
    if (added > 0) toast(say.peopleAdded(added));
    if (!isOpen()) {
      if (why !== undefined) toast(why);
      return;
    }
    if (left.length === 0) {
      closeDialog();
      return;
    }
    // Those who could not be added stay, with the reason.
    setPeople(left);
    setProblem(why);
    setBusy(false);
  };
  return (
    <Dialog title={say.inviteMembers} onClose={closeDialog}>
      <form
        class="entry"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <AddPeople
          client={client}
          people={people}
          members={members}
          title={say.addToGroup}
          nobody={say.nobodyToAddHere}
          onChange={(chosen) => {
            setProblem(undefined);
            setPeople(chosen);
          }}
        />
        {problem !== undefined && (
          <p class="dialog-problem" role="alert">
            {problem}
          </p>
        )}
        <div class="dialog-buttons">
          <Button onClick={closeDialog}>{say.cancel}</Button>
          <Button kind="primary" type="submit" busy={busy}>
            {say.add}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const idOf = ({ user }: { user: { id: number } }) => user.id;

/** One after the other; who is refused does not hold up the others. `why`: the first refusal. */
async function addAll(client: Client, chat_id: number, people: readonly Added[]) {
  const left: Added[] = [];
  let why: string | undefined;
  for (const one of people) {
    try {
      await addMember(client, chat_id, one.address);
    } catch (error) {
      left.push(one);
      why ??= addProblem(error, one.label);
    }
  }
  return { added: people.length - left.length, left, why };
}

function addProblem(error: unknown, label: string): string {
  if (error instanceof Refusal && error.code === "left_before")
    return words.value.leftBeforeAdd(label);
  return findProblem(error, label);
}
