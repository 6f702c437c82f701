import { expect, test } from "vitest";

import { Emitter } from "./events.js";

interface Events {
  number: number;
  nothing: undefined;
}

test("all who listen hear, in their order, until they end it", () => {
  const emitter = new Emitter<Events>();
  const heard: string[] = [];
  const end = emitter.on("number", (number) => heard.push(`one ${number}`));
  emitter.on("number", (number) => heard.push(`two ${number}`));
  emitter.on("nothing", () => heard.push("nothing"));
  emitter.emit("number", 1);
  end();
  emitter.emit("number", 2);
  expect(heard).toEqual(["one 1", "two 1", "two 2"]);
});

test("who ends another's listening, or begins one, while it is told disturbs nobody", () => {
  const emitter = new Emitter<Events>();
  const heard: string[] = [];
  emitter.on("number", () => {
    end();
    emitter.on("number", () => heard.push("late"));
  });
  const end = emitter.on("number", () => heard.push("two"));
  emitter.emit("number", 1);
  expect(heard).not.toContain("late");
  emitter.emit("number", 2);
  expect(heard.filter((one) => one === "late")).toHaveLength(1);
});

test("a listener that throws keeps nobody from hearing, and its error is not lost", async () => {
  const emitter = new Emitter<Events>();
  const heard: number[] = [];
  const error = new Error("of the listener");
  emitter.on("number", () => {
    throw error;
  });
  emitter.on("number", (number) => heard.push(number));
  const before = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  const uncaught = new Promise((resolve) => process.once("uncaughtException", resolve));
  emitter.emit("number", 1);
  expect(heard).toEqual([1]);
  expect(await uncaught).toBe(error);
  for (const listener of before) process.on("uncaughtException", listener);
});
