import type { ChatHandle } from "asq-client";
import { useRef, useState } from "preact/hooks";

import { words } from "../i18n/t.js";
import { Icon } from "../ui/Icon.js";

/** Where one writes. */
export function Composer({ chat, name }: { chat: ChatHandle; name: string }) {
  const say = words.value;
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const submit = () => {
    if (text.trim() === "") return;
    chat.send(text).catch(() => undefined);
    setText("");
    field.current?.focus();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <textarea
        ref={field}
        rows={1}
        value={text}
        aria-label={say.messageTo(name)}
        placeholder={say.messageTo(name)}
        enterkeyhint="send"
        onInput={(event) => {
          setText(event.currentTarget.value);
          chat.typing();
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          submit();
        }}
      />
      <button type="submit" class="composer-send" aria-label={say.send}>
        <Icon name="send" />
      </button>
    </form>
  );
}
