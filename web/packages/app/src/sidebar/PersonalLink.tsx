import { Refusal, type Client } from "asq-client";
import { useEffect, useRef, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { opensOnlyHere } from "../state/invites.js";
import { makePersonalLink } from "../state/personal_link.js";
import { problemsOf } from "../state/problems.js";
import { Button } from "../ui/Button.js";
import { copyText } from "../ui/clipboard.js";
import { say as toast } from "../ui/Toasts.js";

/** A link by which somebody comes to the server and into a chat with oneself. */
export function PersonalLink({ client }: { client: Client }) {
  const say = words.value;
  const [link, setLink] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const made = await makePersonalLink(client);
      // While the button is still there: what is copied is selected beside what has the focus.
      if (await copyText(made)) toast(say.personalLinkCopied);
      setLink(made);
    } catch (error) {
      const many = error instanceof Refusal && error.code === "too_many_invites";
      setProblem(many ? say.tooManyLinks : problemsOf(error, 0).form);
    }
    setBusy(false);
  };
  return (
    <div class="personal-link">
      {link === undefined ? (
        <Button icon="link" busy={busy} onClick={() => void make()}>
          {say.copyPersonalLink}
        </Button>
      ) : (
        <LinkField link={link} />
      )}
      {problem !== undefined && (
        <p class="dialog-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

/** Over plain http a browser may not copy: then one selects. */
function LinkField({ link }: { link: string }) {
  const say = words.value;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // It takes the place of the button that had the focus.
    field.current?.focus();
  }, []);
  return (
    <>
      <div class="link-field">
        <input
          ref={field}
          readOnly
          value={link}
          aria-label={say.personalLink}
          onFocus={(event) => {
            event.currentTarget.select();
          }}
        />
        <Button
          icon="copy"
          onClick={() => {
            void copyText(link).then((copied) => {
              if (copied) toast(say.copied);
            });
          }}
        >
          {say.copy}
        </Button>
      </div>
      <p class="muted small">{opensOnlyHere(link) ? say.onlyThisComputer : say.personalLinkHint}</p>
    </>
  );
}
