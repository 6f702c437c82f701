// The page as the server will offer it: what Vite builds, under the policy of the real page, in front of a server's binary.
// ASQ_APP_OUT: a page that is built already.
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "vite";

const kPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; " +
  "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'; trusted-types asq";
const kTypes: Record<string, string> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
};
const kOfServer = /^\/(chat|docs|sdk|openapi\.json|healthz|readyz)(\/|$|\?)/;

export class PageServer {
  readonly #links = new Set<Socket>();
  readonly #server: Server;
  #refusing = false;
  port = 0;

  private constructor(
    private readonly folder: string,
    private readonly built: boolean,
    private readonly target: number,
  ) {
    this.#server = createServer((question, answer) => {
      if (kOfServer.test(question.url ?? "")) this.#pass(question, answer);
      else void this.#file(question, answer);
    });
    this.#server.on("upgrade", (question: IncomingMessage, socket: Socket, head: Buffer) => {
      this.#upgrade(question, socket, head);
    });
  }

  /** `target`: the port of the server's binary at 127.0.0.1. */
  static async start(target: number): Promise<PageServer> {
    const given = process.env["ASQ_APP_OUT"];
    const folder = given ?? (await buildPage());
    const page = new PageServer(folder, given === undefined, target);
    page.#server.listen(0, "127.0.0.1");
    await once(page.#server, "listening");
    page.port = (page.#server.address() as { port: number }).port;
    return page;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** Cuts all connections to the server, and lets no new ones through until `accept`. The page itself is still there. */
  refuse(): void {
    this.#refusing = true;
    for (const link of this.#links) link.destroy();
  }
  accept(): void {
    this.#refusing = false;
  }

  async stop(): Promise<void> {
    this.refuse();
    this.#server.closeAllConnections();
    this.#server.close();
    if (this.built) await rm(this.folder, { recursive: true, force: true });
  }

  #pass(question: IncomingMessage, answer: ServerResponse): void {
    if (this.#refusing) {
      question.socket.destroy();
      return;
    }
    const { method, url: path, headers } = question;
    const passed = request({ port: this.target, host: "127.0.0.1", method, path, headers });
    passed.on("response", (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    question.pipe(passed);
  }

  #upgrade(question: IncomingMessage, socket: Socket, head: Buffer): void {
    if (this.#refusing) {
      socket.destroy();
      return;
    }
    const link = connect(this.target, "127.0.0.1", () => {
      const lines = [`GET ${question.url ?? "/"} HTTP/1.1`];
      for (let index = 0; index < question.rawHeaders.length; index += 2)
        lines.push(`${question.rawHeaders[index]}: ${question.rawHeaders[index + 1]}`);
      link.write(`${lines.join("\r\n")}\r\n\r\n`);
      link.write(head);
      link.pipe(socket).pipe(link);
    });
    for (const side of [link, socket]) {
      this.#links.add(side);
      side.on("error", () => undefined);
      side.on("close", () => {
        this.#links.delete(side);
        link.destroy();
        socket.destroy();
      });
    }
  }

  async #file(question: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { pathname } = new URL(question.url ?? "/", this.url);
    answer.setHeader("Content-Security-Policy", kPolicy);
    if (!pathname.startsWith("/assets/")) {
      const html = await readFile(join(this.folder, "index.html"), "utf8");
      answer.setHeader("Content-Type", "text/html; charset=utf-8");
      // Every view has the same page: its addresses are the root's.
      answer.end(html.replace(/(src|href)="\.\//g, '$1="/'));
      return;
    }
    try {
      const bytes = await readFile(join(this.folder, normalize(pathname)));
      answer.setHeader("Content-Type", kTypes[extname(pathname)] ?? "application/octet-stream");
      answer.end(bytes);
    } catch {
      answer.writeHead(404).end();
    }
  }
}

async function buildPage(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), "asq-app-"));
  const configFile = fileURLToPath(new URL("../../vite.config.ts", import.meta.url));
  await build({ configFile, logLevel: "error", build: { outDir } });
  return outDir;
}
