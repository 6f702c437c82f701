// What all forms of the settings do: look, send, say what is wrong, say that it is done.
import { useRef, useState } from "preact/hooks";

import { facts } from "../state/server.js";
import { say as toast } from "../ui/Toasts.js";
import { type SettingsProblems, settingsProblems } from "./settings_problems.js";

const kPasswordMin = 8;

/** Of a new password: what the server wants, and no less than the page does. */
export function leastPassword(): number {
  return Math.max(kPasswordMin, facts.value?.password_min ?? 0);
}

export interface SettingsFormOptions {
  /** What is wrong already. */
  look: () => SettingsProblems | Promise<SettingsProblems>;
  send: () => Promise<unknown>;
  /** Said when it is done. */
  done?: string;
}

export function useSettingsForm({ look, send, done }: SettingsFormOptions) {
  const [problems, setProblems] = useState<SettingsProblems>({});
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const show = (found: SettingsProblems) => {
    setProblems(found);
    setBusy(false);
    // The first field that is wrong gets the focus, once it is drawn.
    requestAnimationFrame(() => {
      form.current?.querySelector<HTMLInputElement>("[aria-invalid=true]")?.focus();
    });
  };
  const submit = async () => {
    if (busy) return;
    setBusy(true);
    const found = await look();
    if (Object.keys(found).length > 0) {
      show(found);
      return;
    }
    try {
      await send();
      show({});
      if (done !== undefined) toast(done);
    } catch (error) {
      show(settingsProblems(error, leastPassword()));
    }
  };
  const onSubmit = (event: Event) => {
    event.preventDefault();
    void submit();
  };
  return { problems, busy, form, onSubmit };
}
