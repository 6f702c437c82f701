// A program that runs beside the test, with all that it has said.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

export interface ProgramOptions {
  cwd: string;
  env?: Record<string, string>;
}

export class Program {
  said = "";
  private readonly process: ChildProcess;
  private readonly name: string;

  constructor(command: string, args: readonly string[], { cwd, env = {} }: ProgramOptions) {
    this.name = [command, ...args].join(" ");
    // A group of its own: what it starts ends with it.
    this.process = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => (this.said += text));
    }
  }

  get running(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  // Resolves when it has ended well; what it has said.
  async done(): Promise<string> {
    if (this.running) await once(this.process, "close");
    if (this.process.exitCode !== 0) throw new Error(`${this.name} failed:\n${this.said}`);
    return this.said;
  }

  async kill(): Promise<void> {
    const { pid } = this.process;
    if (!this.running || pid === undefined) return;
    const ended = once(this.process, "exit");
    process.kill(-pid, "SIGKILL");
    await ended;
  }
}
