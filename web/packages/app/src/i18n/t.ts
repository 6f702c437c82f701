// The words in the reader's language: `words.value.send`. A component that reads them is drawn again when the language changes.
import { computed, effect } from "@preact/signals";

import { language } from "../state/preferences.js";
import { en, type Words } from "./en.js";
import { pseudo } from "./pseudo.js";
import { ru } from "./ru.js";

const all: Record<string, Words> = { en, ru, pseudo: pseudo(en) };

export const words = computed<Words>(() => all[language.value] ?? en);
/** For Intl. */
export const locale = computed(() => (language.value === "ru" ? "ru" : "en"));

effect(() => {
  document.documentElement.lang = locale.value;
});
