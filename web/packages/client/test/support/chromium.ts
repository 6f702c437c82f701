// Debian's Chromium (ASQ_CHROMIUM), without a window, with a fresh profile.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Browser, type BrowserContext, chromium } from "playwright-core";

/** A name in an office: pages at http://chat.lan are no secure contexts, as those at localhost are. */
export const plainHttpName = "chat.lan";

// Tests run as root too, where Chromium starts without its sandbox only; and it asks nobody but the server.
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  `--host-resolver-rules=MAP ${plainHttpName} 127.0.0.1`,
];

// For what a page is to show; only what never comes is given up.
const patienceMs = 90_000;

const executablePath = process.env["ASQ_CHROMIUM"] ?? "/usr/bin/chromium";

/** Its contexts are private windows: their storage is in memory. */
export async function openChromium(): Promise<Browser> {
  const browser = await chromium.launch({ executablePath, headless: true, args: flags });
  const open = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await open(options);
    context.setDefaultTimeout(patienceMs);
    return context;
  };
  return browser;
}

/**
 * A browser as people have it: its profile is on disk, and its tabs can be hidden and frozen, which
 * they cannot where playwright has launched it.
 */
export class Profile {
  private constructor(
    readonly context: BrowserContext,
    private readonly browser: Browser,
    private readonly process: ChildProcess,
    private readonly home: string,
  ) {}

  static async open(): Promise<Profile> {
    const home = await mkdtemp(join(tmpdir(), "asq-profile-"));
    const started = spawn(
      executablePath,
      ["--headless", ...flags, "--remote-debugging-port=0", `--user-data-dir=${home}`],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    const browser = await chromium.connectOverCDP(await debuggingUrl(started), {
      noDefaults: true,
    });
    const [context] = browser.contexts();
    if (!context) throw new Error("Chromium has no profile");
    return new Profile(context, browser, started, home);
  }

  async close(): Promise<void> {
    const ended = once(this.process, "exit");
    await this.browser.close(); // only the connection
    this.process.kill();
    await ended;
    await rm(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Chromium says it among its warnings. */
function debuggingUrl(started: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    started.stderr?.on("data", (part: Buffer) => {
      said += String(part);
      const url = /listening on (ws:\S+)/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
    started.on("exit", () => {
      reject(new Error(`Chromium does not start:\n${said}`));
    });
  });
}
