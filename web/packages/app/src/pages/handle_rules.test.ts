import { expect, test } from "vitest";

import { isHandle, tidyHandle } from "./handle_rules.js";

test("a handle has 3 to 32 letters, digits, underscores, and single dots inside", () => {
  for (const good of ["dima", "d_1", "a.b", "a".repeat(32)]) expect(isHandle(good)).toBe(true);
  for (const bad of ["ab", "a".repeat(33), ".abc", "abc.", "a..b", "дима", "a b", "A_B"])
    expect(isHandle(bad)).toBe(false);
});

test("an @ in front and capitals are no mistakes", () => {
  expect(tidyHandle(" @Dima ")).toBe("dima");
});
