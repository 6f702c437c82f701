// Small values that outlive the page, as far as the browser lets them: without storage they live as long as the page.
const memory = new Map<string, string>();
const kPrefix = "asq ";

export function keptText(name: string): string | undefined {
  try {
    return localStorage.getItem(kPrefix + name) ?? memory.get(name);
  } catch {
    return memory.get(name);
  }
}

/** undefined: forget it. */
export function keepText(name: string, text: string | undefined): void {
  if (text === undefined) memory.delete(name);
  else memory.set(name, text);
  try {
    if (text === undefined) localStorage.removeItem(kPrefix + name);
    else localStorage.setItem(kPrefix + name, text);
  } catch {
    // Forbidden, or full.
  }
}
