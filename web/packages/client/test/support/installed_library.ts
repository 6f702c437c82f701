// The library as a stranger has it: packed from these sources, and installed into a folder by npm.
// No registry is asked: its dependencies are those of web/node_modules.
import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const repository = fileURLToPath(new URL("../../../../../", import.meta.url));
const modules = join(repository, "web/node_modules");

// Nothing answers there.
const noRegistry = {
  npm_config_registry: "http://127.0.0.1:1",
  npm_config_fetch_retries: "0",
  npm_config_update_notifier: "false",
  npm_config_audit: "false",
  npm_config_fund: "false",
};

export class InstalledLibrary {
  private constructor(
    // Where an app is: its node_modules has the library.
    readonly folder: string,
    private readonly place: string,
  ) {}

  // `others`: packages that the app uses beside the library.
  static async install(...others: string[]): Promise<InstalledLibrary> {
    const library = await InstalledLibrary.pack();
    await writeFile(join(library.folder, "package.json"), '{ "type": "module" }');
    await library.shell(`npm install ${library.packages(...others).join(" ")}`);
    return library;
  }

  // Only packed: `folder` is empty.
  static async pack(): Promise<InstalledLibrary> {
    const place = await mkdtemp(join(tmpdir(), "asq-package-"));
    await symlink(modules, join(place, "node_modules"));
    await run(join(repository, "tools/pack_client"), [place]);
    return new InstalledLibrary(await mkdtemp(join(tmpdir(), "asq-app-")), place);
  }

  // What `npm install` is given.
  packages(...others: string[]): string[] {
    const archive = join(this.place, "packages/client/asq-client.tgz");
    return [archive, ...["idb", ...others].map((name) => join(modules, name))];
  }

  // Types it in `folder`, and gives what it says.
  async shell(command: string): Promise<string> {
    const env = { ...process.env, ...noRegistry };
    const { stdout } = await run("bash", ["-ec", command], { cwd: this.folder, env });
    return stdout;
  }

  write(name: string, text: string): Promise<void> {
    return writeFile(join(this.folder, name), text);
  }

  async discard(): Promise<void> {
    await rm(this.place, { recursive: true, force: true });
    await rm(this.folder, { recursive: true, force: true });
  }
}
