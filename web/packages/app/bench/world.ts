// One server, one browser, and how much of everything.
import { AsqServer } from "../../client/test/support/asq_server.js";
import { Profile } from "../../client/test/support/chromium.js";
import { PageServer } from "../test/support/page_server.js";

export interface Sizes {
  /** Of the long chat. */
  messages: number;
  /** Of a person in very many. */
  chats: number;
  /** Messages that come while somebody looks at one chat after the other. */
  live: number;
  switches: number;
  jumps: number;
  /** Times that the page is opened on a slow device. */
  rounds: number;
}

export interface World {
  readonly server: AsqServer;
  readonly profile: Profile;
  /** Of the page. */
  readonly url: string;
  readonly sizes: Sizes;
  /** Where profiles of the page's scripts are written; undefined: nowhere. */
  readonly profiles: string | undefined;
}

/** With ASQ_APP_OUT its page is in front of the server, in place of the one in the binary. */
export async function inWorld<Result>(
  settings: Pick<World, "sizes" | "profiles">,
  measure: (world: World) => Promise<Result>,
): Promise<Result> {
  const server = await AsqServer.start();
  const pages = process.env["ASQ_APP_OUT"] ? await PageServer.start(server.port) : undefined;
  const profile = await Profile.open();
  const url = pages?.url ?? server.url;
  try {
    return await measure({ ...settings, server, profile, url });
  } finally {
    await profile.close();
    await pages?.stop();
    await server.discard();
  }
}
