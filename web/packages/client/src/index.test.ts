import { expect, test } from "vitest";

import { MemoryStorage, SessionEnded, connect } from "./index.js";

test("without anything remembered there is no session", async () => {
  const options = { url: "http://localhost:1", storage: new MemoryStorage() };
  const connecting = connect({ ...options, remembered: true });
  await expect(connecting).rejects.toBeInstanceOf(SessionEnded);
});
