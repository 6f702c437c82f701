import { expect, test } from "vitest";

import { startOfDay } from "../state/today.js";
import { regionOf, shortMoment } from "./moment.js";

const today = startOfDay(new Date(2026, 11, 1, 15).getTime());
const short = (...at: [number, number, number, number?]) =>
  shortMoment("en-GB", new Date(...at).toISOString(), today);

test("today has the time, the week its days, the year its dates", () => {
  expect(short(2026, 11, 1, 14)).toBe("14:00");
  expect(short(2026, 11, 1)).toBe("00:00");
  expect(short(2026, 10, 30, 23)).toBe("Mon");
  expect(short(2026, 10, 25)).toBe("Wed");
  expect(short(2026, 10, 24, 23)).toBe("24 Nov");
  expect(short(2025, 10, 24)).toBe("24/11/25");
});

test("a clock that is behind does not show a time of tomorrow as a date", () => {
  expect(short(2026, 11, 2, 9)).toBe("09:00");
});

test("the region is the reader's, if it has the page's language", () => {
  expect(regionOf("en", ["ru-RU", "en-GB", "en-US"])).toBe("en-GB");
  expect(regionOf("ru", ["en-US"])).toBe("ru");
});
