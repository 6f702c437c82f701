// Where the page of a test comes from: a web server that has the page and the library, bundled. It
// may stand before the chat server, as a proxy does: then the page is one of the server's own.
import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  request as httpRequest,
  type Server,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const page = `<!doctype html><meta charset="utf-8"><title>Test</title><base href="/">
<script type="module" src="/test/app.js"></script>`;

const pageApp = fileURLToPath(new URL("page_app.ts", import.meta.url));

export class Site {
  /** Everything that is passed on, to find out what a page asks for: `POST /chat/token`. */
  readonly passed: string[] = [];
  /** Seconds: what the page hears about the life of its tokens. */
  tokenLife: number | undefined;
  #down = false;
  readonly #held = new Map<string, Promise<void>>();
  readonly #connections = new Set<Duplex>();
  readonly #upstreams = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly script: string,
    private readonly upstream: number | undefined,
  ) {
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      this.#answer(request, response);
    });
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#upgrade(request, socket, head);
    });
    server.on("connection", (socket: Socket) => {
      this.#connections.add(socket);
      socket.on("close", () => this.#connections.delete(socket));
    });
  }

  /**
   * `upstream`: the chat server's port; without it, the site is a stranger to the chat server.
   * `entry`: the script of the page.
   */
  static async start(upstream?: number, entry = pageApp): Promise<Site> {
    const { outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      format: "esm",
      external: ["ws", "node:crypto"],
      write: false,
    });
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Site(server, outputFiles[0]?.text ?? "", upstream);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }
  /** Its origin, under a name of this machine. */
  at(name = "localhost"): string {
    return `http://${name}:${String(this.port)}`;
  }

  /** The server cannot be reached any more; and again. The page itself still comes. */
  setDown(down: boolean): void {
    this.#down = down;
    if (down) this.cut();
  }

  /** All connections break. */
  cut(): void {
    for (const connection of this.#connections) connection.destroy();
  }

  /** Answers to requests of that path wait until the function that this gives is called. */
  hold(path: string): () => void {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#held.set(path, held);
    return () => {
      this.#held.delete(path);
      release();
    };
  }

  /** What the server says on the sockets that are open now waits until the function is called. */
  stall(): () => void {
    const stalled = [...this.#upstreams];
    for (const socket of stalled) socket.pause();
    return () => {
      for (const socket of stalled) socket.resume();
    };
  }

  async close(): Promise<void> {
    this.server.close();
    this.cut();
    await once(this.server, "close");
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? "").split("?")[0] ?? "";
    if (path === "/test/app.js") {
      response.setHeader("Content-Type", "text/javascript").end(this.script);
    } else if (path.startsWith("/test/")) {
      response.setHeader("Content-Type", "text/html").end(page);
    } else if (this.upstream === undefined) {
      response.writeHead(404).end();
    } else if (this.#down) {
      request.destroy();
    } else {
      this.passed.push(`${request.method ?? ""} ${path}`);
      this.#pass(request, response, path);
    }
  }

  #pass(request: IncomingMessage, response: ServerResponse, path: string): void {
    const { method, url: wanted, headers } = request;
    const options = { host: "127.0.0.1", port: this.upstream, method, path: wanted, headers };
    const passed = httpRequest(options, (answer) => {
      void this.#giveBack(answer, response, path);
    });
    passed.on("error", () => request.destroy());
    request.pipe(passed);
  }

  async #giveBack(answer: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    let text = "";
    for await (const part of answer.setEncoding("utf8")) text += String(part);
    await this.#held.get(path);
    const headers = { ...answer.headers };
    if (path === "/chat/token" && this.tokenLife !== undefined) {
      text = text.replace(/"expires_in":\d+/, `"expires_in":${String(this.tokenLife)}`);
      delete headers["content-length"];
    }
    response.writeHead(answer.statusCode ?? 502, headers).end(text);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", () => undefined);
    if (this.upstream === undefined || this.#down) {
      socket.destroy();
      return;
    }
    const up = connect(this.upstream, "127.0.0.1");
    const lines = [`${request.method ?? ""} ${request.url ?? ""} HTTP/1.1`];
    for (let at = 0; at < request.rawHeaders.length; at += 2) {
      lines.push(`${request.rawHeaders[at] ?? ""}: ${request.rawHeaders[at + 1] ?? ""}`);
    }
    this.#upstreams.add(up);
    up.write(`${lines.join("\r\n")}\r\n\r\n`);
    up.write(head);
    up.on("error", () => socket.destroy());
    up.on("close", () => {
      this.#upstreams.delete(up);
      socket.destroy();
    });
    socket.on("close", () => up.destroy());
    socket.pipe(up).pipe(socket);
  }
}
