// Every word of the messenger in English. ru.ts has the same keys; the types say so.
import { counted } from "./plural.js";

const count = (n: number, one: string, other: string) => counted("en", n, { one, other });

export const en = {
  // Everywhere
  appName: "ASQ Chat",
  otherLanguage: "Русский",
  close: "Close",
  back: "Back",
  cancel: "Cancel",
  copy: "Copy",
  copied: "Copied",
  tryAgain: "Try again",
  you: "You",
  deletedAccount: "Deleted account",
  nameless: "No name",

  // Coming in
  tagline: "Your team's own chat. Log in or create an account.",
  taglineLogIn: "Your team's own chat. Log in to go on.",
  email: "E-mail",
  emailHint: "For logging in; this server sends no mail.",
  password: "Password",
  passwordHint: (least: number) => `At least ${count(least, "character", "characters")}`,
  showPassword: "Show the password",
  hidePassword: "Hide the password",
  name: "Your name",
  logIn: "Log in",
  createAccount: "Create account",
  haveAccount: "I have an account",
  newHere: "I'm new here",
  forgot: "Forgot your password?",
  forgotAsk: (contact: string) => `Ask ${contact} for a link that sets a new one.`,
  forgotAskSomebody: "Ask the person who runs this server for a link that sets a new one.",
  invitedOnly: "To create an account here you need an invitation. Ask somebody who is in.",
  closedServer: "Only the person who runs this server can give you an account.",
  developers: "For developers",

  // What can be wrong with a form
  needName: "Enter your name",
  needEmail: "Enter your e-mail",
  needPassword: "Enter your password",
  badEmail: "This does not look like an e-mail address",
  shortPassword: (least: number) =>
    `The password needs ${count(least, "character", "characters")} or more`,
  commonPassword: "Many people use this password, so it is easy to guess. Choose another one",
  wrongPassword: "The e-mail or the password is wrong",
  emailTaken: "There is an account with this e-mail already. Log in with it",
  badName: "Choose another name: this one can't be shown",
  unreachable: "The server does not answer. Check the connection and try again",
  busy: (seconds: number) => `Too many tries. Try again in ${count(seconds, "second", "seconds")}`,
  failed: "This did not work. Try again in a moment",
  loggedOut: "You were logged out. Log in again",

  // An invitation
  invitesTo: (who: string, chat: string) => `${who} invites you to ${chat}`,
  invitedTo: (chat: string) => `You are invited to ${chat}`,
  invitesToTalk: (who: string) => `${who} would like to chat with you`,
  invitedToServer: (server: string) => `You are invited to ${server}`,
  peopleInIt: (n: number) =>
    `${count(n, "person is", "people are")} in it. If you join, you can read what was written before.`,
  join: (chat: string) => `Join ${chat}`,
  startChat: "Start the chat",
  joinAs: (who: string) => `You are logged in as ${who}.`,
  invitationOver: "This invitation no longer works",
  invitationOverHint: "It has expired, was used up or was taken back. Ask for a new one.",
  noInvitation: "This invitation does not exist",
  noInvitationHint: "The link may be incomplete. Ask for it again.",
  leftBefore: "You can't come back by this link",
  leftBeforeHint: "You left this group or were removed. Ask somebody in it to add you.",
  ownInvitation: "This is your own invitation",
  ownInvitationHint: "Send the link to the person you want to talk to.",
  toChats: "To my chats",

  // A new password by a link
  resetTitle: "A new password",
  setPassword: "Set the password",
  passwordSet: "Your new password is set. You are logged out everywhere; log in with it.",
  noReset: "This link does not exist",
  noResetHint: "It may be incomplete. Ask for it again.",
  resetOver: "This link no longer works",
  resetOverHint: "It was used, or has expired. Ask for a new one.",
  notYou: "Not you? Log out",

  // Chats
  chats: "Chats",
  newChat: "New chat",
  settings: "Settings",
  findChat: "Find a chat or a person",
  nameGroup: "Name your group",
  nameGroupHint:
    "Then send its link to the people you want to talk to. They are in within half a minute.",
  groupName: "Name of the group",
  createAndCopy: "Create and copy link",
  findPerson: "Find a person",
  linkCopied: "The link is copied. Send it to the people you want here.",
  inviteLink: "Link to join",
  inviteCard: "Nobody has written here yet",
  inviteCardHint: "Send this link to the people you want here. It works for a week.",
  copyLink: "Copy link",
  today: "Today",
  yesterday: "Yesterday",
  deletedMessage: "Message deleted",
  edited: "edited",
  newMessages: "New messages",
  waiting: "Waiting to be sent",
  stored: "Sent",
  read: "Read",
  refused: (why: string) => `Not sent: ${why}`,
  toNewest: "To the newest message",
  gone: "You are no longer in this chat",

  // A message
  reply: "Reply",
  react: "React",
  more: "More",
  editMessage: "Edit",
  copyText: "Copy text",
  copyMessageLink: "Copy link to message",
  deleteMessage: "Delete",
  deleteAsk: "Delete this message?",
  deleteHint: "It is deleted for everybody in the chat. This can't be undone.",
  editing: "Editing a message",
  stopReply: "Don't reply",
  stopEditing: "Don't edit",
  save: "Save",
  withdraw: "Don't send",
  limited: (seconds: number) =>
    `Too many at once. Goes out in ${count(seconds, "second", "seconds")}`,
  reactions: (emoji: string, n: number) => `${emoji}: ${count(n, "person", "people")}`,
  showAll: "Show all",
  messages: "Messages",
  tooLong: (over: number) => `${count(over, "character", "characters")} too many`,
  left: (n: number) => `${count(n, "character", "characters")} left`,
  noFiles: "Files can't be sent yet",
  mayNotWrite: "You can read this chat, but not write in it",
  peopleTyping: (names: readonly string[]) =>
    names.length === 1
      ? `${names[0] ?? ""} is typing…`
      : names.length === 2
        ? `${names.join(" and ")} are typing…`
        : "Several people are typing…",
  personOnline: "online",
  lastSeen: (when: string) => `last seen ${when}`,
  membersOnline: (members: number, online: number) =>
    `${count(members, "member", "members")}, ${online} online`,
  onlyThisComputer:
    "This link opens only on this computer. Open the server by its name or address in the network, or set public_url.",
  members: (n: number) => count(n, "member", "members"),
  noMessages: "No messages yet",
  messageTo: (chat: string) => `Message ${chat}`,
  send: "Send",
  chooseChat: "Choose a chat",

  // Connection
  connecting: "Connecting…",
  offline: "No connection",
  offlineRetry: (seconds: number) =>
    `No connection. Trying again in ${count(seconds, "second", "seconds")}`,
  catchingUp: "Updating…",
};

export type Words = typeof en;
