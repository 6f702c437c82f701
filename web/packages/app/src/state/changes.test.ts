import type { ChatHandle, Client } from "asq-client";
import { Unreachable } from "asq-client";
import { expect, test, vi } from "vitest";

// What a browser has, and a test without one has not.
vi.stubGlobal("addEventListener", () => undefined);
const { change, forgetWriting, offerChanges } = await import("./changes.js");
const { draftOf, keepDraft } = await import("./drafts.js");
const { keptNames } = await import("./kept.js");

const [me, id] = [1, 3];
const client = { me: { id: me } } as unknown as Client;
const failing = { id, edit: () => Promise.reject(new Unreachable()) } as unknown as ChatHandle;

test("a change that failed while another one is being written is lost by neither", async () => {
  const other = { text: "another change", editing: 8, aside: { text: "a new one" } };
  keepDraft(me, id, other);
  await expect(change(client, failing, 7, "changed")).rejects.toThrow();
  expect(draftOf(me, id)).toEqual(other);
  keepDraft(me, id, { text: "a new one" });
  offerChanges(client);
  expect(draftOf(me, id)).toEqual({ text: "changed", editing: 7, aside: { text: "a new one" } });
  expect(keptNames("change ")).toEqual([]);
});

test("a change that another page offered meanwhile is over when the server has it", async () => {
  keepDraft(me, id, { text: "a new one" });
  const edit = () => {
    offerChanges(client);
    return Promise.resolve();
  };
  await change(client, { id, edit } as unknown as ChatHandle, 7, "changed");
  expect(draftOf(me, id)).toEqual({ text: "a new one" });
});

test("who logs out leaves neither drafts nor changes behind, and takes nobody else's", async () => {
  keepDraft(me, id, { text: "another change", editing: 8 });
  await expect(change(client, failing, 7, "changed")).rejects.toThrow();
  keepDraft(2, id, { text: "of somebody else" });
  forgetWriting(me);
  expect(keptNames(`change ${String(me)} `)).toEqual([]);
  expect(keptNames("draft ")).toEqual([`draft 2 ${String(id)}`]);
  expect(draftOf(me, id).text).toBe("");
});
