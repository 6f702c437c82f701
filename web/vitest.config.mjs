// unit: no server. server: against the real binary, ASQ_BINARY. browser: the same, and Chromium.
import { defineConfig } from "vitest/config";

const client = "packages/client";

function project(name, folders, timeout) {
  return {
    test: {
      name,
      include: folders.map((folder) => `${client}/${folder}/**/*.test.ts`),
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
      project("unit", ["src", "test/support"], 5_000),
      project("server", ["test/server"], 60_000),
      project("browser", ["test/browser"], 60_000),
    ],
  },
});
