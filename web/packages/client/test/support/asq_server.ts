// The real binary (ASQ_BINARY), on a free port of 127.0.0.1, with a data directory of its own.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

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
function environment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("ASQ_"));
  return { ...Object.fromEntries(kept), ASQ_LIMITS: "off", ...settings };
}

function binaryPath(): string {
  const binary = process.env["ASQ_BINARY"];
  if (binary === undefined) throw new Error("ASQ_BINARY names the server's binary: set it");
  return binary;
}

export class AsqServer {
  private process: ChildProcess | undefined;
  private backups = 0;

  private constructor(
    private readonly home: string,
    readonly port: number,
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  // `settings` as environment variables: { ASQ_LIMITS: "on" }. Resolves when the server is ready.
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<AsqServer> {
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
    const log = await open(this.logPath, "a");
    const listen = `127.0.0.1:${String(this.port)}`;
    const args = ["serve", "--listen", listen, "--data", this.dataPath];
    const started = spawn(binaryPath(), args, {
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

  // A backup of the running server; gives the file.
  async backup(): Promise<string> {
    const file = join(this.home, `backup-${String(this.backups++)}.db`);
    await this.command("backup", file, "--data", this.dataPath);
    return file;
  }

  // In place of what it has, after stop() or kill(). All sessions are over then.
  async restore(file: string): Promise<void> {
    const old = join(this.home, `old-${String(this.backups++)}`);
    await mkdir(old);
    for (const name of await readdir(this.dataPath)) {
      if (name.startsWith("asq.db")) await rename(join(this.dataPath, name), join(old, name));
    }
    await this.command("restore", file, "--data", this.dataPath);
  }

  // The keys that sign its tokens.
  async keys(): Promise<{ kid: string; secret: string }[]> {
    const text = await readFile(join(this.dataPath, "keys.json"), "utf8");
    return (JSON.parse(text) as { keys: { kid: string; secret: string }[] }).keys;
  }

  /** The token of a link that sets a new password. */
  async resetToken(email: string): Promise<string> {
    const said = await this.command("user", "reset-link", email, "--data", this.dataPath);
    const token = /#(\S+)/.exec(said)?.[1];
    if (token === undefined) throw new Error(`no link: ${said}`);
    return token;
  }

  private async command(...args: string[]): Promise<string> {
    const options = { env: environment(this.settings) };
    return (await promisify(execFile)(binaryPath(), args, options)).stdout;
  }

  private get dataPath(): string {
    return join(this.home, "data");
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
