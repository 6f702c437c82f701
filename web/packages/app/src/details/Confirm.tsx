import { useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { closeDialog } from "../state/details.js";
import { problemsOf } from "../state/problems.js";
import { Button } from "../ui/Button.js";
import { Dialog } from "../ui/Dialog.js";
import { say as toast } from "../ui/Toasts.js";

export interface ConfirmProps {
  title: string;
  /** What it means. */
  hint: string;
  /** The verb on the button. */
  verb: string;
  act: () => Promise<unknown>;
  /** Said when it is done. */
  done?: string;
  onDone?: () => void;
}

/** Asks once; what the server refuses is said here. */
export function Confirm({ title, hint, verb, act, done, onDone = closeDialog }: ConfirmProps) {
  const say = words.value;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const confirm = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await act();
      if (done !== undefined) toast(done);
      onDone();
    } catch (error) {
      setProblem(problemsOf(error, 0).form ?? say.failed);
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={closeDialog}>
      <p class="muted">{hint}</p>
      {problem !== undefined && (
        <p class="dialog-problem" role="alert">
          {problem}
        </p>
      )}
      <div class="dialog-buttons">
        <Button onClick={closeDialog}>{say.cancel}</Button>
        <Button kind="danger" busy={busy} onClick={() => void confirm()}>
          {verb}
        </Button>
      </div>
    </Dialog>
  );
}
