// Times are written as the reader's region writes them, as far as it has the page's language.
import { computed } from "@preact/signals";

import { regionOf } from "./moment.js";
import { locale } from "./t.js";

export const region = computed(() => regionOf(locale.value, navigator.languages));
