// A TCP proxy in front of the server that does what networks do: cuts, delays, stalls, swallows
// (half-open: nothing arrives any more, and nobody is told), refuses.
import { once } from "node:events";
import { createServer, type Server, type Socket, connect } from "node:net";

/** `up`: to the server. `down`: to the client. */
export type Direction = "up" | "down";

const kMostQueued = 256 * 1024;

export class FaultProxy {
  readonly #target: number;
  readonly #links = new Set<Link>();
  #server: Server | undefined;
  #port = 0;
  #delay = 0;
  readonly #stalled = new Set<Direction>();
  #swallowing = false;
  #nextBudget: { direction: Direction; bytes: number } | undefined;
  /** How many connections were cut. */
  cuts = 0;

  private constructor(target: number) {
    this.#target = target;
  }

  static async start(target: number): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await proxy.accept();
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.#port)}`;
  }
  get links(): number {
    return this.#links.size;
  }
  /** WebSockets that are not half-open. */
  get sockets(): number {
    return [...this.#links].filter((link) => link.isWebSocket && !link.swallowed).length;
  }
  get delayed(): number {
    return this.#delay;
  }
  isStalled(direction: Direction): boolean {
    return this.#stalled.has(direction);
  }

  /** All connections, now; both sides see a reset. */
  cut(): void {
    for (const link of [...this.#links]) this.cutLink(link);
  }
  /** Each open connection, in the middle of what comes: after so many more bytes. */
  cutAfter(direction: Direction, bytes: number): void {
    for (const link of this.#links) link.pipe(direction).budget = bytes;
  }
  /** The next connection that is opened. */
  cutNextAfter(direction: Direction, bytes: number): void {
    this.#nextBudget = { direction, bytes };
  }
  /** Everything takes so much longer. */
  delay(milliseconds: number): void {
    this.#delay = milliseconds;
  }
  /** Nothing passes in these directions, until `heal`; nothing is lost. */
  stall(...directions: Direction[]): void {
    for (const direction of directions) this.#stalled.add(direction);
    for (const link of this.#links) link.pump();
  }
  /** Open connections, and those to come until `heal`, are half-open from now on. */
  swallow(): void {
    this.#swallowing = true;
    for (const link of this.#links) link.swallowed = true;
  }
  async refuse(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = once(server, "close");
    server.close();
    this.cut();
    await closed;
  }
  async accept(): Promise<void> {
    if (this.#server) return;
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      this.#open(socket);
    });
    this.#server = server;
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address !== null && typeof address === "object") this.#port = address.port;
  }

  /** All is as it should be. A half-open WebSocket stays so, until the client gives it up. */
  async heal(): Promise<void> {
    for (const link of this.#links) if (link.swallowed && !link.isWebSocket) link.destroy();
    this.#delay = 0;
    this.#stalled.clear();
    this.#swallowing = false;
    this.#nextBudget = undefined;
    for (const link of this.#links) {
      link.pipe("up").budget = link.pipe("down").budget = undefined;
      link.pump();
    }
    await this.accept();
  }

  async close(): Promise<void> {
    await this.refuse();
    this.cut();
  }

  /** @internal */
  cutLink(link: Link): void {
    this.cuts += 1;
    link.destroy();
  }

  #open(client: Socket): void {
    const server = connect({ port: this.#target, host: "127.0.0.1", allowHalfOpen: true });
    const link = new Link(this, client, server);
    link.swallowed = this.#swallowing;
    if (this.#nextBudget) link.pipe(this.#nextBudget.direction).budget = this.#nextBudget.bytes;
    this.#nextBudget = undefined;
    this.#links.add(link);
    client.on("close", () => this.#links.delete(link));
  }
}

/** A connection of the client, and the proxy's own to the server. */
class Link {
  swallowed = false;
  isWebSocket = false;
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #up: Pipe;
  readonly #down: Pipe;

  constructor(proxy: FaultProxy, client: Socket, server: Socket) {
    this.#client = client;
    this.#server = server;
    this.#up = new Pipe(proxy, this, "up", client, server);
    this.#down = new Pipe(proxy, this, "down", server, client);
    client.setNoDelay(true).on("error", () => undefined);
    server.setNoDelay(true).on("error", () => undefined);
    client.on("close", () => server.destroy());
    client.once("data", (bytes: Buffer) => {
      this.isWebSocket = bytes.includes("Upgrade: websocket");
    });
    // A reset of the server's, or no server at all: the client sees the same, unless it sees nothing.
    server.on("close", (failed) => {
      if (failed && !this.swallowed) this.destroy();
    });
  }

  pipe(direction: Direction): Pipe {
    return direction === "up" ? this.#up : this.#down;
  }
  pump(): void {
    this.#up.pump();
    this.#down.pump();
  }
  destroy(): void {
    this.#client.resetAndDestroy();
    this.#server.resetAndDestroy();
  }
}

class Pipe {
  /** So many bytes pass, then the connection is cut. */
  budget: number | undefined;
  readonly #proxy: FaultProxy;
  readonly #link: Link;
  readonly #direction: Direction;
  readonly #source: Socket;
  readonly #sink: Socket;
  #queue: { bytes: Buffer | "end"; due: number }[] = [];
  #queued = 0;
  #over = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(proxy: FaultProxy, link: Link, direction: Direction, source: Socket, sink: Socket) {
    this.#proxy = proxy;
    this.#link = link;
    this.#direction = direction;
    this.#source = source;
    this.#sink = sink;
    source.on("data", (bytes: Buffer) => {
      this.#add(bytes);
    });
    source.on("end", () => {
      this.#add("end");
    });
    source.on("close", () => {
      clearTimeout(this.#timer);
    });
  }

  pump(): void {
    clearTimeout(this.#timer);
    const now = Date.now();
    while (!this.#isStalled() && !this.#sink.destroyed) {
      const next = this.#queue[0];
      if (!next) break;
      if (next.due > now) {
        this.#timer = setTimeout(() => {
          this.pump();
        }, next.due - now);
        break;
      }
      this.#queue.shift();
      if (next.bytes === "end") this.#sink.end();
      else this.#pass(next.bytes);
    }
    if (this.#isStalled() || this.#queued > kMostQueued) this.#source.pause();
    else this.#source.resume();
  }

  #isStalled(): boolean {
    return !this.#link.swallowed && this.#proxy.isStalled(this.#direction);
  }

  #add(bytes: Buffer | "end"): void {
    if (this.#link.swallowed || this.#over) return;
    // What comes later is never due earlier.
    const due = Math.max(Date.now() + this.#proxy.delayed, this.#queue.at(-1)?.due ?? 0);
    this.#queue.push({ bytes, due });
    if (bytes !== "end") this.#queued += bytes.length;
    this.pump();
  }

  #pass(bytes: Buffer): void {
    this.#queued -= bytes.length;
    if (this.#link.swallowed) return;
    const passing = bytes.subarray(0, this.budget);
    if (passing.length > 0) this.#sink.write(passing);
    if (this.budget === undefined) return;
    this.budget -= passing.length;
    if (this.budget > 0) return;
    // What has passed is to arrive before the cut is seen.
    this.#over = true;
    this.#queue = [];
    setTimeout(() => {
      this.#proxy.cutLink(this.#link);
    }, 2);
  }
}
