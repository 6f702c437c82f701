// What the reader has chosen on this device: language and theme.
import { computed, effect, signal } from "@preact/signals";

import { keepText, keptText } from "./kept.js";

export const languages = ["en", "ru"] as const;
export type Language = (typeof languages)[number] | "pseudo";
export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

function firstLanguage(): Language {
  const asked = new URLSearchParams(location.search).get("language");
  if (asked === "pseudo") return asked;
  const chosen = languages.find((one) => one === (asked ?? keptText("language")));
  if (chosen) return chosen;
  const russian = navigator.languages.find((tag) => /^(ru|en)\b/i.test(tag))?.toLowerCase();
  return russian?.startsWith("ru") ? "ru" : "en";
}

export const language = signal<Language>(firstLanguage());
export function chooseLanguage(chosen: Language): void {
  language.value = chosen;
  keepText("language", chosen);
}

export const theme = signal<Theme>(themes.find((one) => one === keptText("theme")) ?? "system");
export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  keepText("theme", chosen === "system" ? undefined : chosen);
}

const systemIsDark = signal(false);
const query = matchMedia("(prefers-color-scheme: dark)");
systemIsDark.value = query.matches;
query.addEventListener("change", () => {
  systemIsDark.value = query.matches;
});

export const dark = computed(() =>
  theme.value === "system" ? systemIsDark.value : theme.value === "dark",
);
effect(() => {
  document.documentElement.dataset["theme"] = dark.value ? "dark" : "light";
});
