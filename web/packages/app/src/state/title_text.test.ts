import { expect, test } from "vitest";

import { titleOf, withDot } from "./title_text.js";

test("the title counts, up to 99", () => {
  expect(titleOf(0, "Acme chat")).toBe("Acme chat");
  expect(titleOf(3, "Acme chat")).toBe("(3) Acme chat");
  expect(titleOf(100, "Acme chat", "Design team")).toBe("(99+) Design team · Acme chat");
});

test("the icon gets a dot in its corner, whatever its measures are", () => {
  const svg = withDot('<svg viewBox="0 0 100 100"><path d="M0 0"/></svg>\n');
  expect(svg).toContain('<circle cx="78" cy="78" r="22"');
  expect(svg).toMatch(/<path d="M0 0"\/><circle [^>]+\/><\/svg>$/);
  expect(withDot("<svg></svg>")).toContain("<circle");
});
