// What people do, one thing after the other, through the library.
import { AsqError, type Chat, type ChatHandle, type Message } from "../../src/index.js";
import { nameOf } from "../support/checker.js";
import { Crashed, type Instance } from "../support/instance.js";
import type { Random } from "../support/random.js";
import type { Person, Tab, World } from "./world.js";

const kWeights = {
  send: 40,
  reply: 8,
  edit: 6,
  delete: 3,
  react: 8,
  unreact: 3,
  read: 10,
  typing: 4,
  window: 8,
  members: 2,
  people: 1,
  withdraw: 3,
  retry: 1,
  rename: 2,
  add: 4,
  remove: 1,
  leave: 0.5,
  role: 1,
  group: 0.5,
  deleteGroup: 0.1,
  callMyself: 0.5,
  logOut: 0.15,
};
type Act = keyof typeof kWeights;

const kEmoji = ["👍", "❤️", "😂", "😮", "🎉"];
const kMostGroups = 12;

/** Who does it, where. */
interface Scene {
  tab: Tab;
  instance: Instance;
  handle: ChatHandle;
  chat: Chat;
}

export class Load {
  readonly #world: World;
  readonly #random: Random;
  readonly #underWay = new Set<Promise<void>>();
  #texts = 0;

  constructor(world: World, random: Random) {
    this.#world = world;
    this.#random = random;
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  /** One more thing begins; it may take its time. */
  step(): void {
    const scene = this.#scene();
    const act = this.#random.weighted(kWeights);
    if (!scene) return;
    const doing = this.#do(act, scene).catch((error: unknown) => {
      // Refused, cut off, closed, crashed: this is what a client has to live with.
      if (!(error instanceof AsqError || error instanceof Crashed)) this.#world.errors.push(error);
    });
    this.#underWay.add(doing);
    void doing.finally(() => this.#underWay.delete(doing));
  }

  #scene(): Scene | undefined {
    const tab = this.#random.pick(this.#world.tabs.filter((one) => one.running));
    const instance = tab?.running;
    const chat = instance && this.#random.pick(instance.client.chats);
    return (
      tab && instance && chat && { tab, instance, chat, handle: instance.client.chat(chat.id) }
    );
  }

  #do(act: Act, scene: Scene): Promise<void> {
    switch (act) {
      case "send":
        return this.#send(scene);
      case "reply":
        return this.#send(scene, this.#message(scene)?.seq);
      case "edit":
      case "delete":
      case "react":
      case "unreact":
        return this.#change(act, scene);
      case "withdraw":
        return this.#withdraw(scene);
      case "retry":
        return this.#retry(scene);
      case "read":
      case "typing":
      case "window":
      case "members":
      case "people":
        return this.#look(act, scene);
      default:
        return this.#manage(act, scene);
    }
  }

  async #send({ tab, instance, chat }: Scene, replyTo?: number): Promise<void> {
    const text = `t${++this.#texts} ${this.#words()}`;
    await this.#world.journal.send(instance, {
      name: tab.instanceName,
      device: tab.device,
      chat_id: chat.id,
      text,
      ...(replyTo === undefined ? {} : { replyTo }),
    });
  }

  #words(): string {
    const length = this.#random.chance(0.03)
      ? this.#random.between(1_000, 5_000)
      : this.#random.between(1, 40);
    return "слово wörd ".repeat(length).slice(0, length * 2);
  }

  /** One that is in memory. */
  #message({ handle }: Scene): Message | undefined {
    const range = this.#random.pick(handle.loaded);
    return range && handle.message(this.#random.between(range.from, range.to));
  }

  async #change(act: "edit" | "delete" | "react" | "unreact", scene: Scene): Promise<void> {
    const message = this.#message(scene);
    if (!message || message.deleted) return;
    const { instance, handle } = scene;
    const emoji = this.#random.pick(kEmoji) ?? "👍";
    const { seq } = message;
    const text = `${nameOf(message.text)} edited ${this.#words()}`;
    const own = message.sender_id === instance.client.me.id;
    await instance.ask(async () => {
      if (act === "edit" && own) await handle.edit(seq, text);
      if (act === "delete" && own) await handle.delete(seq);
      if (act === "react") await handle.react(seq, emoji);
      if (act === "unreact") await handle.unreact(seq, emoji);
    });
  }

  async #withdraw({ instance, handle }: Scene): Promise<void> {
    const outgoing = this.#random.pick(handle.pending);
    const sent = outgoing && this.#world.journal.find(outgoing.text);
    if (!sent) return;
    // A crash may come before the answer.
    sent.excused ??= "perhaps withdrawn";
    const withdrawn = await instance.ask(() => handle.withdraw(outgoing.client_id));
    if (sent.excused === "perhaps withdrawn") delete sent.excused;
    if (withdrawn) sent.ended = "withdrawn";
  }

  async #retry({ instance, handle }: Scene): Promise<void> {
    const refused = handle.pending.find((outgoing) => outgoing.state === "refused");
    const sent = refused && this.#world.journal.find(refused.text);
    if (!sent) return;
    sent.retried = true;
    delete sent.ended;
    await instance.ask(() => handle.retry(refused.client_id));
  }

  async #look(
    act: "read" | "typing" | "window" | "members" | "people",
    { instance, handle, chat }: Scene,
  ): Promise<void> {
    const seq = this.#random.between(1, Math.max(1, chat.last_seq));
    if (act === "read") handle.read(this.#random.chance(0.5) ? chat.last_seq : seq);
    if (act === "typing") handle.typing();
    const count = this.#random.between(1, 80);
    if (act === "window") await instance.ask(() => handle.around(seq, count));
    if (act === "members") await instance.ask(() => handle.loadMembers());
    const ids = this.#world.people.map((person) => person.user_id);
    if (act === "people") await instance.ask((client) => client.people.load(ids));
  }

  async #manage(act: Act, scene: Scene): Promise<void> {
    const { instance, chat } = scene;
    const person = this.#random.pick(this.#world.people.slice(0, 3));
    const number = this.#random.between(1, 999);
    if (!person) return;
    await instance.ask(async (client) => {
      if (act === "logOut") await this.#logOut(instance);
      else if (act === "group") await this.#makeGroup(scene, number);
      else if (act === "callMyself") {
        const json = { username: `${scene.tab.person.name} ${number}` };
        await client.request({ method: "PATCH", path: "/chat/me", json });
      } else if (chat.type === "group") await this.#manageGroup(act, scene, person, number);
    });
  }

  async #logOut({ client }: Instance): Promise<void> {
    const { ended, journal } = this.#world;
    ended.set(client.me.id, journal.now);
    await client.logOut();
    ended.set(client.me.id, journal.now);
  }

  async #makeGroup({ instance }: Scene, number: number): Promise<void> {
    const { client } = instance;
    if (client.chats.length > kMostGroups) return;
    // Noah never leaves: a group that everybody has left is gone, with all that was in it.
    const others = this.#world.people.filter(
      ({ name }) => name === "Noah" || this.#random.chance(0.6),
    );
    await client.createGroup(
      `Group ${number}`,
      others.map(({ email }) => email),
    );
  }

  async #manageGroup(
    act: Act,
    { instance, chat }: Scene,
    person: Person,
    number: number,
  ): Promise<void> {
    const { client } = instance;
    const path = `/chat/chats/${chat.id}`;
    const member = `${path}/members/${person.user_id}`;
    if (act === "rename") {
      await client.request({ method: "PATCH", path, json: { name: `Name ${number}` } });
    } else if (act === "add") {
      const json = { group_id: chat.id, second_email: person.email };
      await client.request({ method: "POST", path: "/chat/group/add-user", json });
    } else if (act === "remove") {
      await client.request({ method: "DELETE", path: member });
    } else if (act === "leave") {
      await client.request({ method: "DELETE", path: `${path}/members/${client.me.id}` });
    } else if (act === "role") {
      const role = this.#random.pick(["member", "admin", "owner"]);
      await client.request({ method: "PATCH", path: member, json: { role } });
    } else if (act === "deleteGroup" && chat.role === "owner") {
      this.#world.gone.add(chat.id);
      await client.request({ method: "DELETE", path });
    }
  }
}
