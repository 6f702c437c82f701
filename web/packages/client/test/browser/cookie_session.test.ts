// The session in the page's cookie: no script sees the token that it lives on.
import { expect, test } from "vitest";

import { newPerson, type Person } from "../support/people.js";
import type { Tab } from "../support/tab.js";
import { useWorld } from "../support/world.js";

const world = useWorld();
const somebodyElse = "Somebody else has logged in here.";
const loggedOut = "You are logged out. Log in again.";

async function logIn(person: Person = world.person): Promise<Tab> {
  const tab = await world.open();
  await tab.start({ ...person, cookie: true });
  await tab.live();
  return tab;
}

async function enterByCookie(): Promise<Tab> {
  const tab = await world.open();
  await tab.start({ cookie: true });
  await tab.live();
  return tab;
}

function refreshes(): number {
  return world.site.passed.filter((request) => request === "POST /chat/token").length;
}

/** A request that needs a token. */
function ask(tab: Tab): Promise<number> {
  return tab.page.evaluate(async () => (await app.client.request({ path: "/chat/me" })).status);
}

test("a reload stays logged in", async () => {
  const tab = await logIn();
  await tab.type(world.chat, "before");
  await tab.reload();
  await tab.start({ cookie: true });
  await tab.live();
  await tab.shows(world.chat, ["before"]);
});

test("the page has no refresh token", async () => {
  const tab = await logIn();
  const stored = await tab.page.evaluate(async () => {
    const opened = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open(`asq ${location.origin}`);
      opening.onsuccess = () => {
        resolve(opening.result);
      };
    });
    const rows = opened.transaction("rows").objectStore("rows").getAll();
    await new Promise((resolve) => (rows.onsuccess = resolve));
    return JSON.stringify(rows.result) + document.cookie;
  });
  expect(stored).not.toContain("refresh");
});

test("a session goes on though nothing was stored", async () => {
  const tab = await logIn();
  await tab.page.evaluate(async () => {
    await app.client.close();
    await new Promise((resolve) => {
      indexedDB.deleteDatabase(`asq ${location.origin}`).onsuccess = resolve;
    });
  });
  await tab.reload();
  await tab.start({ cookie: true });
  await tab.live();
});

test("tabs whose tokens are over at once refresh one at a time, and take over each other's", async () => {
  const tabs = [await logIn(), await enterByCookie()] as const;
  const before = refreshes();
  const release = world.site.hold("/chat/token");
  // A page that has just come has no token at all.
  for (const tab of tabs) {
    await tab.reload();
    await tab.start({ cookie: true });
  }
  await expect.poll(refreshes).toBe(before + 1);
  release();
  for (const tab of tabs) await tab.live();
  expect(refreshes()).toBe(before + 1);
});

test("with tokens of a second, two tabs go on for as long as they like", async () => {
  const tabs = [await logIn(), await enterByCookie()] as const;
  world.site.tokenLife = 1;
  for (const tab of tabs) {
    await tab.reload();
    await tab.start({ cookie: true });
  }
  const before = refreshes();
  const askAll = async () => {
    expect(await Promise.all(tabs.map(ask))).toEqual([200, 200]);
    return refreshes();
  };
  await expect.poll(askAll).toBeGreaterThan(before + 3);
  await tabs[1].type(world.chat, "still here");
  for (const tab of tabs) await tab.shows(world.chat, ["still here"]);
});

test("logging out in one tab ends the other, which is told once", async () => {
  const first = await logIn();
  const second = await enterByCookie();
  await first.page.evaluate(() => app.client.logOut());
  await expect.poll(() => second.state()).toBe("ended");
  expect(await second.told()).toEqual([loggedOut]);
  expect(await first.told()).toEqual([loggedOut]);
  const third = await world.open();
  await expect(third.start({ cookie: true })).rejects.toThrow(loggedOut);
});

test("a session that the server ended is told once in each tab", async () => {
  const first = await logIn();
  const second = await enterByCookie();
  // A third tab of the same session, which tells nobody.
  await second.page.evaluate(() => app.client.request({ method: "POST", path: "/chat/logout" }));
  for (const tab of [first, second]) {
    await expect.poll(() => tab.state()).toBe("ended");
    expect(await tab.told()).toEqual([loggedOut]);
  }
});

test("when somebody else logs in, the first person's tab ends and says why", async () => {
  const first = await logIn();
  const second = await logIn(await newPerson(world.server.url));
  await expect.poll(() => first.state()).toBe("ended");
  expect(await first.told()).toEqual([somebodyElse]);
  expect(await second.state()).toBe("live");
});

test("a tab that did not hear of it ends at its next refresh", async () => {
  world.site.tokenLife = 1;
  const first = await logIn();
  const other = await newPerson(world.server.url);
  // Not by this library.
  const silent = await world.open();
  await silent.page.evaluate(
    async ({ email, password }) => {
      const body = new URLSearchParams({ username: email, password, cookie: "true" });
      await fetch("/chat/token", { method: "POST", body });
    },
    { email: other.email, password: other.password },
  );
  await expect.poll(() => ask(first).catch(String)).toContain(somebodyElse);
  expect(await first.told()).toEqual([somebodyElse]);
});

test("who logs in after somebody else sees nothing of theirs, also after a reload", async () => {
  const first = await logIn();
  await first.type(world.chat, "mine");
  await first.shows(world.chat, ["mine"]);
  const other = await newPerson(world.server.url);
  const second = await logIn(other);
  for (const reloaded of [false, true]) {
    if (reloaded) {
      await second.reload();
      await second.start({ cookie: true });
    }
    const shown = await second.page.evaluate(() => [app.client.me.email, app.client.chats]);
    expect(shown).toEqual([other.email, []]);
  }
});
