// The real binary (ASQ_BINARY), on a free port of 127.0.0.1, with a data directory of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const readyWithinMs = 20_000;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  probe.close();
  await once(probe, "close");
  return address.port;
}

// The caller's environment without any setting of the server.
function environment(settings: Record<string, string>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("ASQ_"));
  return { ...Object.fromEntries(kept), ASQ_LIMITS: "off", ...settings };
}

export class AsqServer {
  private process: ChildProcess | undefined;

  private constructor(
    private readonly home: string,
    readonly port: number,
    private readonly settings: Record<string, string>,
  ) {}

  // `settings` as environment variables: { ASQ_LIMITS: "on" }. Resolves when the server is ready.
  static async start(settings: Record<string, string> = {}): Promise<AsqServer> {
    const home = await mkdtemp(join(tmpdir(), "asq-web-"));
    const server = new AsqServer(home, await freePort(), settings);
    await server.startAgain();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  // On the same port, with the same data, after stop() or kill().
  async startAgain(): Promise<void> {
    const binary = process.env["ASQ_BINARY"];
    if (binary === undefined) throw new Error("ASQ_BINARY names the server's binary: set it");
    const log = await open(this.logPath, "a");
    const listen = `127.0.0.1:${String(this.port)}`;
    const args = ["serve", "--listen", listen, "--data", join(this.home, "data")];
    const started = spawn(binary, args, {
      cwd: this.home,
      env: environment(this.settings),
      stdio: ["ignore", log.fd, log.fd],
    });
    this.process = started;
    await once(started, "spawn");
    await log.close();
    const deadline = Date.now() + readyWithinMs;
    while (!(await this.isReady())) {
      if (started.exitCode !== null || Date.now() > deadline) {
        throw new Error(`the server is not ready:\n${await this.log()}`);
      }
      await sleep(20);
    }
  }

  // SIGTERM: it drains and ends.
  async stop(): Promise<void> {
    await this.end("SIGTERM");
  }

  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  // Ends it, and removes its data.
  async discard(): Promise<void> {
    await this.kill();
    await rm(this.home, { recursive: true, force: true });
  }

  async log(): Promise<string> {
    return readFile(this.logPath, "utf8");
  }

  private get logPath(): string {
    return join(this.home, "log");
  }

  private async isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/readyz`)).ok;
    } catch {
      return false;
    }
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const running = this.process;
    this.process = undefined;
    if (running?.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, "exit");
    running.kill(signal);
    await ended;
  }
}
