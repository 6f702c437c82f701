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
  /** What is taken is read aloud as marked. */
  isMarked?: (key: string) => boolean;
}

export function Picker(props: PickerProps) {
  const { label, query, onQuery, groups, children, autofocus = true, isMarked } = props;
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const filled = groups.filter(({ choices }) => choices.length > 0);
  const all = filled.flatMap(({ choices }) => choices);
  const [activeKey, setActiveKey] = useState<string>();
  const found = all.findIndex(({ key }) => key === activeKey);
  const active = found < 0 ? 0 : found;
  const optionId = (key: string) => `${id}-${key}`;

  useEffect(() => {
    if (autofocus) field.current?.focus();
  }, []);
  // Another query: its best is chosen.
  useLayoutEffect(() => {
    setActiveKey(undefined);
    if (list.current) list.current.scrollTop = 0;
  }, [query]);
  useLayoutEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [activeKey]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      all[active]?.take();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || event.altKey || all.length === 0) return;
    event.preventDefault();
    setActiveKey(all[(active + step + all.length) % all.length]?.key);
  };

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
          aria-activedescendant={all[active] && optionId(all[active].key)}
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
      <div
        ref={list}
        id={`${id}-list`}
        class="picker-list"
        role="listbox"
        aria-label={label}
        // It is scrolled by the arrows, from the field.
        tabIndex={-1}
        hidden={all.length === 0}
      >
        {filled.map(({ title, choices }) => (
          <div role="group" key={title} aria-label={title}>
            <p class="picker-title" aria-hidden="true">
              {title}
            </p>
            {choices.map(({ key, content, take }) => (
              <div
                key={key}
                id={optionId(key)}
                class="picker-choice"
                role="option"
                aria-selected={all[active]?.key === key}
                aria-checked={isMarked?.(key)}
                onPointerMove={() => {
                  if (all[active]?.key !== key) setActiveKey(key);
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
    </div>
  );
}
