import type { Client } from "asq-client";
import { useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { Icon } from "../ui/Icon.js";
import { addressChoice, personChoice } from "./choices.js";
import { addressIn } from "./find_chats.js";
import { usePeopleSearch } from "./people_search.js";
import { type ChoiceGroup, Picker } from "./Picker.js";

/** Somebody who is to be in a group. */
export interface Added {
  /** An e-mail or a handle with "@". */
  readonly address: string;
  /** What is shown. */
  readonly label: string;
}

export interface AddPeopleProps {
  client: Client;
  people: readonly Added[];
  onChange: (people: readonly Added[]) => void;
  /** Those who are in it already. */
  members?: ReadonlySet<number>;
  title?: string;
  /** What to say when nobody is found. */
  nobody?: string;
}

const kNobody: ReadonlySet<number> = new Set();

const kShown = 8;

/** A field by which people are found, and those who were chosen; each can be taken away again. */
export function AddPeople({ client, people, onChange, ...rest }: AddPeopleProps) {
  const say = words.value;
  const { members = kNobody, title = say.addPeople, nobody = say.nobodyToAdd } = rest;
  const [query, setQuery] = useState("");
  const search = usePeopleSearch(client, query, query.trim() !== "");
  const has = (address: string) => people.some((one) => one.address === address);
  const add = (one: Added) => {
    setQuery("");
    if (!has(one.address)) onChange([...people, one]);
  };
  const persons = search.users.filter(
    ({ id, handle }) => handle !== undefined && !has(`@${handle}`) && !members.has(id),
  );
  const address = addressIn(query);
  const groups: ChoiceGroup[] = [
    {
      title: say.people,
      choices: persons.slice(0, kShown).map((user) =>
        personChoice(user, () => {
          add({ address: `@${user.handle ?? ""}`, label: user.username });
        }),
      ),
    },
    {
      title: say.byAddress,
      choices:
        address?.includes("@", 1) === true
          ? [
              addressChoice(address, say.addPerson, () => {
                add({ address, label: address });
              }),
            ]
          : [],
    },
  ];
  const none = query.trim() !== "" && !search.busy;
  return (
    <fieldset class="add-people">
      <legend>{title}</legend>
      {people.length > 0 && (
        <ul class="chips">
          {people.map((one) => (
            <li key={one.address}>
              <button
                type="button"
                class="chip"
                aria-label={say.takeAway(one.label)}
                onClick={() => {
                  onChange(people.filter((other) => other !== one));
                }}
              >
                <span dir="auto">{one.label}</span>
                <Icon name="x" size={16} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <Picker
        label={say.findPersonHint}
        query={query}
        onQuery={setQuery}
        groups={query.trim() === "" ? [] : groups}
        autofocus={false}
      >
        {none && <p class="muted small">{search.failed ? say.unreachable : nobody}</p>}
      </Picker>
    </fieldset>
  );
}
