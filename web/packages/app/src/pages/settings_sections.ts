// The sections of the settings, in the order of the list.
import type { Words } from "../i18n/en.js";

export const sections = ["profile", "login", "sessions", "look", "account", "about"] as const;
export type Section = (typeof sections)[number];

export function titleOfSection(section: Section, say: Words): string {
  switch (section) {
    case "profile":
      return say.profile;
    case "login":
      return say.emailAndPassword;
    case "sessions":
      return say.sessions;
    case "look":
      return say.look;
    case "account":
      return say.account;
    case "about":
      return say.about;
  }
}
