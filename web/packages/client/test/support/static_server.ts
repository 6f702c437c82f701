// A folder as a site of its own: another origin than the server's.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { extname, join } from "node:path";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
};

export class StaticServer {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(folder: string): Promise<StaticServer> {
    const server = createServer((request, answer) => {
      const { pathname } = new URL(request.url ?? "/", "http://localhost");
      const path = join(folder, pathname === "/" ? "index.html" : pathname);
      readFile(path).then(
        (bytes) => {
          answer.setHeader("Content-Type", types[extname(path)] ?? "application/octet-stream");
          answer.end(bytes);
        },
        () => answer.writeHead(404).end(),
      );
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    return new StaticServer(server, `http://127.0.0.1:${String(port)}`);
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
