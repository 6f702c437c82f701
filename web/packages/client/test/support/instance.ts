// One instance of the library (a tab, a device's program) that can crash, freeze, and whose wall clock
// jumps. A crash is what a reload is, too: sockets are cut, timers and promises never come, and only
// what the storage has is left. To come back, start another one over the same storage.
import { type Client, connect, type Credentials, type Storage } from "../../src/index.js";
import { FaultyStorage, StorageFaults } from "./faulty_storage.js";
import { Gate } from "./gate.js";
import { gatedFetch, gatedWebSocket } from "./gated_network.js";
import { TestClock } from "./test_clock.js";

export interface InstanceOptions {
  /** Of the server, or of a proxy before it. */
  url: string;
  /** What outlives the instance; several over one are tabs of one browser. */
  storage: Storage;
  credentials: Credentials;
  /** How much faster its clock goes than time. */
  speed?: number;
  random?: () => number;
  changeText?: (text: string) => string;
  changeAnswer?: (path: string, answer: Response) => Promise<Response>;
  faults?: StorageFaults;
}

export class Crashed extends Error {}

export class Instance {
  readonly gate: Gate;
  readonly clock: TestClock;
  readonly faults: StorageFaults;
  /** What another one may go on with. */
  readonly storage: Storage;
  readonly client: Client;

  private constructor(parts: Pick<Instance, "gate" | "clock" | "faults" | "storage" | "client">) {
    this.gate = parts.gate;
    this.clock = parts.clock;
    this.faults = parts.faults;
    this.storage = parts.storage;
    this.client = parts.client;
  }

  /** As `connect`. */
  static async start(options: InstanceOptions): Promise<Instance> {
    const gate = new Gate();
    const clock = new TestClock(gate, options.speed);
    const faults = options.faults ?? new StorageFaults();
    const client = await connect({
      url: options.url,
      ...options.credentials,
      storage: new FaultyStorage(options.storage, gate, faults),
      WebSocket: gatedWebSocket(gate, options.changeText),
      fetch: gatedFetch(gate, options.changeAnswer),
      clock,
      ...(options.random && { random: options.random }),
    });
    return new Instance({ gate, clock, faults, storage: options.storage, client });
  }

  /** The number of its session; undefined: it has not asked anything yet. */
  get session(): number | undefined {
    const payload = this.gate.token?.split(".")[1];
    if (payload === undefined) return undefined;
    const { sid } = JSON.parse(Buffer.from(payload, "base64url").toString()) as { sid: string };
    return Number(sid);
  }

  get crashed(): boolean {
    return this.gate.dead;
  }
  crash(): void {
    this.gate.kill();
  }
  freeze(): void {
    this.gate.freeze();
  }
  thaw(): void {
    this.gate.thaw();
  }

  /** What was asked of the client; a crash ends the waiting. @throws Crashed */
  async ask<Result>(question: (client: Client) => Promise<Result>): Promise<Result> {
    const crashed = new Promise<never>((_resolve, reject) => {
      this.gate.onDeath(() => {
        reject(new Crashed("The instance has crashed."));
      });
    });
    return Promise.race([question(this.client), crashed]);
  }
}
