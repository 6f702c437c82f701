#include "store/membership_cache.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace asq::store {
namespace {

Membership member_at(std::int64_t last_seq) {
  return {ChatType::group, Role::member, false, Seq(last_seq)};
}

// Loads `user` of `chat`, with nothing happening meanwhile.
void load(MembershipCache& cache, std::int64_t chat, std::int64_t user,
          const std::optional<Membership>& membership) {
  cache.keep(cache.ticket(ChatId(chat)), ChatId(chat), UserId(user), membership);
}

void apply(MembershipCache& cache, Change change) {
  Event event;
  event.what = std::move(change);
  cache.apply(event);
}
void append(MembershipCache& cache, std::int64_t chat, std::int64_t seq) {
  Message message;
  message.chat_id = ChatId(chat);
  message.seq = Seq(seq);
  apply(cache, MessageAppended{std::move(message)});
}
void change(MembershipCache& cache, std::int64_t chat) {
  apply(cache, ChatUpdated{ChatId(chat), UserId(1)});
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
  append(cache, 1, 6);
  EXPECT_EQ(cache.find(ChatId(1), UserId(1)).value().value().last_seq, Seq(6));
}

TEST(MembershipCache, AMessageDuringALoadIsNotForgotten) {
  MembershipCache cache(10);
  const auto ticket = cache.ticket(ChatId(1));
  append(cache, 1, 6);
  cache.keep(ticket, ChatId(1), UserId(1), member_at(5));
  EXPECT_EQ(cache.find(ChatId(1), UserId(1)).value().value().last_seq, Seq(6));
}

TEST(MembershipCache, WhatWasLoadedBeforeAChangeIsNotKeptAfterIt) {
  MembershipCache cache(10);
  const auto ticket = cache.ticket(ChatId(1));
  change(cache, 1);
  cache.keep(ticket, ChatId(1), UserId(1), std::nullopt);
  EXPECT_EQ(cache.find(ChatId(1), UserId(1)), std::nullopt);
}

TEST(MembershipCache, AChangeForgetsTheWholeChatAndNoOther) {
  MembershipCache cache(10);
  load(cache, 1, 1, member_at(1));
  load(cache, 2, 1, member_at(1));
  change(cache, 1);
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
  const auto ticket = cache.ticket(ChatId(1));
  append(cache, 1, 6);
  append(cache, 2, 1);  // evicts chat 1
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

// Everything by which somebody's membership, role or right may have changed.
TEST(MembershipCache, EveryChangeOfWhoIsInAChatIsForgotten) {
  User gone;
  gone.id = UserId(1);
  gone.deleted = true;
  const ChatId chat(1);
  const std::vector<Change> changes{ChatCreated{chat, {UserId(1)}, UserId(1)},
                                    ChatUpdated{chat, UserId(1)},
                                    ChatDeleted{chat, UserId(1)},
                                    MemberAdded{chat, {}, Role::member, UserId(1)},
                                    MemberRemoved{chat, UserId(1), UserId(1)},
                                    MemberRoleChanged{chat, UserId(1), Role::admin, UserId(1)},
                                    UserUpdated{gone, {chat}}};
  for (const Change& one : changes) {
    MembershipCache cache(10);
    load(cache, 1, 1, member_at(5));
    load(cache, 2, 1, member_at(5));
    const auto ticket = cache.ticket(ChatId(1));
    apply(cache, one);
    EXPECT_EQ(cache.find(chat, UserId(1)), std::nullopt) << one.index();
    EXPECT_TRUE(cache.find(ChatId(2), UserId(1)).has_value()) << "another chat";
    cache.keep(ticket, chat, UserId(1), member_at(5));
    EXPECT_EQ(cache.find(chat, UserId(1)), std::nullopt) << "loaded before the change";
  }
}

TEST(MembershipCache, ANewNameChangesNoMembership) {
  MembershipCache cache(10);
  load(cache, 1, 1, member_at(5));
  apply(cache, UserUpdated{{}, {ChatId(1)}});
  EXPECT_TRUE(cache.find(ChatId(1), UserId(1)).has_value());
}

// All of it waited, for ten milliseconds at the usual bound, while an eighth of the chats went.
TEST(MembershipCache, MakingRoomAmongManyChatsLeavesMostOfThemAlone) {
  constexpr std::int64_t kChats = 32 * 256;
  MembershipCache cache(kChats);
  for (std::int64_t chat = 0; chat < kChats; ++chat) load(cache, chat, 1, member_at(1));
  const auto ticket = cache.ticket(ChatId(3));
  load(cache, kChats, 1, member_at(1));  // in the shard of chat 0, which is full

  EXPECT_EQ(cache.find(ChatId(0), UserId(1)), std::nullopt);
  cache.keep(ticket, ChatId(3), UserId(2), member_at(1));
  EXPECT_NE(cache.find(ChatId(3), UserId(2)), std::nullopt) << "that load is not void";
  std::int64_t known = 0;
  for (std::int64_t chat = 0; chat <= kChats; ++chat) {
    known += cache.find(ChatId(chat), UserId(1)) ? 1 : 0;
  }
  EXPECT_EQ(known, kChats + 1 - 256 / 8 - 1) << "an eighth of that shard, and one that had to go";
}

}  // namespace
}  // namespace asq::store
