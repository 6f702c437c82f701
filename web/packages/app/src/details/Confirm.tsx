import { useEffect, useRef, useState } from "preact/hooks";

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
  /** Once it is done, whether or not this is still open. */
  onDone?: () => void;
}

/** Asks once; what the server refuses is said here, or, if somebody has closed it meanwhile, at the edge. */
export function Confirm({ title, hint, verb, act, done, onDone }: ConfirmProps) {
  const say = words.value;
  const isOpen = useIsOpen();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const confirm = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await act();
      if (done !== undefined) toast(done);
      // Else it would close what has been opened since.
      if (isOpen()) closeDialog();
      onDone?.();
    } catch (error) {
      const why = problemsOf(error, 0).form ?? say.failed;
      if (!isOpen()) toast(why);
      setProblem(why);
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

/** Gives the function that tells whether it is still shown. */
export function useIsOpen(): () => boolean {
  const open = useRef(true);
  useEffect(() => {
    open.current = true;
    return () => {
      open.current = false;
    };
  }, []);
  return () => open.current;
}
