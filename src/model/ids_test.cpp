#include "model/ids.hpp"

#include <gtest/gtest.h>

#include <type_traits>
#include <unordered_set>

namespace asq {
namespace {

// What must not compile: a plain integer or another kind of id in place of one.
static_assert(!std::is_convertible_v<std::int64_t, ChatId>);
static_assert(!std::is_convertible_v<ChatId, std::int64_t>);
static_assert(!std::is_constructible_v<ChatId, UserId>);
static_assert(!std::is_assignable_v<ChatId&, std::int64_t>);
static_assert(!std::is_assignable_v<Seq&, MessageId>);

TEST(Ids, NoneIsZeroAndBeforeTheFirst) {
  EXPECT_EQ(UserId().value(), 0);
  EXPECT_LT(Seq(), Seq(1));
  EXPECT_EQ(next(Seq(0)), Seq(1));
}

TEST(Ids, TheLargestIsTheLargestThatADoubleHoldsWithItsSuccessorsApart) {
  EXPECT_EQ(kMaxWireInteger, 9'007'199'254'740'991);
  EXPECT_NE(static_cast<double>(kMaxWireInteger), static_cast<double>(kMaxWireInteger - 1));
  EXPECT_EQ(static_cast<double>(kMaxWireInteger + 1), static_cast<double>(kMaxWireInteger + 2));
}

TEST(Ids, AreKeysOfHashTables) {
  const std::unordered_set<ChatId> chats{ChatId(1), ChatId(2), ChatId(1)};
  EXPECT_EQ(chats.size(), 2U);
  EXPECT_TRUE(chats.contains(ChatId(2)));
}

}  // namespace
}  // namespace asq
