// Small values that outlive the page, as far as the browser lets them: without storage they live as long as the page.
const memory = new Map<string, string>();
const kPrefix = "asq ";

export function storageKey(name: string): string {
  return kPrefix + name;
}

export function keptText(name: string): string | undefined {
  try {
    return localStorage.getItem(storageKey(name)) ?? memory.get(name);
  } catch {
    return memory.get(name);
  }
}

/** undefined: forget it. */
export function keepText(name: string, text: string | undefined): void {
  if (text === undefined) memory.delete(name);
  else memory.set(name, text);
  try {
    if (text === undefined) localStorage.removeItem(storageKey(name));
    else localStorage.setItem(storageKey(name), text);
  } catch {
    // Forbidden, or full.
  }
}
