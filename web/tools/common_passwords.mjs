// Makes the list of passwords that the page refuses, from that of @zxcvbn-ts/language-common (MIT): the first 1,000 that are
// long enough to be tried at all.
//
//   node tools/common_passwords.mjs           writes packages/app/src/pages/common_password_list.ts
//   node tools/common_passwords.mjs --check   fails if it is another one
import { readFileSync, writeFileSync } from "node:fs";

import { dictionary } from "@zxcvbn-ts/language-common";

const path = new URL("../packages/app/src/pages/common_password_list.ts", import.meta.url);
const longEnough = dictionary["passwords-common"].filter(
  (one) => one.length >= 8 && !/[\s"\\]/.test(one),
);
const list = longEnough.slice(0, 1_000).join(" ");
const text = `// Made by web/tools/common_passwords.mjs.
// prettier-ignore
export const commonPasswords: ReadonlySet<string> = new Set("${list}".split(" "));
`;
if (!process.argv.includes("--check")) writeFileSync(path, text);
else if (readFileSync(path, "utf8") !== text) {
  console.error("common_password_list.ts is another one: node tools/common_passwords.mjs");
  process.exit(1);
}
