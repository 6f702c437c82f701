#include "store/log_entry.hpp"

#include <gtest/gtest.h>

#include <type_traits>

#include "support/people.hpp"

namespace asq::store {
namespace {

// The numbers are stored, so they never change their meaning. A new kind gets a new number.
template <class Enum>
constexpr int number(Enum value) {
  return static_cast<int>(value);
}
static_assert(std::is_same_v<std::underlying_type_t<LogKind>, std::uint8_t>);
static_assert(number(LogKind::message) == 0);
static_assert(number(LogKind::message_edited) == 1);
static_assert(number(LogKind::message_deleted) == 2);
static_assert(number(LogKind::reaction) == 3);
static_assert(number(LogKind::chat_created) == 4);
static_assert(number(LogKind::chat_updated) == 5);
static_assert(number(LogKind::chat_deleted) == 6);
static_assert(number(LogKind::member_added) == 7);
static_assert(number(LogKind::member_removed) == 8);
static_assert(number(LogKind::member_role) == 9);
static_assert(number(LogKind::user_updated) == 10);
static_assert(number(Role::member) == 0);
static_assert(number(Role::admin) == 1);
static_assert(number(Role::owner) == 2);

// Nine changes have a row and five have none: another one needs a test here.
static_assert(std::variant_size_v<Change> == 14);

constexpr ChatId kChat(7);
using test::kMaks;
using test::kOlga;

Message message(std::int64_t seq) {
  Message made;
  made.id = MessageId(99);
  made.chat_id = kChat;
  made.seq = Seq(seq);
  made.sender_id = kMaks;
  made.text = "hello";
  return made;
}

User user(UserId id) {
  User made;
  made.id = id;
  made.username = "olga";
  return made;
}

void expect_entry(const Change& change, const LogEntry& expected) {
  const auto entry = log_entry(change);
  ASSERT_TRUE(entry.has_value());
  EXPECT_EQ(number(entry->kind), number(expected.kind));
  EXPECT_EQ(entry->chat, expected.chat);
  EXPECT_EQ(entry->subject, expected.subject);
  EXPECT_EQ(entry->actor, expected.actor);
  EXPECT_EQ(entry->role, expected.role);
}

TEST(LogEntry, AMessageIsNamedByItsSeq) {
  expect_entry(MessageAppended{message(5)}, {LogKind::message, kChat, 5});
}

TEST(LogEntry, AChangedMessageIsNamedByItsSeqAndByWhatBecameOfIt) {
  using How = MessageChanged::How;
  expect_entry(MessageChanged{How::edited, message(5)}, {LogKind::message_edited, kChat, 5});
  expect_entry(MessageChanged{How::deleted, message(6)}, {LogKind::message_deleted, kChat, 6});
  expect_entry(MessageChanged{How::reaction, message(7)}, {LogKind::reaction, kChat, 7});
}

TEST(LogEntry, AChangeOfAChatNamesWhoMadeIt) {
  expect_entry(ChatCreated{kChat, {kMaks, kOlga}, kMaks}, {LogKind::chat_created, kChat, 0, kMaks});
  expect_entry(ChatUpdated{kChat, kOlga}, {LogKind::chat_updated, kChat, 0, kOlga});
  expect_entry(ChatDeleted{kChat, kMaks}, {LogKind::chat_deleted, kChat, 0, kMaks});
}

TEST(LogEntry, AChangeOfAMemberNamesThePersonWhoMadeItAndTheRole) {
  expect_entry(MemberAdded{kChat, user(kOlga), Role::admin, kMaks},
               {LogKind::member_added, kChat, kOlga.value(), kMaks, Role::admin});
  expect_entry(MemberRemoved{kChat, kOlga, kMaks, Role::owner},
               {LogKind::member_removed, kChat, kOlga.value(), kMaks, Role::owner});
  expect_entry(MemberRoleChanged{kChat, kOlga, Role::admin, kMaks},
               {LogKind::member_role, kChat, kOlga.value(), kMaks, Role::admin});
}

// Shared chats decide later whom it concerns.
TEST(LogEntry, AChangedProfileIsInNoChat) {
  expect_entry(UserUpdated{user(kOlga), {kChat}}, {LogKind::user_updated, ChatId(), kOlga.value()});
}

TEST(LogEntry, MarkersAndSessionsTakeAPositionWithoutARow) {
  EXPECT_FALSE(log_entry(MarkerMoved{kChat, kMaks, Seq(5)}).has_value());
  EXPECT_FALSE(log_entry(SessionBegan{SessionId(3), kMaks, Timestamp()}).has_value());
  EXPECT_FALSE(log_entry(SessionEnded{SessionId(3), kMaks}).has_value());
}

TEST(LogEntry, WhatPassesHasNoRow) {
  EXPECT_FALSE(log_entry(Typing{kChat, kMaks}).has_value());
  EXPECT_FALSE(log_entry(PresenceChanged{{kMaks, PresenceState::online, {}}}).has_value());
}

}  // namespace
}  // namespace asq::store
