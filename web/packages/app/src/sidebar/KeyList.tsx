import { words } from "../i18n/t.js";
import { onMac } from "../state/keys.js";
import { overlay } from "../state/view.js";
import { Dialog } from "../ui/Dialog.js";

/** The keys that work. */
export function KeyList() {
  const say = words.value;
  const alt = onMac ? "⌥" : "Alt";
  const shift = onMac ? "⇧" : "Shift";
  const keys: [readonly string[], string][] = [
    [[onMac ? "⌘" : say.control, "K"], say.findChat],
    [[alt, "↑ ↓"], say.keyChats],
    [[alt, shift, "↑ ↓"], say.keyUnread],
    [["Enter"], say.keySend],
    [[shift, "Enter"], say.keyBreak],
    [["↑"], say.keyEdit],
    [["Esc"], say.keyEscape],
    [["?"], say.keyList],
  ];
  return (
    <Dialog
      title={say.keys}
      onClose={() => {
        overlay.value = undefined;
      }}
    >
      <dl class="key-list">
        {keys.map(([parts, does]) => (
          <div key={does}>
            <dt>
              {parts.map((part) => (
                <kbd key={part}>{part}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
