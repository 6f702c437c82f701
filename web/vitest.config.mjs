// unit: no server. server: against the real binary, ASQ_BINARY. browser: the same, and Chromium.
import { fileURLToPath } from "node:url";

import { defineConfig } from "vitest/config";

import { icons } from "./packages/app/build/icons.ts";

const client = "packages/client";
const app = "packages/app";
const library = fileURLToPath(new URL(`${client}/src/index.ts`, import.meta.url));

function project(name, folders, timeout) {
  return {
    // As in packages/app/vite.config.ts.
    plugins: [icons()],
    resolve: { alias: { "asq-client": library } },
    esbuild: { jsx: "automatic", jsxImportSource: "preact" },
    test: {
      name,
      include: folders.map((folder) => `${folder}/**/*.test.ts`),
      testTimeout: timeout,
      hookTimeout: timeout,
      expect: { poll: { timeout: timeout / 3, interval: 20 } },
    },
  };
}

export default defineConfig({
  // Vite writes nothing into node_modules, which several runs may share.
  cacheDir: process.env.ASQ_VITE_CACHE ?? "node_modules/.vite",
  test: {
    // Those in a browser wait most of the time.
    maxWorkers: 3,
    projects: [
      project(
        "unit",
        [`${client}/src`, `${client}/test/support`, `${app}/src`, `${app}/test/rules`],
        5_000,
      ),
      project("server", [`${client}/test/server`], 60_000),
      // Only what hangs is ended: on a busy machine a page takes ten times as long.
      project("browser", [`${client}/test/browser`, `${app}/test/browser`], 240_000),
    ],
  },
});
