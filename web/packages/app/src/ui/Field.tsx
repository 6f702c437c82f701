import { useEffect, useId, useRef, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { IconButton } from "./Button.js";

export interface FieldProps {
  label: string;
  name: string;
  type?: "text" | "email" | "password";
  value: string;
  onInput: (value: string) => void;
  /** What belongs in it; always visible. */
  hint?: string;
  /** What is wrong with it. */
  problem?: string | undefined;
  autocomplete?: string;
  /** As soon as it is there; not on touch, where the keyboard would hide the page. */
  autofocus?: boolean;
  maxLength?: number;
  enterkeyhint?: "next" | "go" | "send";
}

/** A labelled input; a password can be looked at. */
export function Field(props: FieldProps) {
  const { label, name, type = "text", value, onInput, hint, problem } = props;
  const id = useId();
  const [visible, setVisible] = useState(false);
  const note = problem ?? hint;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // The attribute works once in a document's life.
    if (props.autofocus && matchMedia("(pointer: fine)").matches) input.current?.focus();
  }, []);
  return (
    <div class={problem === undefined ? "field" : "field field-wrong"}>
      <label for={id}>{label}</label>
      <div class="field-box">
        <input
          ref={input}
          id={id}
          name={name}
          type={type === "password" && visible ? "text" : type}
          value={value}
          onInput={(event) => {
            onInput(event.currentTarget.value);
          }}
          autocomplete={props.autocomplete}
          maxLength={props.maxLength}
          enterkeyhint={props.enterkeyhint}
          autocapitalize={type === "text" ? undefined : "off"}
          spellcheck={false}
          aria-invalid={problem !== undefined}
          aria-describedby={note === undefined ? undefined : `${id}-note`}
        />
        {type === "password" && (
          <IconButton
            icon={visible ? "eye-off" : "eye"}
            label={visible ? words.value.hidePassword : words.value.showPassword}
            onClick={() => {
              setVisible(!visible);
            }}
          />
        )}
      </div>
      {note !== undefined && (
        <p class="field-note" id={`${id}-note`}>
          {note}
        </p>
      )}
    </div>
  );
}
