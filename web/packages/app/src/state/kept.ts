// Small values that outlive the page, as far as the browser lets them: without storage they live as long as the page.
const memory = new Map<string, string>();
const kPrefix = "asq ";

export function storageKey(name: string): string {
  return kPrefix + name;
}

export function keptText(name: string): string | undefined {
  try {
    return memory.get(name) ?? localStorage.getItem(storageKey(name)) ?? undefined;
  } catch {
    return memory.get(name);
  }
}

/** undefined: forget it. */
export function keepText(name: string, text: string | undefined): void {
  // What another tab changes must not be hidden by what this one had.
  memory.delete(name);
  try {
    if (text === undefined) localStorage.removeItem(storageKey(name));
    else localStorage.setItem(storageKey(name), text);
  } catch {
    // Forbidden, or full.
    if (text !== undefined) memory.set(name, text);
  }
}

/** The names that begin so, of this page and of those before it. */
export function keptNames(prefix: string): string[] {
  const names = new Set(memory.keys());
  try {
    for (let at = 0; at < localStorage.length; ++at) {
      const key = localStorage.key(at);
      if (key?.startsWith(kPrefix)) names.add(key.slice(kPrefix.length));
    }
  } catch {
    // Forbidden.
  }
  return [...names].filter((name) => name.startsWith(prefix));
}
