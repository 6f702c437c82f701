// Makes the client's types from docs/openapi.json.
//
//   npm run types               writes packages/client/src/openapi.ts
//   npm run types -- --check    changes nothing; exits 1 if that file is not what the document gives
//
// What no client needs as a type is left out, which is five sixths: examples, the fields of answers' headers, and
// refusals, all of which are one type, Problem.
import { readFile, writeFile } from "node:fs/promises";
import openapiTypescript, { astToString } from "openapi-typescript";

const output = new URL("../packages/client/src/openapi.ts", import.meta.url);
const head = "// Made by `npm run types` from docs/openapi.json. Don't edit it.\n\n";

function withoutExamples(value) {
  if (Array.isArray(value)) return value.map(withoutExamples);
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([name, inner]) => {
    return !(name === "examples" || name === "example") || isProperty(inner);
  });
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutExamples(inner)]));
}

// A field that is called "example" has a schema; an example is a value or a list of them.
function isProperty(inner) {
  return inner !== null && typeof inner === "object" && ("$ref" in inner || "type" in inner);
}

function withoutRefusals(operation) {
  const successes = Object.entries(operation.responses).filter(([status]) => /^[123]/.test(status));
  return {
    ...operation,
    responses: Object.fromEntries(
      successes.map(([status, { headers: _, ...rest }]) => [status, rest]),
    ),
  };
}

function slimmed(document) {
  const { responses: _, headers: __, ...components } = document.components;
  const paths = Object.entries(document.paths).map(([path, methods]) => [
    path,
    Object.fromEntries(
      Object.entries(methods).map(([method, value]) => [
        method,
        value?.responses === undefined ? value : withoutRefusals(value),
      ]),
    ),
  ]);
  return withoutExamples({ ...document, components, paths: Object.fromEntries(paths) });
}

const document = JSON.parse(
  await readFile(new URL("../../docs/openapi.json", import.meta.url), "utf8"),
);
const types = head + astToString(await openapiTypescript(slimmed(document), { silent: true }));
if (!process.argv.includes("--check")) {
  await writeFile(output, types);
} else if ((await readFile(output, "utf8").catch(() => "")) !== types) {
  console.error(
    "packages/client/src/openapi.ts is not what docs/openapi.json gives: npm run types",
  );
  process.exitCode = 1;
}
