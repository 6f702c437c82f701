// The README's code is good TypeScript for somebody who has installed the package, and its figures
// are true.
import { readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

import { blocksOf, readDocument, section } from "../support/document.js";
import { InstalledLibrary } from "../support/installed_library.js";

const modules = fileURLToPath(new URL("../../../../node_modules", import.meta.url));
const readme = await readDocument("web/packages/client/README.md");
const blocks = blocksOf(readme).filter(({ language }) => language === "ts");

// What the sections' blocks take for given.
const given = `
declare const client: import("asq-client").Client;
declare const chat: import("asq-client").ChatHandle;
`;

let library: InstalledLibrary;
beforeAll(async () => {
  library = await InstalledLibrary.install();
  await symlink(join(modules, "@types"), join(library.folder, "node_modules/@types"));
  await library.write("given.d.ts", given);
  for (const [number, { text }] of blocks.entries()) {
    await library.write(`block_${String(number)}.ts`, `${text}\nexport {};\n`);
  }
});
afterAll(() => library.discard());

// The compiler's complaints.
async function complaints(options: Record<string, unknown>, files = "*"): Promise<string> {
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
    target: "es2022",
    ...options,
  };
  const project = { compilerOptions, include: [`${files}.ts`] };
  await library.write("tsconfig.json", JSON.stringify(project));
  return library.shell(`node ${modules}/typescript/bin/tsc --project . || true`);
}

const browser = { types: [], lib: ["es2022", "dom", "dom.iterable"] };
const bundled = { module: "esnext", moduleResolution: "bundler" };

test("its blocks are good TypeScript, as Node resolves the package", async () => {
  expect(blocks.length).toBeGreaterThan(10);
  expect(await complaints({ module: "node16", moduleResolution: "node16", ...browser })).toBe("");
});

test("its blocks are good TypeScript, as bundlers resolve the package", async () => {
  expect(await complaints({ ...bundled, ...browser })).toBe("");
});

test("a program for Node needs no types of the browser", async () => {
  await library.write("program.ts", 'import * as all from "asq-client";\nconsole.log(all);\n');
  const node = { types: ["node"], lib: ["es2022"] };
  expect(await complaints({ ...bundled, ...node }, "program")).toBe("");
});

// By the command that the README gives for it, of another entry.
async function sizeOf(code: string): Promise<number> {
  await library.write("entry.js", code);
  const [typed = ""] = blocksOf(section(readme, "## Size and compatibility")).map(
    ({ text }) => text,
  );
  const command = typed
    .replace("npx esbuild", `${modules}/.bin/esbuild`)
    .replace("node_modules/asq-client/dist/index.js", "entry.js");
  return Number(await library.shell(command));
}

test("its sizes are true", async () => {
  const stated = (figure: RegExp): number => Number(figure.exec(readme)?.[1]) * 1_000;
  const all = stated(/About ([\d.]+) KB compressed/);
  const everything = await sizeOf('export * from "asq-client";');
  expect(Math.abs(everything - all)).toBeLessThan(0.1 * all);
  const alone = stated(/`Server` alone, it is ([\d.]+) KB/);
  const server = await sizeOf('import { Server } from "asq-client"; console.log(Server);');
  expect(Math.abs(server - alone)).toBeLessThan(0.1 * alone);
});

test("the package has its README and its licence, and no more than it needs", async () => {
  const installed = join(library.folder, "node_modules/asq-client");
  expect(await readFile(join(installed, "README.md"), "utf8")).toBe(readme);
  const manifest = await readFile(join(installed, "package.json"), "utf8");
  expect(JSON.parse(manifest)).toMatchObject({ sideEffects: false, license: "Apache-2.0" });
});
