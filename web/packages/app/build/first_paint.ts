// Holds the first paint back until the script has run, which knows the theme that one has chosen: in browsers that can, nothing
// flashes. Before it there is nothing to see anyway. Vite keeps no attribute of the script in index.html.
import type { Plugin } from "vite";

export function firstPaint(): Plugin {
  return {
    name: "asq-first-paint",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (html) =>
        html.replace('<script type="module"', '<script type="module" blocking="render"'),
    },
  };
}
