// What a caller gives, where a wrong type would be noticed late or never: a program without types may
// pass anything.

/** @throws TypeError */
export function mustBeNumber(name: string, value: number): void {
  if (!Number.isSafeInteger(value)) throw new TypeError(`${name} has to be a whole number`);
}

/** @throws TypeError */
export function mustBeText(name: string, value: string): void {
  if (typeof value !== "string") throw new TypeError(`${name} has to be a string`);
}

/** Without the slash at the end. @throws TypeError */
export function serverAddress(url: string | URL): string {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new TypeError(
      `url has to be an address like https://chat.example.org, not "${String(url)}"`,
    );
  }
  if (!/^https?:$/.test(parsed.protocol))
    throw new TypeError("url has to begin with http or https");
  return `${parsed.origin}${parsed.pathname}`.replace(/\/+$/, "");
}
