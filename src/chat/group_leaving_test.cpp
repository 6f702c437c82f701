#include "chat/group_leaving.hpp"

#include "chat/account_changes.hpp"
#include "support/chat_ground.hpp"
#include "support/interposed_store.hpp"

namespace asq::chat {
namespace {

class GroupLeavingTest : public test::ChatGround {
 protected:
  GroupLeavingTest() : leaver_(person("leaver")), heir_(person("heir")) {}

  // In so many groups, and deleted.
  void delete_in_groups(int count) {
    for (int i = 0; i < count; ++i) group(leaver_, {heir_});
    auto verb = [this](store::Transaction& rows) { return erase_account(rows, leaver_); };
    EXPECT_TRUE(run(store_->write<bool>({"delete account", Payer::server()}, std::move(verb))));
  }
  std::size_t groups_of_leaver() {
    auto verb = [this](store::Snapshot& rows) -> Result<std::size_t> {
      return rows.chats_of(leaver_).size();
    };
    return run(store_->read<std::size_t>({"chats", Payer::server()}, std::move(verb)));
  }

  const UserId leaver_;
  const UserId heir_;
};

TEST_F(GroupLeavingTest, GoesOnUntilNoGroupIsLeft) {
  delete_in_groups(110);
  GroupLeaving leaving(*store_);
  ASSERT_TRUE(leaving.begin()) << "at the start something may be left from before";
  EXPECT_FALSE(leaving.begin()) << "one run at a time";
  loop_.run(leaving.run());
  EXPECT_EQ(groups_of_leaver(), 0U);
  EXPECT_FALSE(leaving.begin());
  leaving.wake();
  EXPECT_TRUE(leaving.begin());
}

TEST_F(GroupLeavingTest, WhatTheStoreRefusesIsTriedAgain) {
  delete_in_groups(110);
  auto interposed = std::make_unique<test::InterposedStore>(std::move(store_));
  interposed->overload("leave groups", 1);
  store_ = std::move(interposed);
  GroupLeaving leaving(*store_);
  ASSERT_TRUE(leaving.begin());
  loop_.run(leaving.run());
  EXPECT_GT(groups_of_leaver(), 0U);
  ASSERT_TRUE(leaving.begin());
  loop_.run(leaving.run());
  EXPECT_EQ(groups_of_leaver(), 0U);
}

}  // namespace
}  // namespace asq::chat
