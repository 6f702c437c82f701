// How smoothly a long chat scrolls, and whether what is read stays where it is.
import type { Page } from "playwright-core";

import { type Person } from "../../client/test/support/people.js";
import { type Figure } from "./figures.js";
import { jump, profiled, type Smoothness, smoothness } from "./in_page.js";
import { type MainThread, mainThread } from "./main_thread.js";

const kLongestTask = 50;
const kMostRows = 400;
const kSteps = 150;
const kStep = 400;

export async function scrolling(
  page: Page,
  address: string,
  messages: number,
  profile: string | undefined,
): Promise<Figure[]> {
  const middle = messages >> 1;
  await jump(page, `${address}/${middle}`, middle);
  await page.mouse.move(700, 400);
  const wheel = async () => {
    for (const step of [-kStep, kStep]) {
      for (let count = 0; count < kSteps; ++count) await page.mouse.wheel(0, step);
    }
  };
  let wheeled: Smooth | undefined;
  await profiled(page, profile, async () => {
    wheeled = await watched(page, wheel);
  });
  if (!wheeled) throw new Error("nothing was measured");
  const dragged = await watched(page, () => drag(page));
  const rows = await page.locator(".timeline [data-seq]").count();
  return [
    ...figuresOf("wheel", wheeled),
    ...figuresOf("scrollbar dragged", dragged),
    { what: "rows in the page", value: rows, unit: "", bar: kMostRows },
  ];
}

type Smooth = Smoothness & MainThread;

async function watched(page: Page, act: () => Promise<void>): Promise<Smooth> {
  let thread: MainThread = { longest: NaN, all: NaN };
  const smooth = await smoothness(page, async () => {
    thread = await mainThread(page, act);
  });
  return { ...smooth, ...thread };
}

function figuresOf(how: string, smooth: Smooth): Figure[] {
  const { longestTask, longTasks, longestFrame, longest, all } = smooth;
  return [
    {
      what: `${how}: longest task (0: none of 50 ms)`,
      value: longestTask,
      unit: "ms",
      bar: kLongestTask,
    },
    { what: `${how}: tasks of 50 ms and more`, value: longTasks, unit: "" },
    { what: `${how}: longest time between frames`, value: longestFrame, unit: "ms" },
    { what: `${how}: longest task, its processor time`, value: longest, unit: "ms" },
    { what: `${how}: all tasks, their processor time`, value: all, unit: "ms" },
  ];
}

/** The scrollbar, from the top to the end. */
async function drag(page: Page): Promise<void> {
  for (let part = 0; part <= 40; ++part) {
    await page.evaluate((share) => {
      const scroller = document.querySelector(".timeline");
      if (scroller) scroller.scrollTop = scroller.scrollHeight * share;
    }, part / 40);
    await page.waitForTimeout(50);
  }
}

interface Sampling {
  furthest: number;
  above: number;
  stop: boolean;
}

/** Messages above what is seen become higher; gives the most pixels that the first row in view was away from its place. */
export async function anchorMoves(
  page: Page,
  url: string,
  chat: number,
  people: readonly Person[],
  messages: number,
): Promise<Figure> {
  const middle = messages >> 1;
  await jump(page, `${url}/c/${chat}/${middle + 1}`, middle + 1);
  await page.mouse.wheel(0, 300);
  await page.waitForTimeout(1_000);
  const first = await sample(page);
  for (let seq = first - 1; seq >= first - 20; --seq) await lengthen(url, people, chat, seq);
  await page.waitForTimeout(1_000);
  const { furthest, above } = await page.evaluate(() => {
    const { sampling } = globalThis as unknown as { sampling: Sampling };
    sampling.stop = true;
    return sampling;
  });
  if (above === 0) throw new Error("no row above has changed its height");
  return {
    what: `anchor moves while rows above grow by ${Math.round(above)} px`,
    // Parts of a pixel are not seen.
    value: Math.trunc(furthest),
    unit: "px",
    bar: 0,
  };
}

/** Looks after each frame; gives the number of the first row in view. */
async function sample(page: Page): Promise<number> {
  return page.evaluate(() => {
    const sampling: Sampling = { furthest: 0, above: 0, stop: false };
    (globalThis as { sampling?: Sampling }).sampling = sampling;
    const edge = document.querySelector(".timeline")?.getBoundingClientRect().top ?? 0;
    const rows = [...document.querySelectorAll<HTMLElement>(".timeline [data-loaded]")];
    const at = rows.findIndex((one) => one.getBoundingClientRect().bottom > edge);
    const [oldest, row] = [rows[Math.max(0, at - 20)], rows[at]];
    if (!oldest || !row) throw new Error("no row is in view");
    const start = row.getBoundingClientRect().top;
    const distance = () => row.getBoundingClientRect().top - oldest.getBoundingClientRect().top;
    const before = distance();
    const frame = () => {
      setTimeout(() => {
        sampling.furthest = Math.max(
          sampling.furthest,
          Math.abs(row.getBoundingClientRect().top - start),
        );
        sampling.above = distance() - before;
      });
      if (!sampling.stop) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    return Number(row.dataset["seq"]);
  });
}

/** Only who has written it may. */
async function lengthen(
  url: string,
  people: readonly Person[],
  chat: number,
  seq: number,
): Promise<void> {
  const text = `${"This is more than there was before, and takes more lines than one. ".repeat(6)}${seq}`;
  for (const { token } of people) {
    const answer = await fetch(`${url}/chat/chats/${chat}/messages/${seq}`, {
      method: "PATCH",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ text }),
    });
    if (answer.ok) return;
  }
  throw new Error(`nobody may edit message ${seq}`);
}
