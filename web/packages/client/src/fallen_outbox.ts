// What an outbox had in the storage that it fell back from: other tabs may send it, or the next start.
import { isRow, nameOf, type Row } from "./outgoing.js";
import type { Storage } from "./storage.js";

export class FallenOutbox {
  readonly #storage: Storage;
  readonly #account: string;
  readonly #stored: ReadonlySet<string>; // by name
  /** They were on the way there: storage may fail when it has stored something. */
  readonly #adding: ReadonlySet<string>;

  constructor(
    storage: Storage,
    account: string,
    rows: { stored: readonly Row[]; adding: readonly Row[] },
  ) {
    this.#storage = storage;
    this.#account = account;
    this.#stored = new Set(rows.stored.map(nameOf));
    this.#adding = new Set(rows.adding.map(nameOf));
  }

  /** Takes it back there, too. False: it is on its way, or may be. */
  async withdraw(row: Row): Promise<boolean> {
    const name = nameOf(row);
    const prefix = ["outbox", this.#account];
    try {
      const found = await this.#storage.write(async (writer) => {
        const rows = (await writer.list(prefix))
          .filter(isRow)
          .filter((one) => nameOf(one) === name);
        if (rows.some((one) => one.attempted && !one.problem)) return "sending";
        for (const { number } of rows) await writer.delete([...prefix, number]);
        return rows.length > 0 ? "deleted" : "gone";
      });
      // Gone: another tab has sent it, or it has never been there.
      return found === "deleted" || (found === "gone" && !this.#stored.has(name));
    } catch {
      return !this.#stored.has(name) && !this.#adding.has(name);
    }
  }
}
