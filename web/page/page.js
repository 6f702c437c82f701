// The page of the server at all of its addresses, until there is a client: what this server is, what an invitation says and
// how to accept it, a new password by a link. No framework; everything is text, never HTML.
const root = new URL("../", import.meta.url); // this file is assets/page-<hash>.js
const base = root.href.replace(/\/$/, "");

const words = {
  en: {
    guide: "The guide",
    docs: "The API to try out",
    errors: "The errors",
    about: "This is a chat server: direct chats, groups and their history, over a documented API.",
    open: "Anybody can create an account here.",
    invited: "To create an account here, you need an invitation.",
    closed: "The operator of this server creates the accounts.",
    contact: (whom) => `Questions? Ask ${whom}.`,
    begin: "It has no client of its own yet. The guide says how to begin with curl or with a program of yours.",
    invitation: "You are invited",
    toGroup: (who, chat) => `${who} invites you to the group “${chat.name}” (members: ${chat.member_count}).`,
    groupOnly: (chat) => `You are invited to the group “${chat.name}” (members: ${chat.member_count}).`,
    toTalk: (who) => `${who} would like to chat with you.`,
    toServer: (name) => `You are invited to ${name}.`,
    until: (date) => `The invitation is good until ${date}.`,
    register: "If you have no account yet, create one. The invitation is accepted with it:",
    closedForNew: "You need an account to accept it. On this server the operator creates the accounts.",
    accept: "If you have an account, log in, and accept with the access token that you get:",
    noInvitation: "There is no such invitation",
    askAgain: "The link may be incomplete. Ask for it once more.",
    overInvitation: "This invitation is over",
    askNew: "It has expired, was used up, or was taken back. Ask for a new one.",
    yourName: "Your name",
    reset: "A new password",
    password: "New password",
    characters: (least) => `at least ${least} characters`,
    set: "Set the password",
    done: "Your new password is set. All sessions have ended; log in again.",
    noReset: "There is no such link. It may be incomplete: ask for it once more.",
    overReset: "This link is over. Ask for a new one.",
    unreachable: "The server does not answer",
    later: "Try again in a moment.",
  },
  ru: {
    guide: "Руководство (на английском)",
    docs: "Попробовать API",
    errors: "Ошибки (на английском)",
    about: "Это сервер чата: личные чаты, группы и их история, доступ через документированный API.",
    open: "Зарегистрироваться может любой.",
    invited: "Зарегистрироваться можно только по приглашению.",
    closed: "Учётные записи создаёт администратор сервера.",
    contact: (whom) => `Вопросы? Обращайтесь: ${whom}.`,
    begin: "Собственного клиента у сервера пока нет. В руководстве описано, как начать работу с curl или из своей программы.",
    invitation: "Вас пригласили",
    toGroup: (who, chat) => `${who} приглашает вас в группу «${chat.name}» (участников: ${chat.member_count}).`,
    groupOnly: (chat) => `Вас пригласили в группу «${chat.name}» (участников: ${chat.member_count}).`,
    toTalk: (who) => `${who} хочет начать с вами чат.`,
    toServer: (name) => `Вас пригласили на сервер «${name}».`,
    until: (date) => `Приглашение действует до ${date}.`,
    register: "Если учётной записи ещё нет, зарегистрируйтесь. Приглашение будет принято сразу:",
    closedForNew: "Чтобы принять приглашение, нужна учётная запись. На этом сервере их создаёт администратор.",
    accept: "Если учётная запись уже есть, войдите и примите приглашение с полученным токеном:",
    noInvitation: "Такого приглашения нет",
    askAgain: "Возможно, ссылка скопирована не целиком. Попросите прислать её ещё раз.",
    overInvitation: "Приглашение больше не действует",
    askNew: "Срок истёк, оно уже использовано или отозвано. Попросите новое.",
    yourName: "Ваше имя",
    reset: "Новый пароль",
    password: "Новый пароль",
    characters: (least) => `не короче ${least} символов`,
    set: "Сохранить пароль",
    done: "Новый пароль сохранён. Все сеансы завершены, войдите заново.",
    noReset: "Такой ссылки нет. Возможно, она скопирована не целиком: попросите прислать её ещё раз.",
    overReset: "Ссылка больше не действует. Попросите новую.",
    unreachable: "Сервер не отвечает",
    later: "Попробуйте ещё раз чуть позже.",
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
const commands = (...lines) => element("pre", {}, element("code", {}, lines.join("\n")));

function show(title, ...parts) {
  document.title = title;
  document.querySelector("main").replaceChildren(element("h1", {}, title), ...parts);
}

async function ask(path, options) {
  const answer = await fetch(new URL(path, root), options);
  return { status: answer.status, body: answer.status === 204 ? null : await answer.json() };
}

async function facts() {
  const { status, body } = await ask("chat/server");
  if (status !== 200) throw new Error(`${status}`);
  return body;
}

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

function howToRegister(token, server) {
  const body = {
    username: say.yourName,
    email: "you@example.com",
    password: say.characters(server.password_min),
    invite: token,
  };
  const json = JSON.stringify(body);
  return [
    paragraph(say.register),
    commands(`curl ${base}/chat/register -H 'Content-Type: application/json' -d '${json}'`),
  ];
}

function howToAccept(token) {
  const bearer = "-H 'Authorization: Bearer ACCESS_TOKEN'";
  return [
    paragraph(say.accept),
    commands(
      `curl ${base}/chat/token -d 'username=you@example.com' --data-urlencode 'password=…'`,
      `curl -X POST ${base}/chat/invites/${token}/accept ${bearer}`,
    ),
  ];
}

async function invitation(token) {
  const known = /^[A-Za-z0-9_-]+$/.test(token); // whatever else stands there goes into no command
  const { status, body } = known ? await ask(`chat/invites/${token}`) : { status: 404 };
  if (status === 410) return show(say.overInvitation, paragraph(say.askNew));
  if (status === 404) return show(say.noInvitation, paragraph(say.askAgain));
  if (status !== 200) throw new Error(`${status}`);
  const server = await facts();
  const parts = [paragraph(invites(body, server))];
  if (body.expires_at) {
    parts.push(paragraph(say.until(new Date(body.expires_at).toLocaleString(language))));
  }
  parts.push(...(body.registers ? howToRegister(token, server) : [paragraph(say.closedForNew)]));
  show(say.invitation, ...parts, ...howToAccept(token));
}

async function setPassword(token, password) {
  const { status, body } = await ask("chat/password", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token, password }),
  });
  if (status === 204) return say.done;
  if (status === 404) return say.noReset;
  if (status === 410) return say.overReset;
  return body.errors?.[0]?.message ?? body.detail;
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
  const form = element("form", {}, element("label", {}, say.password, password), element("button", {}, say.set));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    result.textContent = await setPassword(token, password.value).catch(() => `${say.unreachable}. ${say.later}`);
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

start().catch(() => show(say.unreachable, paragraph(say.later)));
