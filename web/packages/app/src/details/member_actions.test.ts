import type { Chat, Member, Role } from "asq-client";
import { expect, test } from "vitest";

import { memberActions, sortMembers } from "./member_actions.js";

const me = 1;
const member = (id: number, role: Role, username = `Person ${id}`): Member => ({
  user: { id, username, name: username, created_at: "2026-01-01T00:00:00Z" },
  role,
  read_seq: 0,
});
const owner: Pick<Chat, "role" | "capabilities"> = {
  role: "owner",
  capabilities: ["send", "remove_member", "change_role"],
};
const admin: typeof owner = { role: "admin", capabilities: ["send", "remove_member"] };
const plain: typeof owner = { role: "member", capabilities: ["send"] };

test.each([
  ["the owner with a member", owner, "member", ["write", "make_admin", "make_owner", "remove"]],
  ["the owner with an admin", owner, "admin", ["write", "make_member", "make_owner", "remove"]],
  ["an admin with a member", admin, "member", ["write", "remove"]],
  ["an admin with an admin", admin, "admin", ["write"]],
  ["an admin with the owner", admin, "owner", ["write"]],
  ["a member with a member", plain, "member", ["write"]],
] as const)("what may be done: %s", (_, group, role, actions) => {
  expect(memberActions(group, member(2, role), me)).toEqual(actions);
});

test("with oneself and with a deleted account there is nothing to do", () => {
  const gone = member(2, "member");
  expect(memberActions(owner, member(me, "owner"), me)).toEqual([]);
  expect(memberActions(owner, { ...gone, user: { ...gone.user, deleted: true } }, me)).toEqual([]);
});

test("the owner is first, then the admins, then the others, each by name", () => {
  const members = [
    member(1, "member", "person 10"),
    member(2, "admin", "Zoe"),
    member(3, "member", "Person 9"),
    member(4, "owner", "Zoe"),
    member(5, "admin", "anna"),
  ];
  expect(sortMembers(members, "en").map(({ user }) => user.id)).toEqual([4, 5, 2, 3, 1]);
});
