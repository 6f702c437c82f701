// The browser and the system of a session, from what browsers say of themselves. Pure.
export interface Device {
  /** undefined: not known. */
  readonly browser: string | undefined;
  readonly system: string | undefined;
}

// The first that fits: most of them call themselves by the names of others, too.
const kBrowsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bYaBrowser\//, "Yandex Browser"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(Chrome|CriOS|HeadlessChrome)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
  [/^curl\//, "curl"],
  [/^node\b/i, "Node.js"],
];
const kSystems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
];

export function deviceOf(userAgent: string): Device {
  const first = (names: typeof kBrowsers) => names.find(([sign]) => sign.test(userAgent))?.[1];
  return { browser: first(kBrowsers), system: first(kSystems) };
}
