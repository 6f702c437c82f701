// Builds the messenger, and serves it while it is being written.
//
//   ASQ_APP_OUT=DIRECTORY vite build      what tools/pack_page puts into the program
//   ASQ_SERVER=http://localhost:8000 vite      with live reload, against a running server (script/web-dev)
import { fileURLToPath } from "node:url";

import { defineConfig } from "vite";

import { firstPaint } from "./build/first_paint.js";
import { icons } from "./build/icons.js";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env["ASQ_SERVER"] ?? "http://localhost:8000";

export default defineConfig({
  root: here("."),
  // A proxy may serve the server below any path: every address is relative.
  base: "./",
  cacheDir: process.env["ASQ_VITE_CACHE"] ?? "../../node_modules/.vite/app",
  plugins: [icons(), firstPaint()],
  resolve: { alias: { "asq-client": here("../client/src/index.ts") } },
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: {
    outDir: process.env["ASQ_APP_OUT"] ?? "dist",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    // The policy allows no data: but for images.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: {
    proxy: Object.fromEntries(
      ["/chat", "/docs", "/openapi.json", "/sdk"].map((path) => [
        path,
        { target: server, ws: true, changeOrigin: false },
      ]),
    ),
  },
});
