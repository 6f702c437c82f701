import { expect, test } from "vitest";

import { deviceOf } from "./device.js";

test("a session is told by its browser and system", () => {
  const chrome = "(KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36";
  const of = (agent: string) => {
    const { browser, system } = deviceOf(agent);
    return [browser, system];
  };
  expect(of(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 ${chrome}`)).toEqual([
    "Chrome",
    "Windows",
  ]);
  expect(of(`Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 ${chrome} Edg/130.0`)).toEqual([
    "Edge",
    "Windows",
  ]);
  expect(
    of("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1"),
  ).toEqual(["Safari", "iPhone"]);
  expect(of("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0")).toEqual([
    "Firefox",
    "Linux",
  ]);
  expect(of("curl/8.5.0")).toEqual(["curl", undefined]);
  expect(of("")).toEqual([undefined, undefined]);
});
