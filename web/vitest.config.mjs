// unit: no server. server: against the real binary, ASQ_BINARY. browser: the same, and Chromium.
import { defineConfig } from "vitest/config";

const client = "packages/client";

function project(name, include, timeout) {
  return {
    test: { name, include: [`${client}/${include}`], testTimeout: timeout, hookTimeout: timeout },
  };
}

export default defineConfig({
  // Vite writes nothing into node_modules, which several runs may share.
  cacheDir: process.env.ASQ_VITE_CACHE ?? "node_modules/.vite",
  test: {
    projects: [
      project("unit", "src/**/*.test.ts", 5_000),
      project("server", "test/server/**/*.test.ts", 60_000),
      project("browser", "test/browser/**/*.test.ts", 60_000),
    ],
  },
});
