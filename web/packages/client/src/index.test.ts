import { expect, test } from "vitest";

import { addressOf } from "./index.js";

test("a route lies below the path of the server", () => {
  expect(addressOf("https://example.com/chat-server", "/chat/me").href).toBe(
    "https://example.com/chat-server/chat/me",
  );
});
