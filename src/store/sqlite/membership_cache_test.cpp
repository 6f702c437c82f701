#include "store/sqlite/membership_cache.hpp"

#include <gtest/gtest.h>

namespace asq::store::sqlite {
namespace {

Membership member_at(std::int64_t last_seq) {
  return {ChatType::group, Role::member, false, Seq(last_seq)};
}

// Loads `user` of `chat`, with nothing happening meanwhile.
void load(MembershipCache& cache, std::int64_t chat, std::int64_t user,
          const std::optional<Membership>& membership) {
  cache.keep(cache.ticket(), ChatId(chat), UserId(user), membership);
}

TEST(MembershipCache, WhatWasLoadedIsKnownStrangersToo) {
  MembershipCache cache(10);
  EXPECT_EQ(cache.find(ChatId(1), UserId(1)), std::nullopt);
  load(cache, 1, 1, member_at(5));
  load(cache, 1, 2, std::nullopt);
  EXPECT_EQ(cache.find(ChatId(1), UserId(1)).value().value().last_seq, Seq(5));
  EXPECT_EQ(cache.find(ChatId(1), UserId(2)).value(), std::nullopt);
}

TEST(MembershipCache, AMessageMovesTheChatForEveryMember) {
  MembershipCache cache(10);
  load(cache, 1, 1, member_at(5));
  cache.message_appended(ChatId(1), Seq(6));
  EXPECT_EQ(cache.find(ChatId(1), UserId(1)).value().value().last_seq, Seq(6));
}

TEST(MembershipCache, AMessageDuringALoadIsNotForgotten) {
  MembershipCache cache(10);
  const auto ticket = cache.ticket();
  cache.message_appended(ChatId(1), Seq(6));
  cache.keep(ticket, ChatId(1), UserId(1), member_at(5));
  EXPECT_EQ(cache.find(ChatId(1), UserId(1)).value().value().last_seq, Seq(6));
}

TEST(MembershipCache, WhatWasLoadedBeforeAChangeIsNotKeptAfterIt) {
  MembershipCache cache(10);
  const auto ticket = cache.ticket();
  cache.forget(ChatId(1));
  cache.keep(ticket, ChatId(1), UserId(1), std::nullopt);
  EXPECT_EQ(cache.find(ChatId(1), UserId(1)), std::nullopt);
}

TEST(MembershipCache, AChangeForgetsTheWholeChatAndNoOther) {
  MembershipCache cache(10);
  load(cache, 1, 1, member_at(1));
  load(cache, 2, 1, member_at(1));
  cache.forget(ChatId(1));
  EXPECT_EQ(cache.find(ChatId(1), UserId(1)), std::nullopt);
  EXPECT_TRUE(cache.find(ChatId(2), UserId(1)).has_value());
}

TEST(MembershipCache, TheLeastRecentlyUsedChatsGoFirst) {
  MembershipCache cache(8);
  for (std::int64_t chat = 1; chat <= 8; ++chat) load(cache, chat, 1, member_at(1));
  EXPECT_TRUE(cache.find(ChatId(1), UserId(1)).has_value());  // used again
  load(cache, 9, 1, member_at(1));
  EXPECT_TRUE(cache.find(ChatId(1), UserId(1)).has_value());
  EXPECT_EQ(cache.find(ChatId(2), UserId(1)), std::nullopt);
}

// A message and an eviction during a load: the message is forgotten with its chat, so what was
// loaded before it must not be kept.
TEST(MembershipCache, WhatWasLoadedBeforeAnEvictionIsNotKept) {
  MembershipCache cache(1);
  const auto ticket = cache.ticket();
  cache.message_appended(ChatId(1), Seq(6));
  cache.message_appended(ChatId(2), Seq(1));  // evicts chat 1
  cache.keep(ticket, ChatId(1), UserId(1), member_at(5));
  EXPECT_EQ(cache.find(ChatId(1), UserId(1)), std::nullopt);
}

TEST(MembershipCache, AnyNumberOfPeopleInOneChatStaysWithinItsBound) {
  MembershipCache cache(4);
  for (std::int64_t user = 1; user <= 1'000; ++user) load(cache, 1, user, std::nullopt);
  int known = 0;
  for (std::int64_t user = 1; user <= 1'000; ++user) {
    known += cache.find(ChatId(1), UserId(user)) ? 1 : 0;
  }
  EXPECT_GT(known, 0);
  EXPECT_LE(known, 64);
}

}  // namespace
}  // namespace asq::store::sqlite
