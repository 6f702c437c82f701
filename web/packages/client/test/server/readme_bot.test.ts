// The bot of the README, as it is printed there, in a folder where npm has installed the library.
import { once } from "node:events";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

import { type Client, connect, type Message, Server } from "../../src/index.js";
import { AsqServer } from "../support/asq_server.js";
import { blocksOf, fileOf, readDocument, section } from "../support/document.js";
import { InstalledLibrary } from "../support/installed_library.js";
import { Program } from "../support/program.js";

const readme = await readDocument("web/packages/client/README.md");
const anna = { email: "anna@example.com", password: "secret-1" };
const patience = { timeout: 20_000 };

let server: AsqServer;
let library: InstalledLibrary;
let client: Client;
let bot: Program | undefined;
let answers: Message[];

beforeAll(async () => {
  [server, library] = await Promise.all([AsqServer.start(), InstalledLibrary.install("ws")]);
  const typed = blocksOf(section(readme, "## A bot"))[0]?.text ?? "";
  const account = /--json '(.*)'/.exec(typed)?.[1] ?? "";
  await new Server(server.url).register(JSON.parse(account) as Registration);
  await new Server(server.url).register({ username: "Anna", ...anna });
  await library.write("bot.mjs", fileOf(readme, "bot.mjs"));
});
afterAll(async () => {
  await Promise.all([server.discard(), library.discard()]);
});

afterEach(async () => {
  await bot?.kill();
  await client.close();
});

type Registration = Parameters<Server["register"]>[0];

// By the command that the README gives.
function startBot(settings: Record<string, string> = {}): Program {
  const typed = blocksOf(section(readme, "## A bot")).at(-1)?.text.trim().split(" ") ?? [];
  const env: Record<string, string> = { ASQ_URL: server.url };
  for (const word of typed) {
    const [name = "", value] = word.split("=");
    if (value !== undefined) env[name] = value;
  }
  Object.assign(env, settings);
  const [, ...args] = typed.filter((word) => !word.includes("="));
  bot = new Program(process.execPath, args, { cwd: library.folder, env });
  return bot;
}

// Anna's chat with the bot. What the bot says there is in `answers`.
async function openChat(): ReturnType<Client["openDirect"]> {
  client = await connect({ url: server.url, ...anna });
  answers = [];
  client.on("message", ({ message }) => {
    if (message.sender_id !== client.me.id) answers.push(message);
  });
  return client.openDirect("bot@example.com");
}

function saidToAnna(): [string, number | null | undefined][] {
  return answers.map(({ text, reply_to }) => [text, reply_to]);
}

test("it answers what it is asked, and nothing else", async () => {
  const chat = await openChat();
  const program = startBot();
  await expect.poll(() => program.said, patience).toContain("live");
  await chat.send("hello");
  const first = await chat.send("!ping");
  const second = await chat.send("!ping");
  const expected = [first, second].map(({ seq }) => ["pong", seq]);
  await expect.poll(saidToAnna, patience).toEqual(expected);
});

test("it answers what it was asked while it was away, once", async () => {
  const chat = await openChat();
  const missed = await chat.send("!ping");
  let program = startBot();
  await expect.poll(saidToAnna, patience).toEqual([["pong", missed.seq]]);
  await program.kill();
  program = startBot();
  await expect.poll(() => program.said, patience).toContain("live");
  const asked = await chat.send("!ping");
  await expect.poll(() => saidToAnna().at(-1), patience).toEqual(["pong", asked.seq]);
  expect(answers).toHaveLength(2);
});

test("it answers what it was asked while the server was being restarted", async () => {
  const chat = await openChat();
  const program = startBot();
  await expect.poll(() => program.said, patience).toContain("live");
  await server.kill();
  await expect.poll(() => program.said, patience).toContain("offline");
  const sending = chat.send("!ping");
  await server.startAgain();
  const asked = await sending;
  await expect.poll(saidToAnna, patience).toEqual([["pong", asked.seq]]);
});

test("it answers each once, however often it is killed", async () => {
  const chat = await openChat();
  const asked = 40;
  for (let count = 0; count < asked; ++count) await chat.send("!ping");
  for (const until of [3, 9, asked]) {
    const program = startBot();
    await expect.poll(() => answers.length, patience).toBeGreaterThanOrEqual(until);
    await program.kill();
  }
  const answered = answers.map(({ reply_to }) => reply_to);
  expect(answered).toHaveLength(asked);
  expect(new Set(answered).size).toBe(asked);
});

test("it stops with a sentence when it can't log in", async () => {
  await openChat();
  await expect(startBot({ ASQ_PASSWORD: "wrong" }).done()).rejects.toThrow(
    "The e-mail or the password is wrong.",
  );
});

test("it has under 30 lines", () => {
  expect(fileOf(readme, "bot.mjs").trim().split("\n").length).toBeLessThan(30);
});

// npm takes the package from the address that the README names, where the server has it.
test("the library can be installed from an address", async () => {
  const packed = await InstalledLibrary.pack();
  const [archive = "", ...others] = packed.packages();
  const bytes = await readFile(archive);
  const host = createServer((_, answer) => answer.end(bytes)).listen(0, "127.0.0.1");
  await once(host, "listening");
  try {
    await openChat();
    const [typed = ""] = blocksOf(section(readme, "## Install")).map(({ text }) => text.trim());
    const { port } = host.address() as { port: number };
    const from = `http://127.0.0.1:${String(port)}/sdk/asq-client.tgz`;
    const command = typed.replace("http://127.0.0.1:8000/sdk/asq-client.tgz", from);
    expect(command).not.toBe(typed);
    await packed.write("package.json", '{ "type": "module" }');
    await packed.shell(`${command} ${others.join(" ")}`);
    const script = 'import("asq-client").then(({ connect }) => console.log(typeof connect))';
    expect(await packed.shell(`node --eval '${script}'`)).toContain("function\n");
  } finally {
    host.close();
    await packed.discard();
  }
});
