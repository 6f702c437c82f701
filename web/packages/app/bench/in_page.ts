// What goes on in the page: to a place, and what can be seen there.
import type { Page } from "playwright-core";

import { devtoolsOf } from "./browsing.js";
import { writeFile } from "node:fs/promises";

/** Not to where one has just been: nothing moves then. Milliseconds until the row, and all around it that is in view, is there and drawn. */
export async function jump(page: Page, address: string, seq: number): Promise<number> {
  return page.evaluate(
    ([to, wanted]) =>
      new Promise<number>((resolve, reject) => {
        const begun = performance.now();
        setTimeout(() => {
          reject(new Error(`message ${wanted} is not in view after 30 s`));
        }, 30_000);
        history.pushState(null, "", to);
        dispatchEvent(new PopStateEvent("popstate"));
        const isInView = (row: Element | null) => {
          const scroller = document.querySelector(".timeline");
          if (!row || !scroller) return false;
          const { top, bottom } = scroller.getBoundingClientRect();
          const place = row.getBoundingClientRect();
          return place.bottom > top && place.top < bottom;
        };
        const look = () => {
          const row = document.querySelector(`[data-seq="${wanted}"][data-loaded]`);
          const missing = [...document.querySelectorAll(".timeline .missing")].some(isInView);
          if (!isInView(row) || missing) {
            requestAnimationFrame(look);
            return;
          }
          requestAnimationFrame(() => {
            setTimeout(() => {
              resolve(performance.now() - begun);
            });
          });
        };
        look();
      }),
    [address, seq] as const,
  );
}

/** Another chat is opened, and its messages are there. */
export async function openChat(page: Page, address: string, name: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, "", to);
    dispatchEvent(new PopStateEvent("popstate"));
  }, address);
  await page.locator(`.conversation[aria-label="${name}"] [data-loaded]`).first().waitFor();
}

export interface Smoothness {
  /** Of those that the browser calls long: from 50 ms; 0: there was none. */
  readonly longestTask: number;
  readonly longTasks: number;
  /** Between two frames. */
  readonly longestFrame: number;
}

interface Watching {
  longTasks: number[];
  longestFrame: number;
  stop: boolean;
}

/** While something is done. */
export async function smoothness(page: Page, act: () => Promise<void>): Promise<Smoothness> {
  await page.evaluate(() => {
    const watching: Watching = { longTasks: [], longestFrame: 0, stop: false };
    (globalThis as { watching?: Watching }).watching = watching;
    new PerformanceObserver((list) => {
      if (!watching.stop)
        for (const { duration } of list.getEntries()) watching.longTasks.push(duration);
    }).observe({ type: "longtask" });
    let before = performance.now();
    const frame = () => {
      const now = performance.now();
      watching.longestFrame = Math.max(watching.longestFrame, now - before);
      before = now;
      if (!watching.stop) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await act();
  // Long tasks are told a little later.
  await page.waitForTimeout(500);
  const { longTasks, longestFrame } = await page.evaluate(() => {
    const { watching } = globalThis as unknown as { watching: Watching };
    watching.stop = true;
    return watching;
  });
  return { longestTask: Math.max(0, ...longTasks), longTasks: longTasks.length, longestFrame };
}

/** Writes a profile for the browser's own tools. */
export async function profiled(page: Page, file: string | undefined, act: () => Promise<void>) {
  if (file === undefined) {
    await act();
    return;
  }
  const devtools = await devtoolsOf(page);
  await devtools.send("Profiler.enable");
  await devtools.send("Profiler.start");
  await act();
  const { profile } = await devtools.send("Profiler.stop");
  await writeFile(file, JSON.stringify(profile));
}

/** JavaScript's, without what is garbage, in MB. */
export async function heap(page: Page): Promise<{ script: number; nodes: number }> {
  const devtools = await devtoolsOf(page);
  await devtools.send("HeapProfiler.collectGarbage");
  await page.waitForTimeout(200);
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  const { nodes } = await devtools.send("Memory.getDOMCounters");
  return { script: usedSize / 1e6, nodes };
}
