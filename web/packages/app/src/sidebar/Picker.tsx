// A field and what was found for it: the arrows choose, Enter takes (the pattern "combobox" of WAI-ARIA).
import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { Icon } from "../ui/Icon.js";

export interface Choice {
  readonly key: string;
  readonly content: ComponentChildren;
  readonly take: () => void;
}

export interface ChoiceGroup {
  readonly title: string;
  readonly choices: readonly Choice[];
}

export interface PickerProps {
  label: string;
  query: string;
  onQuery: (query: string) => void;
  groups: readonly ChoiceGroup[];
  /** In place of the list, when nothing was found. */
  children?: ComponentChildren;
  autofocus?: boolean;
}

export function Picker({ label, query, onQuery, groups, children, autofocus = true }: PickerProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const filled = groups.filter(({ choices }) => choices.length > 0);
  const all = filled.flatMap(({ choices }) => choices);
  const { active, setActive, onKeyDown } = useActive(all, query);
  useEffect(() => {
    if (autofocus) field.current?.focus();
  }, []);
  return (
    <div class="picker">
      <div class="picker-field">
        <Icon name="search" />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label={label}
          placeholder={label}
          aria-expanded={all.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={active && `${id}-${active.key}`}
          value={query}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          enterkeyhint="go"
          maxLength={254}
          onInput={(event) => {
            onQuery(event.currentTarget.value);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <p class="visually-hidden" role="status">
        {words.value.found(all.length)}
      </p>
      {all.length === 0 && children}
      <Choices
        id={id}
        label={label}
        query={query}
        groups={filled}
        active={active?.key}
        onActive={setActive}
      />
    </div>
  );
}

/** The chosen one: the best at first, then where the arrows lead. */
function useActive(all: readonly Choice[], query: string) {
  const [key, setActive] = useState<string>();
  useLayoutEffect(() => {
    setActive(undefined);
  }, [query]);
  const at = Math.max(
    0,
    all.findIndex((one) => one.key === key),
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      all[at]?.take();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || event.altKey || all.length === 0) return;
    event.preventDefault();
    setActive(all[(at + step + all.length) % all.length]?.key);
  };
  return { active: all[at], setActive, onKeyDown };
}

interface ChoicesProps {
  id: string;
  label: string;
  query: string;
  groups: readonly ChoiceGroup[];
  active: string | undefined;
  onActive: (key: string) => void;
}

function Choices({ id, label, query, groups, active, onActive }: ChoicesProps) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [active]);
  useLayoutEffect(() => {
    if (list.current) list.current.scrollTop = 0;
  }, [query]);
  return (
    <div
      ref={list}
      id={`${id}-list`}
      class="picker-list"
      role="listbox"
      aria-label={label}
      // It is scrolled by the arrows, from the field.
      tabIndex={-1}
      hidden={groups.length === 0}
    >
      {groups.map(({ title, choices }) => (
        <div role="group" key={title} aria-label={title}>
          <p class="picker-title" aria-hidden="true">
            {title}
          </p>
          {choices.map(({ key, content, take }) => (
            <div
              key={key}
              id={`${id}-${key}`}
              class="picker-choice"
              role="option"
              aria-selected={active === key}
              onPointerMove={() => {
                if (active !== key) onActive(key);
              }}
              // The field keeps the focus.
              onMouseDown={(event) => {
                event.preventDefault();
              }}
              onClick={take}
            >
              {content}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
