// Все слова мессенджера по-русски.
import type { Words } from "./en.js";
import { counted } from "./plural.js";

const count = (n: number, one: string, few: string, many: string) =>
  counted("ru", n, { one, few, many, other: many });
const seconds = (n: number) => count(n, "секунду", "секунды", "секунд");

export const ru: Words = {
  appName: "ASQ Chat",
  otherLanguage: "English",
  close: "Закрыть",
  back: "Назад",
  cancel: "Отмена",
  copy: "Скопировать",
  copied: "Скопировано",
  tryAgain: "Повторить",
  you: "Вы",
  deletedAccount: "Удалённый аккаунт",
  nameless: "Без имени",

  tagline: "Свой чат вашей команды. Войдите или создайте аккаунт.",
  taglineLogIn: "Свой чат вашей команды. Войдите, чтобы продолжить.",
  email: "Почта",
  emailHint: "Нужна для входа; писем этот сервер не отправляет.",
  password: "Пароль",
  passwordHint: (least) =>
    `Не короче ${counted("ru", least, { one: "символа", other: "символов" })}`,
  showPassword: "Показать пароль",
  hidePassword: "Скрыть пароль",
  name: "Ваше имя",
  logIn: "Войти",
  createAccount: "Создать аккаунт",
  haveAccount: "У меня есть аккаунт",
  newHere: "Я здесь впервые",
  forgot: "Забыли пароль?",
  forgotAsk: (contact) => `Попросите ссылку для нового пароля: ${contact}.`,
  forgotAskSomebody: "Попросите ссылку для нового пароля у того, кто управляет этим сервером.",
  invitedOnly:
    "Создать аккаунт здесь можно только по приглашению. Попросите его у кого-нибудь из участников.",
  closedServer: "Аккаунт может дать только тот, кто управляет этим сервером.",
  developers: "Для разработчиков",

  needName: "Введите имя",
  needEmail: "Введите почту",
  needPassword: "Введите пароль",
  badEmail: "Не похоже на адрес почты",
  shortPassword: (least) =>
    `Пароль должен быть не короче ${counted("ru", least, { one: "символа", other: "символов" })}`,
  commonPassword: "Такой пароль у многих, его легко подобрать. Придумайте другой",
  wrongPassword: "Неверная почта или пароль",
  emailTaken: "Аккаунт с этой почтой уже есть. Войдите в него",
  badName: "Выберите другое имя: это не получится показать",
  unreachable: "Сервер не отвечает. Проверьте соединение и повторите",
  busy: (n) => `Слишком много попыток. Повторите через ${seconds(n)}`,
  failed: "Не получилось. Повторите чуть позже",
  loggedOut: "Сеанс завершён. Войдите снова",

  invitesTo: (who, chat) => `${who} приглашает вас в «${chat}»`,
  invitedTo: (chat) => `Вас приглашают в «${chat}»`,
  invitesToTalk: (who) => `${who} приглашает вас в личный чат`,
  invitedToServer: (server) => `Вас приглашают на сервер «${server}»`,
  peopleInIt: (n) =>
    `Сейчас там ${count(n, "человек", "человека", "человек")}. Вы сможете прочитать всё, что написали раньше.`,
  join: (chat) => `Вступить в «${chat}»`,
  startChat: "Начать чат",
  joinAs: (who) => `Вы вошли как ${who}.`,
  invitationOver: "Приглашение больше не действует",
  invitationOverHint: "Оно истекло, уже использовано или отозвано. Попросите новое.",
  noInvitation: "Такого приглашения нет",
  noInvitationHint: "Возможно, ссылка скопирована не полностью. Попросите прислать её ещё раз.",
  leftBefore: "По этой ссылке вернуться нельзя",
  leftBeforeHint:
    "Вы вышли из этой группы, или вас удалили. Попросите кого-нибудь из участников добавить вас.",
  ownInvitation: "Это ваше собственное приглашение",
  ownInvitationHint: "Отправьте ссылку тому, с кем хотите поговорить.",
  toChats: "К моим чатам",

  chats: "Чаты",
  newChat: "Новый чат",
  settings: "Настройки",
  findChat: "Найти чат или человека",
  nameGroup: "Назовите группу",
  nameGroupHint:
    "Потом отправьте ссылку тем, с кем хотите общаться. Через полминуты они будут здесь.",
  groupName: "Название группы",
  createAndCopy: "Создать и скопировать ссылку",
  findPerson: "Найти человека",
  linkCopied: "Ссылка скопирована. Отправьте её тем, кого хотите видеть здесь.",
  inviteLink: "Ссылка для вступления",
  onlyThisComputer:
    "Эта ссылка открывается только на этом компьютере. Откройте сервер по имени или адресу в сети либо задайте public_url.",
  members: (n) => count(n, "участник", "участника", "участников"),
  noMessages: "Сообщений пока нет",
  messageTo: (chat) => `Сообщение: ${chat}`,
  send: "Отправить",
  chooseChat: "Выберите чат",

  connecting: "Соединение…",
  offline: "Нет соединения",
  offlineRetry: (n) => `Нет соединения. Следующая попытка через ${seconds(n)}`,
  catchingUp: "Обновление…",
};
