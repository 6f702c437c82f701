// Who is shown first among members, and what one may do with somebody. Pure; the server decides.
import type { Chat, Member, Role } from "asq-client";

export type MemberAction = "write" | "make_admin" | "make_member" | "make_owner" | "remove";

const kRank: Record<Role, number> = { member: 0, admin: 1, owner: 2 };

/** With oneself there is nothing to do here. */
export function memberActions(
  { role, capabilities }: Pick<Chat, "role" | "capabilities">,
  { user, role: theirs }: Member,
  me: number,
): MemberAction[] {
  if (user.id === me || user.deleted) return [];
  const actions: MemberAction[] = ["write"];
  if (capabilities.includes("change_role"))
    actions.push(theirs === "admin" ? "make_member" : "make_admin", "make_owner");
  // Admins remove members, the owner admins, too.
  if (capabilities.includes("remove_member") && kRank[theirs] < kRank[role]) actions.push("remove");
  return actions;
}

/** The owner, the admins, the others; each by name. */
export function sortMembers(members: readonly Member[], language: string): Member[] {
  const collator = new Intl.Collator(language, { sensitivity: "base", numeric: true });
  return [...members].sort(
    (one, other) =>
      kRank[other.role] - kRank[one.role] ||
      collator.compare(one.user.username, other.user.username) ||
      one.user.id - other.user.id,
  );
}
