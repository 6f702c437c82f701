// The page of the server at all of its addresses, until there is a client: what this server is, what an invitation says and
// how to accept it, a new password by a link. No framework; everything is text, never HTML.
const root = new URL("../", import.meta.url); // this file is assets/page-<hash>.js
const base = root.href.replace(/\/$/, "");

const enCharacters = (least) => `at least ${least} ${least === 1 ? "character" : "characters"}`;
const ruForms = new Intl.PluralRules("ru");
const ruCharacters = (least) => `не короче ${least} ${ruForms.select(least) === "one" ? "символа" : "символов"}`;

export const words = {
  en: {
    guide: "Guide",
    docs: "Try the API",
    errors: "Errors",
    about: "This is a chat server: direct chats, groups and their history, over a documented API.",
    open: "Anybody can create an account here.",
    invited: "To create an account here, you need an invitation.",
    closed: "Only the operator of this server can give you an account; ask them for a link.",
    contact: (whom) => `Questions? Ask ${whom}.`,
    begin: "It has no client of its own yet. The guide says how to begin with curl or your own program.",
    invitation: "You are invited",
    toGroup: (who, chat) => `${who} invites you to the group “${chat.name}” (members: ${chat.member_count}).`,
    groupOnly: (chat) => `You are invited to the group “${chat.name}” (members: ${chat.member_count}).`,
    toTalk: (who) => `${who} would like to chat with you.`,
    toServer: (name) => `You are invited to ${name}.`,
    until: (date) => `The invitation is good until ${date}.`,
    register: "If you have no account yet, create one. This also accepts the invitation:",
    registerOnly: "Create your account:",
    fillIn: (least) => `Fill in your name, your e-mail and a password of ${enCharacters(least)}.`,
    closedForNew: "You need an account to accept it. Only the operator of this server can give you one.",
    accept: "If you have an account, log in with your e-mail and password, then accept it with the token that you get in place of ACCESS_TOKEN:",
    noInvitation: "This invitation does not exist",
    askAgain: "The link may be incomplete. Ask for the link again.",
    overInvitation: "This invitation no longer works",
    askNew: "It has expired, was used up, or was taken back. Ask for a new one.",
    reset: "A new password",
    password: "New password",
    characters: enCharacters,
    unfit: (least) => `The server did not accept this password. It needs ${enCharacters(least)}, and at most 1,024 bytes.`,
    set: "Set the password",
    done: "Your new password is set. All sessions have ended; log in again.",
    noReset: "This link does not exist. It may be incomplete: ask for the link again.",
    overReset: "This link no longer works. Ask for a new one.",
    unreachable: "The server does not answer",
    later: "Try again in a moment.",
    refused: "This did not work",
    busy: "Too many requests. Try again in a moment.",
    unable: "The server can't answer right now. Try again in a moment.",
    failed: (status) => `The server answered with error ${status}. Try again in a moment.`,
  },
  ru: {
    guide: "Руководство (на английском)",
    docs: "Попробовать API (на английском)",
    errors: "Ошибки (на английском)",
    about: "Это сервер чата: личные чаты, группы и их история, доступ через документированный API.",
    open: "Зарегистрироваться может любой.",
    invited: "Зарегистрироваться можно только по приглашению.",
    closed: "Учётную запись может дать только администратор сервера: попросите у него ссылку.",
    contact: (whom) => `Вопросы? Обращайтесь: ${whom}.`,
    begin: "Собственного клиента у сервера пока нет. В руководстве описано, как начать работу с curl или из своей программы.",
    invitation: "Вас пригласили",
    toGroup: (who, chat) => `${who} приглашает вас в группу «${chat.name}» (участников: ${chat.member_count}).`,
    groupOnly: (chat) => `Вас пригласили в группу «${chat.name}» (участников: ${chat.member_count}).`,
    toTalk: (who) => `${who} приглашает вас в личный чат.`,
    toServer: (name) => `Вас пригласили на сервер «${name}».`,
    until: (date) => `Приглашение действует до ${date}.`,
    register: "Если учётной записи ещё нет, зарегистрируйтесь. Приглашение будет принято при регистрации:",
    registerOnly: "Зарегистрируйтесь:",
    fillIn: (least) => `Впишите имя, e-mail и пароль ${ruCharacters(least)}.`,
    closedForNew: "Чтобы принять приглашение, нужна учётная запись. Дать её может только администратор сервера.",
    accept: "Если учётная запись уже есть, войдите по e-mail и паролю и примите приглашение, подставив полученный токен вместо ACCESS_TOKEN:",
    noInvitation: "Такого приглашения нет",
    askAgain: "Возможно, ссылка скопирована не полностью. Попросите прислать её ещё раз.",
    overInvitation: "Приглашение больше не действует",
    askNew: "Оно истекло, уже использовано или отозвано. Попросите новое.",
    reset: "Новый пароль",
    password: "Новый пароль",
    characters: ruCharacters,
    unfit: (least) => `Сервер не принял этот пароль. Нужен пароль ${ruCharacters(least)} и не длиннее 1024 байт.`,
    set: "Сохранить пароль",
    done: "Новый пароль сохранён. Все сеансы завершены, войдите заново.",
    noReset: "Такой ссылки нет. Возможно, она скопирована не полностью: попросите прислать её ещё раз.",
    overReset: "Ссылка больше не действует. Попросите новую.",
    unreachable: "Сервер не отвечает",
    later: "Попробуйте ещё раз чуть позже.",
    refused: "Не получилось",
    busy: "Слишком много запросов. Попробуйте ещё раз чуть позже.",
    unable: "Сервер сейчас не может ответить. Попробуйте ещё раз чуть позже.",
    failed: (status) => `Сервер ответил ошибкой ${status}. Попробуйте ещё раз чуть позже.`,
  },
};
const language = (navigator.language ?? "en").toLowerCase().startsWith("ru") ? "ru" : "en";
const say = words[language];

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

const paragraph = (text) => element("p", {}, text);
const command = (...parts) => element("pre", {}, element("code", {}, parts.join(" \\\n  ")));

function show(title, ...parts) {
  document.title = title;
  document.querySelector("main").replaceChildren(element("h1", {}, title), ...parts);
}

// An answer of the API. Status 0: there was none, or it broke off.
async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(new URL(path, root), options);
  } catch {
    return { status: 0, body: null };
  }
  const body = await answer.json().catch(() => null);
  return { status: answer.status === 200 && !body ? 0 : answer.status, body };
}

class Refused extends Error {
  constructor(answer) {
    super();
    this.answer = answer;
  }
}

// Why there is nothing else to say: in English the sentence of the API, if it has one.
function why({ status, body }) {
  if (status === 0) return `${say.unreachable}. ${say.later}`;
  if (language === "en" && body?.detail) return body.detail;
  if (status === 429) return say.busy;
  return status === 503 ? say.unable : say.failed(status);
}

function bodyOf(answer) {
  if (answer.status !== 200) throw new Refused(answer);
  return answer.body;
}

const facts = async () => bodyOf(await ask("chat/server"));

async function home() {
  const server = await facts();
  const contact = server.contact ? [paragraph(say.contact(server.contact))] : [];
  show(server.name, paragraph(say.about), paragraph(say[server.registration]), paragraph(say.begin), ...contact);
}

function invites(invitation, server) {
  const who = invitation.invited_by && `${invitation.invited_by.username} (@${invitation.invited_by.handle})`;
  const chat = invitation.chat;
  if (chat) return who ? say.toGroup(who, chat) : say.groupOnly(chat);
  return who ? say.toTalk(who) : say.toServer(server.name);
}

function howToRegister(token, server, leads) {
  // Empty fields: the command does nothing before they are filled in.
  const json = JSON.stringify({ username: "", email: "", password: "", invite: token });
  return [
    paragraph(leads ? say.register : say.registerOnly),
    command(`curl ${base}/chat/register`, "-H 'Content-Type: application/json'", `-d '${json}'`),
    paragraph(say.fillIn(server.password_min)),
  ];
}

function howToAccept(token) {
  const bearer = "-H 'Authorization: Bearer ACCESS_TOKEN'";
  return [
    paragraph(say.accept),
    command(
      `curl ${base}/chat/token`,
      "--data-urlencode 'username=EMAIL'",
      "--data-urlencode 'password=PASSWORD'",
    ),
    command(`curl -X POST ${base}/chat/invites/${token}/accept`, bearer),
  ];
}

function dateOf(timestamp) {
  const format = { dateStyle: "long", timeStyle: "short" };
  return new Date(timestamp).toLocaleString(language === "ru" ? "ru" : navigator.language, format);
}

async function invitation(token) {
  const known = /^[A-Za-z0-9_-]+$/.test(token); // whatever else stands there goes into no command
  const answer = known ? await ask(`chat/invites/${token}`) : { status: 404 };
  if (answer.status === 410) return show(say.overInvitation, paragraph(say.askNew));
  if (answer.status === 404) return show(say.noInvitation, paragraph(say.askAgain));
  const body = bodyOf(answer);
  const server = await facts();
  const parts = [paragraph(invites(body, server))];
  if (body.expires_at) {
    parts.push(paragraph(say.until(dateOf(body.expires_at))));
  }
  const leads = Boolean(body.chat || body.invited_by);
  parts.push(...(body.registers ? howToRegister(token, server, leads) : [paragraph(say.closedForNew)]));
  // One to the server alone has nothing to accept.
  if (leads) parts.push(...howToAccept(token));
  show(say.invitation, ...parts);
}

// What came of it, and whether the form is of use no longer.
async function setPassword(token, password, server) {
  const answer = await ask("chat/password", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token, password }),
  });
  const noToken = answer.body?.errors?.some((error) => error.field === "token");
  const status = noToken ? 404 : answer.status;
  const last = { 204: say.done, 404: say.noReset, 410: say.overReset }[status];
  if (last) return { text: last, over: true };
  return { text: status === 422 ? say.unfit(server.password_min) : why(answer), over: false };
}

async function reset(token) {
  if (!token) return show(say.reset, paragraph(say.noReset));
  const server = await facts();
  const password = element("input", {
    type: "password",
    autocomplete: "new-password",
    required: true,
    minLength: server.password_min,
    placeholder: say.characters(server.password_min),
  });
  const result = element("p", { role: "status" });
  const button = element("button", {}, say.set);
  const form = element("form", {}, element("label", {}, say.password, password), button);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true; // a link is good once: the second of two clicks would find it used
    const { text, over } = await setPassword(token, password.value, server);
    if (over) return show(say.reset, paragraph(text));
    result.textContent = text;
    button.disabled = false;
  });
  show(say.reset, form, result);
}

// What the address asks for.
async function start() {
  document.documentElement.lang = language;
  for (const link of document.querySelectorAll("[data-word]")) link.textContent = say[link.dataset.word];
  const path = location.pathname.slice(root.pathname.length);
  if (path.startsWith("i/")) return invitation(path.slice(2));
  return path === "reset" ? reset(location.hash.slice(1)) : home();
}

start().catch((error) => {
  if (!(error instanceof Refused)) throw error;
  const silent = error.answer.status === 0;
  show(silent ? say.unreachable : say.refused, paragraph(silent ? say.later : why(error.answer)));
});
