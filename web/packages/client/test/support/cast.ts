// What the tests against the real server begin with: a server, a proxy in front of it, people who
// share a chat, and their tabs.
import { expect } from "vitest";

import { type Credentials, MemoryStorage, type Storage, Unreachable } from "../../src/index.js";
import type { Chat } from "../../src/types.js";
import { AsqServer } from "./asq_server.js";
import { checkShown } from "./checker.js";
import { FaultProxy } from "./fault_proxy.js";
import { Instance, type InstanceOptions } from "./instance.js";
import { Reader, shown, type View } from "./truth.js";

const kPassword = "correct horse";

export class Person {
  readonly email: string;
  readonly user_id: number;
  readonly #server: AsqServer;
  #reader: Reader | undefined;

  constructor(server: AsqServer, email: string, user_id: number) {
    this.#server = server;
    this.email = email;
    this.user_id = user_id;
  }

  get credentials(): Credentials {
    return { email: this.email, password: kPassword };
  }
  /** Asks the server, past the library and the proxy. */
  async reader(): Promise<Reader> {
    this.#reader ??= await this.logIn();
    return this.#reader;
  }
  /** Another session. */
  async logIn(): Promise<Reader> {
    this.#reader = await Reader.logIn(this.#server.url, this.email, kPassword);
    return this.#reader;
  }
  async view(): Promise<View> {
    return (await this.reader()).view();
  }
  /** Over REST. */
  async send(chat_id: number, text: string): Promise<void> {
    await (await this.reader()).ask(`/chat/chats/${chat_id}/messages`, "POST", { text });
  }
}

export class Cast {
  readonly server: AsqServer;
  readonly proxy: FaultProxy;
  readonly anna: Person;
  readonly boris: Person;
  /** Of both; another one for each `begin`. */
  chat_id = 0;
  readonly #instances: Instance[] = [];

  private constructor(server: AsqServer, proxy: FaultProxy, anna: Person, boris: Person) {
    this.server = server;
    this.proxy = proxy;
    this.anna = anna;
    this.boris = boris;
  }

  static async meet(settings: Readonly<Record<string, string>> = {}): Promise<Cast> {
    const server = await AsqServer.start(settings);
    const proxy = await FaultProxy.start(server.port);
    const anna = await register(server, "Anna");
    const cast = new Cast(server, proxy, anna, await register(server, "Boris"));
    await cast.begin();
    return cast;
  }

  /** A new group, which both are in; nothing is wrong with the network. */
  async begin(): Promise<void> {
    await this.proxy.heal();
    const reader = await this.anna.reader();
    const group = { name: "Both", participants: [this.boris.email] };
    this.chat_id = (await reader.ask<Chat>("/chat/group", "POST", group)).id;
  }
  /** All tabs are closed, as by a crash. */
  leave(): void {
    for (const instance of this.#instances.splice(0)) instance.crash();
  }

  /** A tab, through the proxy; it logs in, or goes on with what the storage remembers. */
  async open(
    person: Person,
    storage: Storage = new MemoryStorage(),
    options: Partial<InstanceOptions> = {},
  ): Promise<Instance> {
    const remembered = await storage.read((reader) => reader.get(["account"]));
    const credentials: Credentials = remembered ? { remembered: true } : person.credentials;
    const start = { url: this.proxy.url, storage, credentials, ...options };
    const instance = await untilReached(() => Instance.start(start));
    this.#instances.push(instance);
    return instance;
  }
  async openLive(...how: Parameters<Cast["open"]>): Promise<Instance> {
    const instance = await this.open(...how);
    await instance.client.whenLive();
    return instance;
  }

  /** What the tab shows is what the server has, within a while. */
  async expectAgreement(instance: Instance, person: Person): Promise<void> {
    const differences = async () => checkShown(await person.view(), await shown(instance.client));
    await expect.poll(differences, { timeout: 10_000, interval: 100 }).toEqual([]);
  }

  /** The texts of the chat, as the server has them. */
  async texts(): Promise<string[]> {
    const view = await this.boris.view();
    return (view.messages.get(this.chat_id) ?? []).map((message) => message.text);
  }

  async part(): Promise<void> {
    this.leave();
    await this.proxy.close();
    await this.server.discard();
  }
}

/** Node may take a connection from its pool that the proxy has just cut; what a person does is not tried again by itself. */
export async function untilReached<Result>(start: () => Promise<Result>): Promise<Result> {
  for (let failures = 0; ; ++failures) {
    try {
      return await start();
    } catch (error) {
      if (!(error instanceof Unreachable) || failures === 3) throw error;
    }
  }
}

async function register(server: AsqServer, username: string): Promise<Person> {
  const email = `${username.toLowerCase()}@example.org`;
  const answer = await fetch(`${server.url}/chat/register`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ username, email, password: kPassword }),
  });
  const { id } = (await answer.json()) as { id: number };
  return new Person(server, email, id);
}
