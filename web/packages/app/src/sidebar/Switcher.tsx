import type { Client, User } from "asq-client";
import { useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { chats } from "../state/live.js";
import { go } from "../state/place.js";
import { overlay } from "../state/view.js";
import { Dialog } from "../ui/Dialog.js";
import { addressChoice, chatChoice, personChoice } from "./choices.js";
import { otherOf } from "./chat_facts.js";
import { addressIn, findChats } from "./find_chats.js";
import { findProblem } from "./find_problems.js";
import { NothingFound } from "./NothingFound.js";
import { usePeopleSearch } from "./people_search.js";
import { type ChoiceGroup, Picker } from "./Picker.js";

const kChats = 30;
const kPeople = 20;

const close = () => {
  overlay.value = undefined;
};

/** Finds a chat or a person, and opens it. `people`: persons only. */
export function Switcher({ client, people = false }: { client: Client; people?: boolean }) {
  const say = words.value;
  const [query, setQuery] = useState("");
  const [problem, setProblem] = useState<string>();
  const search = usePeopleSearch(client, query, people || query.trim() !== "");

  const openChat = (id: number) => {
    close();
    go({ view: "chat", id });
  };
  const openPerson = (person: string) => {
    setProblem(undefined);
    client.openDirect(person).then(
      ({ id }) => {
        openChat(id);
      },
      (error: unknown) => {
        setProblem(findProblem(error, person));
      },
    );
  };

  const found = people
    ? []
    : findChats(chats.value, query, kChats, (chat) => chat.name || say.deletedAccount);
  const groups = groupsOf(client, found, search.users, query, { openChat, openPerson });
  return (
    <Dialog
      title={people ? say.findPerson : say.findChat}
      titleHidden={!people}
      tall
      onClose={close}
    >
      <Picker
        label={people ? say.findPersonHint : say.findChat}
        query={query}
        onQuery={(text) => {
          setProblem(undefined);
          setQuery(text);
        }}
        groups={groups}
      >
        {!search.busy && <NothingFound client={client} failed={search.failed} query={query} />}
      </Picker>
      {problem !== undefined && (
        <p class="dialog-problem" role="alert">
          {problem}
        </p>
      )}
    </Dialog>
  );
}

interface Does {
  openChat: (id: number) => void;
  openPerson: (person: string) => void;
}

function groupsOf(
  client: Client,
  found: ReturnType<typeof findChats>,
  users: readonly User[],
  query: string,
  { openChat, openPerson }: Does,
): ChoiceGroup[] {
  const say = words.value;
  const listed = new Set(found.map((chat) => otherOf(chat, client.me.id)));
  const persons = users.filter(({ id, handle }) => !listed.has(id) && handle !== undefined);
  const address = addressIn(query);
  const named = persons.some(({ handle }) => `@${handle ?? ""}` === address?.toLowerCase());
  return [
    {
      title: query.trim() === "" ? say.recentChats : say.chats,
      choices: found.map((chat) =>
        chatChoice(client, chat, () => {
          openChat(chat.id);
        }),
      ),
    },
    {
      title: say.people,
      choices: persons.slice(0, kPeople).map((user) =>
        personChoice(user, () => {
          openPerson(`@${user.handle ?? ""}`);
        }),
      ),
    },
    {
      title: say.byAddress,
      choices:
        address === undefined || named
          ? []
          : [
              addressChoice(address, say.openChatWith, () => {
                openPerson(address);
              }),
            ],
    },
  ];
}
