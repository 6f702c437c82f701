// What the page's main thread does meanwhile, in its own processor time: that says the same on a busy machine.
import type { Page } from "playwright-core";

import { devtoolsOf } from "./browsing.js";

export interface MainThread {
  /** Milliseconds, of one task. */
  readonly longest: number;
  readonly all: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

export async function mainThread(page: Page, act: () => Promise<void>): Promise<MainThread> {
  const devtools = await devtoolsOf(page);
  const events: TraceEvent[] = [];
  devtools.on("Tracing.dataCollected", ({ value }) => {
    events.push(...(value as unknown as TraceEvent[]));
  });
  const complete = new Promise<void>((resolve) => {
    devtools.once("Tracing.tracingComplete", () => {
      resolve();
    });
  });
  await devtools.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["toplevel"] },
  });
  await act();
  await devtools.send("Tracing.end");
  await complete;
  const tasks = tasksOf(events);
  return { longest: Math.max(0, ...tasks), all: tasks.reduce((sum, task) => sum + task, 0) };
}

/** Of the main thread that did most: the other pages' only wait. */
function tasksOf(events: readonly TraceEvent[]): number[] {
  const threads = new Map<string, number[]>();
  for (const { name, ph, pid, tid, args } of events) {
    if (ph === "M" && name === "thread_name" && args.name === "CrRendererMain")
      threads.set(`${pid} ${tid}`, []);
  }
  for (const { name, pid, tid, tdur = 0 } of events) {
    if (name.endsWith("RunTask")) threads.get(`${pid} ${tid}`)?.push(tdur / 1_000);
  }
  const sum = (tasks: readonly number[]) => tasks.reduce((all, task) => all + task, 0);
  return [...threads.values()].sort((one, other) => sum(other) - sum(one))[0] ?? [];
}
