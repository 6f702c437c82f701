// Debian's Chromium (ASQ_CHROMIUM), without a window, with a fresh profile.
import { type Browser, chromium } from "playwright-core";

// Tests run as root too, where Chromium starts without its sandbox only; and it asks nobody but the server.
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function openChromium(): Promise<Browser> {
  const executablePath = process.env["ASQ_CHROMIUM"] ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, headless: true, args: flags });
}
