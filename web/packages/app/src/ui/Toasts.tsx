import { signal } from "@preact/signals";

interface Toast {
  readonly id: number;
  readonly text: string;
}

const kShown = 5_000;
const toasts = signal<readonly Toast[]>([]);
let count = 0;

/** Says something for five seconds; read aloud. */
export function say(text: string): void {
  const toast = { id: ++count, text };
  toasts.value = [...toasts.value, toast];
  setTimeout(() => {
    toasts.value = toasts.value.filter((one) => one !== toast);
  }, kShown);
}

export function Toasts() {
  return (
    <div class="toasts" role="status">
      {toasts.value.map(({ id, text }) => (
        <p class="toast" key={id}>
          {text}
        </p>
      ))}
    </div>
  );
}
