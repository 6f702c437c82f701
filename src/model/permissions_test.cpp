#include "model/permissions.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace asq {
namespace {

using A = Action;
using Names = std::vector<std::string_view>;

constexpr std::array kActions = {
    A::read_history,  A::send,        A::invite,      A::update, A::delete_any_message,
    A::remove_member, A::change_role, A::delete_chat, A::leave};

// Every kind of membership there is, and all that it may, in the order of Action: 'x' yes, '.' no.
struct Row {
  ChatType type;
  Role role;
  bool admins_only_invite;
  std::string_view may;
};
constexpr auto kTable = std::to_array<Row>({
    {ChatType::direct, Role::member, false, "xx......."},
    {ChatType::direct, Role::member, true, "xx......."},
    {ChatType::direct, Role::admin, false, "xx......."},
    {ChatType::direct, Role::admin, true, "xx......."},
    {ChatType::direct, Role::owner, false, "xx......."},
    {ChatType::direct, Role::owner, true, "xx......."},
    {ChatType::group, Role::member, false, "xxx.....x"},
    {ChatType::group, Role::member, true, "xx......x"},
    {ChatType::group, Role::admin, false, "xxxxxx..x"},
    {ChatType::group, Role::admin, true, "xxxxxx..x"},
    {ChatType::group, Role::owner, false, "xxxxxxxxx"},
    {ChatType::group, Role::owner, true, "xxxxxxxxx"},
});

Membership membership(const Row& row) {
  return {row.type, row.role, row.admins_only_invite, Seq(1)};
}
Membership in_group(Role role) { return {ChatType::group, role, false, Seq(1)}; }

TEST(Permissions, EveryKindOfMembershipMayWhatTheTableSays) {
  for (const Row& row : kTable) {
    std::string allowed;
    for (const Action action : kActions) allowed += may(membership(row), action) ? 'x' : '.';
    EXPECT_EQ(allowed, row.may) << "type " << static_cast<int>(row.type) << ", role "
                                << static_cast<int>(row.role) << ", admins only "
                                << row.admins_only_invite;
  }
}

TEST(Permissions, WhatADirectChatDoesNotHaveIsNoQuestionOfRights) {
  const Membership direct{ChatType::direct, Role::member, false, Seq(1)};
  for (const Action action :
       {A::invite, A::update, A::remove_member, A::change_role, A::delete_chat, A::leave}) {
    EXPECT_EQ(refusal(direct, action), ErrorCode::direct_chat) << static_cast<int>(action);
    EXPECT_EQ(refusal(in_group(Role::member), action), ErrorCode::forbidden);
  }
  EXPECT_EQ(refusal(direct, A::delete_any_message), ErrorCode::forbidden);
}

TEST(Permissions, OnlySomebodyLowerIsRemoved) {
  constexpr std::array roles = {Role::member, Role::admin, Role::owner};
  std::string removable;
  for (const Role actor : roles) {
    for (const Role target : roles) {
      removable += may_remove(in_group(actor), target) ? 'x' : '.';
    }
  }
  EXPECT_EQ(removable, "...x..xx.");
  EXPECT_FALSE(may_remove({ChatType::direct, Role::owner, false, Seq(1)}, Role::member));
}

TEST(Permissions, CapabilitiesSayWhatMaySays) {
  const auto of = [](ChatType type, Role role, bool admins_only_invite) {
    return capabilities({type, role, admins_only_invite, Seq(1)});
  };
  EXPECT_EQ(of(ChatType::direct, Role::member, false), Names({"send"}));
  EXPECT_EQ(of(ChatType::group, Role::member, false), Names({"send", "invite", "leave"}));
  EXPECT_EQ(of(ChatType::group, Role::member, true), Names({"send", "leave"}));
  EXPECT_EQ(of(ChatType::group, Role::admin, true),
            Names({"send", "invite", "update", "delete_any_message", "remove_member", "leave"}));
  EXPECT_EQ(of(ChatType::group, Role::owner, true),
            Names({"send", "invite", "update", "delete_any_message", "remove_member", "change_role",
                   "delete_chat", "leave"}));
}

}  // namespace
}  // namespace asq
