// What each test in a browser begins with: a server and a profile for the file, and for each test a
// new site (so the browser's storage is empty), a new person and a group of theirs.
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";

import { AsqServer } from "./asq_server.js";
import { Profile } from "./chromium.js";
import { history, newGroup, newPerson, type Person } from "./people.js";
import { Site } from "./site.js";
import { countRows } from "./stored.js";
import { Tab, type TabOptions } from "./tab.js";

export class World {
  server!: AsqServer;
  profile!: Profile;
  site!: Site;
  person!: Person;
  chat!: number;

  /** A tab with the page, which has not connected yet. */
  open(options?: TabOptions): Promise<Tab> {
    return Tab.open(this.profile.context, this.site, options);
  }

  /** A tab in which the person is, live, and the one that sends and stores. */
  async enter(options?: TabOptions): Promise<Tab> {
    const tab = await this.open(options);
    await tab.start(this.person);
    await tab.live();
    await expect.poll(() => countRows(tab, "state")).toBe(1);
    return tab;
  }

  /** Another tab of the same person, who is remembered. */
  async enterAgain(options?: TabOptions): Promise<Tab> {
    const tab = await this.open(options);
    await tab.start();
    await tab.live();
    return tab;
  }

  /** What the server has of the group. */
  history(): Promise<string[]> {
    return history(this.server.url, this.person, this.chat);
  }
}

/** `settings` of the server, as environment variables. */
export function useWorld(settings: Record<string, string> = {}): World {
  const world = new World();
  beforeAll(async () => {
    [world.server, world.profile] = await Promise.all([AsqServer.start(settings), Profile.open()]);
  });
  afterAll(async () => {
    await Promise.all([world.profile.close(), world.server.discard()]);
  });
  beforeEach(async () => {
    world.site = await Site.start(world.server.port);
    world.person = await newPerson(world.server.url);
    world.chat = await newGroup(world.server.url, world.person, "Office");
  });
  afterEach(async () => {
    const { context } = world.profile;
    await Promise.all(context.pages().map((page) => page.close()));
    await context.clearCookies();
    await world.site.close();
  });
  return world;
}

/** `line 1` to `line <count>` */
export function numbered(base: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${base}${String(at + 1)}`);
}
