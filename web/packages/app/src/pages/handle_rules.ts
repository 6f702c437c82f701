// What a handle may look like, as docs/api.md has it. Pure.
const kHandle = /^(?=.{3,32}$)[a-z0-9_]+(\.[a-z0-9_]+)*$/;

/** As it is stored: without "@" and spaces around it, in small letters. */
export function tidyHandle(text: string): string {
  return text.trim().replace(/^@/, "").toLowerCase();
}

export function isHandle(text: string): boolean {
  return kHandle.test(text);
}
