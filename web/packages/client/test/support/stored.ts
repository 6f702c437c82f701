// What the library has stored in the browser, looked at and spoilt behind its back.
import type { Tab } from "./tab.js";

/** `key` begins with these, `value` replaces what is there; the page itself does it. */
export interface Spoiling {
  readonly prefix: string;
  /** The last part of the key, if one row is meant. */
  readonly last?: number;
  readonly value: unknown;
}

/** Overwrites rows; gives how many. The page must not be connected, or it may write them again. */
export function spoil(tab: Tab, spoiling: Spoiling): Promise<number> {
  return tab.page.evaluate(async ({ prefix, last, value }) => {
    const database = await openDatabase();
    const rows = database.transaction("rows", "readwrite").objectStore("rows");
    const keys = (await answer(rows.getAllKeys())) as (string | number)[][];
    const meant = keys.filter(
      (key) => key[0] === prefix && (last === undefined || key.at(-1) === last),
    );
    for (const key of meant) await answer(rows.put(value, key));
    database.close();
    return meant.length;

    function openDatabase(): Promise<IDBDatabase> {
      return answer(indexedDB.open(`asq ${location.origin}`));
    }
    function answer<Result>(request: IDBRequest<Result>): Promise<Result> {
      return new Promise((resolve, reject) => {
        request.onsuccess = () => {
          resolve(request.result);
        };
        request.onerror = () => {
          reject(request.error ?? new Error("no answer"));
        };
      });
    }
  }, spoiling);
}

/** How many rows there are whose key begins so. */
export function countRows(tab: Tab, prefix: string): Promise<number> {
  return tab.page.evaluate(async (first) => {
    const storage = await app.asq.openIndexedDb(`asq ${location.origin}`);
    const rows = await storage.read((reader) => reader.list([first]));
    storage.close();
    return rows.length;
  }, prefix);
}

/** Takes the database to a version that this library does not know. */
export function upgradeDatabase(tab: Tab): Promise<void> {
  return tab.page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open(`asq ${location.origin}`, 99);
        opening.onsuccess = () => {
          opening.result.close();
          resolve();
        };
        opening.onerror = () => {
          reject(opening.error ?? new Error("no answer"));
        };
      }),
  );
}
