// A page that shows a chat: messages and edits, who has read them, and who is typing.
import { connect } from "asq-client";

const url = new URLSearchParams(location.search).get("server") ?? "http://127.0.0.1:8000";
const at = (id) => document.getElementById(id);
const shown = 50;
let client, chat, editing; // `editing`: the number of the message whose text is in the input

function element(name, text, more) {
  return Object.assign(document.createElement(name), { textContent: text, ...more });
}

function nameOf(user_id) {
  return client.people.get(user_id)?.username ?? "…";
}

function row({ seq, sender_id, text, read, edited_at, deleted }) {
  const line = element("li", `${nameOf(sender_id)}: ${deleted ? "(deleted)" : text}`);
  if (edited_at) line.append(element("em", " edited"));
  if (deleted || sender_id !== client.me.id) return line;
  const edit = () => {
    editing = seq;
    at("text").value = text;
    at("text").focus();
  };
  const ticks = element("small", read ? " ✓✓ " : " ✓ ");
  line.append(ticks, element("button", "Edit", { onclick: edit }));
  return line;
}

function show() {
  const last = chat?.info?.last_seq ?? 0;
  const messages = chat?.messages(last - shown + 1, last) ?? [];
  const pending = (chat?.pending ?? []).map(({ text, state, problem }) =>
    element("li", `${text}: ${problem?.detail ?? state}`),
  );
  at("messages").replaceChildren(...messages.map(row), ...pending);
  const typers = (chat?.typers ?? []).map(nameOf);
  at("typing").textContent = typers.length > 0 ? `${typers.join(", ")} is typing…` : "";
  if (messages.at(-1)?.seq === last && document.hasFocus()) chat.read(last);
}

async function choose(id) {
  if (chat?.id !== id) editing = undefined;
  chat = client.chat(id);
  show();
  const messages = await chat.newest(shown);
  const senders = messages.map((message) => message.sender_id);
  await client.people.load([...senders, ...(chat.info?.participant_ids ?? [])]);
  show();
}

function showChats() {
  const options = client.chats.map(({ id, name, unread }) =>
    element("option", `${name} (${unread})`, { value: id, selected: id === chat?.id }),
  );
  at("chats").replaceChildren(...options);
  const [newest] = client.chats;
  if (newest && !chat?.info) choose(newest.id).catch(report);
}

function report(error) {
  at("problem").textContent = error.message;
}

async function start(credentials) {
  client = await connect({ url, ...credentials });
  at("login").hidden = true;
  at("app").hidden = false;
  for (const name of ["chat", "chat_removed"]) client.on(name, showChats);
  for (const name of ["message", "message_changed", "outbox", "typing"]) client.on(name, show);
  client.on("session_ended", () => location.reload());
  client.on("connection", ({ state }) => {
    at("state").textContent = state;
    if (state === "live" && chat) choose(chat.id).catch(report);
  });
  showChats();
}

at("chats").onchange = () => choose(Number(at("chats").value)).catch(report);
at("text").oninput = () => chat?.typing();
addEventListener("focus", () => client && show());
at("composer").onsubmit = (event) => {
  event.preventDefault();
  const text = at("text").value;
  (editing ? chat.edit(editing, text) : chat.send(text)).catch(report);
  editing = undefined;
  at("text").value = "";
};
at("login").onsubmit = (event) => {
  event.preventDefault();
  start({ email: at("email").value, password: at("password").value }).catch(report);
};
start({ remembered: true }).catch((error) => {
  if (error.code !== "session_ended") report(error);
});
