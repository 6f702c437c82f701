// Two people talk through a client whose types all come from docs/openapi.json. Nothing here says
// more about a type than the document does: no cast, no assertion that something is there. Where
// this program does not compile, the document is wrong.
//
//   node out/conversation.js http://127.0.0.1:8000
import assert from "node:assert/strict";
import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./api.js";

type Api = Client<paths>;
type Message = components["schemas"]["Message"];
type Problem = components["schemas"]["Problem"];
type Tokens = components["schemas"]["Tokens"];

interface Answer<Data> {
  data?: Data;
  error?: Problem;
  response: Response;
}

interface Person {
  id: number;
  email: string;
  password: string;
  api: Api;
  tokens: Tokens;
}

const FORM = { "Content-Type": "application/x-www-form-urlencoded" };

// What an answer of that status has brought.
function brought<Data>(answer: Answer<Data>, status: number): Data {
  assert.equal(answer.response.status, status, answer.error?.detail);
  assert.ok(answer.response.headers.get("X-Request-Id"));
  assert.ok(answer.data !== undefined);
  return answer.data;
}

function refused(answer: Answer<unknown>, status: number, code: Problem["code"]): Problem {
  assert.ok(answer.error !== undefined, `${answer.response.status}, and no problem`);
  assert.equal(answer.response.status, status, answer.error.detail);
  assert.equal(answer.error.status, status);
  assert.equal(answer.error.code, code);
  assert.equal(answer.error.request_id, answer.response.headers.get("X-Request-Id"));
  return answer.error;
}

function bearing(token: string, baseUrl: string): Api {
  return createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });
}

async function join(open: Api, baseUrl: string, username: string): Promise<Person> {
  const email = `${username}-${process.pid}@example.com`;
  const password = "correct horse";
  const account = brought(await open.POST("/chat/register", { body: { username, email, password } }), 201);
  assert.equal(account.email.toLowerCase(), email);
  assert.ok(account.handle.length >= 3);
  // grant_type may be left out.
  const tokens = brought(
    await open.POST("/chat/token", { body: { username: email, password }, headers: FORM }),
    200,
  );
  assert.equal(tokens.token_type, "bearer");
  assert.equal(tokens.user.id, account.id);
  return { id: account.id, email, password, api: bearing(tokens.access_token, baseUrl), tokens };
}

async function makeChats(anna: Person, boris: Person) {
  const body = { second_email: boris.email, creator_id: null };
  const direct = brought(await anna.api.POST("/chat/chat", { body }), 201);
  assert.equal(direct.type, "direct");
  assert.equal(direct.last_message, null);
  const again = brought(await boris.api.POST("/chat/chat", { body: { second_email: anna.email } }), 200);
  assert.equal(again.id, direct.id);
  const group = brought(
    await anna.api.POST("/chat/group", { body: { name: "the team", participant_ids: [] } }),
    201,
  );
  // The alias is enough.
  const joined = brought(
    await anna.api.POST("/chat/group/add-user", { body: { group_id: group.id, email: boris.email } }),
    200,
  );
  assert.deepEqual(joined.participant_ids, [anna.id, boris.id]);
  assert.ok(joined.capabilities.includes("delete_chat"));
  return { direct, group: joined };
}

async function findEachOther(anna: Person, boris: Person) {
  const around = brought(await anna.api.GET("/chat/people", { params: { query: { limit: 1 } } }), 200);
  const handle = around.users[0]?.handle;
  assert.ok(handle !== undefined);
  assert.equal(around.next_cursor, null);
  const query = { query: `@${handle}` };
  const found = brought(await anna.api.GET("/chat/people", { params: { query } }), 200);
  assert.deepEqual(found.users.map((user) => user.id), [boris.id]);
  const body = { name: "of two", participants: [`@${handle}`] };
  const made = brought(await anna.api.POST("/chat/group", { body }), 201);
  assert.equal(made.member_count, 2);
}

async function send(person: Person, chat: number, text: string, replyTo: number | null = null) {
  const request = {
    params: { path: { chat_id: chat } },
    body: { text, client_id: `${person.id}-${text}`, reply_to: replyTo },
  };
  const message = brought(await person.api.POST("/chat/chats/{chat_id}/messages", request), 201);
  assert.equal(message.duplicate, undefined);
  const repeat = brought(await person.api.POST("/chat/chats/{chat_id}/messages", request), 200);
  assert.equal(repeat.duplicate, true);
  assert.equal(repeat.seq, message.seq);
  return message;
}

// From the newest to the oldest.
async function readAll(person: Person, chat: number, limit: number): Promise<Message[]> {
  const all: Message[] = [];
  for (;;) {
    const oldest = all[0];
    const query = oldest === undefined ? { limit } : { limit, before: oldest.seq };
    const params = { path: { chat_id: chat }, query };
    const page = brought(await person.api.GET("/chat/chats/{chat_id}/messages", { params }), 200);
    assert.ok(page.messages.length <= limit);
    all.unshift(...page.messages);
    if (!page.has_older) return all;
  }
}

async function talk(anna: Person, boris: Person, chat: number): Promise<void> {
  const first = await send(anna, chat, "Hello!");
  for (const text of ["How", "are", "you?"]) await send(anna, chat, text);
  const answer = await send(boris, chat, "Well.", first.seq);
  assert.equal(answer.reply_to, first.seq);

  const all = await readAll(boris, chat, 2);
  assert.deepEqual(all.map((message) => message.text), ["Hello!", "How", "are", "you?", "Well."]);
  const oldest = brought(
    await boris.api.GET("/chat/history/{chat_id}", {
      params: { path: { chat_id: chat }, query: { limit: 1, offset: 4, order: "desc" } },
    }),
    200,
  );
  assert.equal(oldest[0]?.text, "Hello!");
}

async function changeMessage(anna: Person, boris: Person, chat: number): Promise<void> {
  const path = { chat_id: chat, seq: 1 };
  const edited = brought(
    await anna.api.PATCH("/chat/chats/{chat_id}/messages/{seq}", {
      params: { path },
      body: { text: "Hello, Boris!" },
    }),
    200,
  );
  assert.ok(edited.edited_at !== undefined && Date.parse(edited.edited_at) > 0);

  const reaction = { params: { path: { ...path, emoji: "👍🏽" } } };
  const react = "/chat/chats/{chat_id}/messages/{seq}/reactions/{emoji}";
  const liked = brought(await boris.api.PUT(react, reaction), 200);
  assert.deepEqual(liked.reactions, [{ emoji: "👍🏽", count: 1, user_ids: [boris.id] }]);
  const bare = brought(await boris.api.DELETE(react, reaction), 200);
  assert.equal(bare.reactions, undefined);

  const gone = brought(
    await anna.api.DELETE("/chat/chats/{chat_id}/messages/{seq}", { params: { path: { chat_id: chat, seq: 2 } } }),
    200,
  );
  assert.equal(gone.deleted, true);
}

// Boris has written last, so he has read everything, and Anna has not.
async function read(anna: Person, boris: Person, chat: number): Promise<void> {
  const params = { path: { chat_id: chat } };
  const state = brought(await anna.api.POST("/chat/chats/{chat_id}/read", { params, body: { seq: 5 } }), 200);
  assert.deepEqual(state, { read_seq: 5, unread: 0 });
  const page = brought(await boris.api.GET("/chat/chats/{chat_id}/members", { params }), 200);
  assert.equal(page.next_cursor, null);
  const member = page.members.find(({ user }) => user.id === anna.id);
  assert.equal(member?.read_seq, 5);
  assert.equal(member?.user.email, undefined);
}

// What was missed, told apart by the type of each event.
async function catchUp(boris: Person, cursor: string, chat: number): Promise<void> {
  const params = { query: { since: cursor, limit: 200 } };
  const page = brought(await boris.api.GET("/chat/sync", { params }), 200);
  assert.equal(page.resumed, true);
  const texts: string[] = [];
  let reads = 0;
  for (const event of page.events) {
    if (event.type === "message" && event.chat_id === chat) texts.push(event.message.text);
    if (event.type === "read") reads = Math.max(reads, event.seq);
  }
  // As the messages are now: edited, deleted.
  assert.deepEqual(texts, ["Hello, Boris!", "", "are", "you?", "Well."]);
  assert.equal(reads, 5);
}

async function beRefused(anna: Person, chat: number): Promise<void> {
  // @ts-expect-error: one of second_email and email is needed.
  const nobody: components["schemas"]["AddUserRequest"] = { group_id: chat };
  refused(await anna.api.POST("/chat/group/add-user", { body: nobody }), 422, "invalid");

  const nowhere = await anna.api.GET("/chat/chats/{chat_id}", { params: { path: { chat_id: chat + 999 } } });
  assert.equal(refused(nowhere, 404, "chat_not_found").retryable, false);

  const wrong = await anna.api.POST("/chat/group", { body: { name: " ", participant_ids: [999_999] } });
  const problem = refused(wrong, 422, "invalid");
  assert.deepEqual(problem.errors?.map(({ field }) => field), ["name"]);
  assert.match(firstOf({ errors: [], ...problem }), /^This .*\.$/);

  // A name changes ten times an hour.
  for (let change = 1; ; ++change) {
    assert.ok(change <= 11);
    const renamed = await anna.api.PATCH("/chat/me", { body: { username: `Anna ${change}`, email: null } });
    if (renamed.response.status === 200) continue;
    assert.equal(refused(renamed, 429, "rate_limited").retryable, true);
    const header = (name: string) => Number(renamed.response.headers.get(name));
    assert.ok(secondsIn({ "Retry-After": header("Retry-After") }) >= 1);
    assert.equal(leftIn({ "RateLimit-Remaining": header("RateLimit-Remaining") }), 0);
    return;
  }
}

// These compile if the document knows the list of a 422, and the header fields of a 429.
type Renaming = paths["/chat/me"]["patch"]["responses"];
type Bad = Renaming[422]["content"]["application/problem+json"];
type Limited = Renaming[429]["headers"];

function firstOf({ errors }: Pick<Bad, "errors">): string {
  return errors[0]?.message ?? "";
}

function secondsIn(headers: Pick<Limited, "Retry-After">): number {
  return headers["Retry-After"];
}

function leftIn(headers: Pick<Limited, "RateLimit-Remaining">): number | undefined {
  return headers["RateLimit-Remaining"];
}

async function leave(open: Api, baseUrl: string, person: Person): Promise<void> {
  const { refresh_token = "" } = person.tokens; // it is in no cookie
  const tokens = brought(
    await open.POST("/chat/token", { body: { grant_type: "refresh_token", refresh_token }, headers: FORM }),
    200,
  );
  assert.notEqual(tokens.refresh_token, refresh_token);
  const api = bearing(tokens.access_token, baseUrl);
  assert.equal(brought(await api.GET("/chat/me"), 200).id, person.id);
  const sessions = brought(await api.GET("/chat/sessions"), 200).sessions;
  assert.equal(sessions.filter(({ current }) => current).length, 1);
  assert.equal((await api.POST("/chat/logout")).response.status, 204);
  const after = await api.GET("/chat/me");
  refused(after, 401, "unauthenticated");
  assert.match(after.response.headers.get("WWW-Authenticate") ?? "", /^Bearer/);
}

const baseUrl = process.argv[2];
assert.ok(baseUrl, "the address of a server is needed");
const open = createClient<paths>({ baseUrl });
assert.equal(brought(await open.GET("/readyz"), 200).status, "ok");
assert.match(brought(await open.GET("/metrics", { parseAs: "text" }), 200), /^# HELP/);
const anna = await join(open, baseUrl, "anna");
const boris = await join(open, baseUrl, "boris");
const { cursor } = brought(await boris.api.GET("/chat/sync"), 200);
const { direct, group } = await makeChats(anna, boris);
for (const chat of [direct, group]) {
  await talk(anna, boris, chat.id);
  await changeMessage(anna, boris, chat.id);
  await read(anna, boris, chat.id);
  await catchUp(boris, cursor, chat.id);
}
const list = brought(await anna.api.GET("/chat/chats", { params: { query: { query: "team" } } }), 200);
assert.equal(list.chats[0]?.last_message?.text, "Well.");
await findEachOther(anna, boris);
await beRefused(anna, group.id);
await leave(open, baseUrl, boris);
console.log("the conversation went as the document says");
