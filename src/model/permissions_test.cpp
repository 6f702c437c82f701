#include "model/permissions.hpp"

#include <gtest/gtest.h>

namespace asq {
namespace {

struct Row {
  ChatType type;
  Role role;
  bool admins_only_invite;
  bool may_invite;
};

// Every kind of membership there is: who may invite. All of them may read and send.
constexpr Row kTable[] = {
    {ChatType::direct, Role::member, false, false}, {ChatType::direct, Role::member, true, false},
    {ChatType::direct, Role::admin, false, false},  {ChatType::direct, Role::admin, true, false},
    {ChatType::direct, Role::owner, false, false},  {ChatType::direct, Role::owner, true, false},
    {ChatType::group, Role::member, false, true},   {ChatType::group, Role::member, true, false},
    {ChatType::group, Role::admin, false, true},    {ChatType::group, Role::admin, true, true},
    {ChatType::group, Role::owner, false, true},    {ChatType::group, Role::owner, true, true},
};

Membership membership(const Row& row) {
  return {row.type, row.role, row.admins_only_invite, Seq(1)};
}

TEST(Permissions, EveryMemberReadsAndSends) {
  for (const Row& row : kTable) {
    EXPECT_TRUE(may(membership(row), Action::read_history));
    EXPECT_TRUE(may(membership(row), Action::send));
  }
}

TEST(Permissions, InvitingIsForGroupsAndWhereTheGroupSaysSoForAdmins) {
  for (const Row& row : kTable) {
    EXPECT_EQ(may(membership(row), Action::invite), row.may_invite)
        << "role " << static_cast<int>(row.role) << ", admins only " << row.admins_only_invite;
  }
}

TEST(Permissions, CapabilitiesSayWhatMaySays) {
  using Names = std::vector<std::string_view>;
  for (const Row& row : kTable) {
    EXPECT_EQ(capabilities(membership(row)),
              row.may_invite ? Names({"send", "invite"}) : Names({"send"}));
  }
}

}  // namespace
}  // namespace asq
