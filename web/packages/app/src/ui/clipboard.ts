// Copying, over plain http too, where browsers have no clipboard to write to.

/** False: the browser did not let it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    // Absent over plain http.
    await (navigator as { clipboard?: Clipboard }).clipboard?.writeText(text);
    if ("clipboard" in navigator) return true;
  } catch {
    // Forbidden: by selecting, then.
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.className = "visually-hidden";
  // Beside what has the focus: within an open dialog nothing outside can be selected.
  const before = document.activeElement as HTMLElement | null;
  const within = before?.closest("dialog") ?? document.querySelector("dialog:modal");
  (within ?? document.body).append(field);
  field.select();
  // No other way without a secure context.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const copied = document.execCommand("copy");
  field.remove();
  before?.focus();
  return copied;
}
