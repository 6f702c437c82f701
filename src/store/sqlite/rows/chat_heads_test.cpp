#include "store/sqlite/rows/chat_heads.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "store/sqlite/core/schema.hpp"

namespace asq::store::sqlite {
namespace {

// `read` by the two markers that a head keeps, and by all markers, must agree.
TEST(ChatHead, TwoMarkersSayForEverySenderHowFarTheOthersHaveRead) {
  ChatHead head;
  std::array<std::int64_t, 5> markers{};  // of the users 1 to 4
  std::uint32_t random = 1;
  for (int move = 0; move < 2'000; ++move) {
    random = random * 1'664'525 + 1'013'904'223;
    const std::size_t user = random >> 16 & 3U;
    markers[user + 1] += random >> 20 & 7U;
    head.move_marker(UserId(static_cast<std::int64_t>(user) + 1), Seq(markers[user + 1]));
    for (std::size_t sender = 1; sender <= 4; ++sender) {
      std::int64_t others = 0;
      for (std::size_t each = 1; each <= 4; ++each) {
        if (each != sender) others = std::max(others, markers[each]);
      }
      const bool owner = head.read_high_by == UserId(static_cast<std::int64_t>(sender));
      EXPECT_EQ((owner ? head.read_second : head.read_high).value(), others);
    }
  }
}

class ChatHeadsTest : public ::testing::Test {
 protected:
  ChatHeadsTest() : database_(":memory:"), sql_(database_), heads_(sql_, 2) {
    for (const auto migration : all_migrations()) database_.execute(std::string(migration));
    database_.execute(
        "INSERT INTO users (id, username, email, email_folded, password_hash, created_at) "
        "VALUES (1, 'u', 'u', 'u', '', 0), (2, 'v', 'v', 'v', '', 0);"
        "INSERT INTO chats (id, type, name, creator_id, created_at, member_count, last_at) "
        "VALUES (1, 1, 'a', 1, 0, 1, 0), (2, 1, 'b', 1, 0, 1, 0), (3, 1, 'c', 1, 0, 1, 0);"
        "INSERT INTO members (chat_id, user_id, role, joined_seq, read_seq, joined_at) VALUES (1, "
        "1, 2, 0, 0, 0), (2, 1, 0, 0, 0, 0), (3, 1, 0, 0, 0, 0);");
  }
  // User 1 says something.
  void append(std::int64_t chat, std::int64_t micros) {
    const Seq last = heads_.find(ChatId(chat), UserId(1)).value().head.last_seq;
    heads_.append(ChatId(chat), UserId(1), next(last), micros, LogPosition(1));
  }
  std::int64_t stored_seq(int chat) {
    return database_.query_integer("SELECT last_seq FROM chats WHERE id = " + std::to_string(chat));
  }

  Database database_;
  WriteStatements sql_;
  ChatHeads heads_;
};

TEST_F(ChatHeadsTest, KnowsMembersWithTheirRoleAndNobodyElse) {
  EXPECT_EQ(heads_.find(ChatId(1), UserId(1)).value().member.role, Role::owner);
  EXPECT_FALSE(heads_.find(ChatId(1), UserId(2)).has_value());
  EXPECT_FALSE(heads_.find(ChatId(9), UserId(1)).has_value());
}

TEST_F(ChatHeadsTest, SomebodyWhoJoinedIsFoundThoughHeWasNotBefore) {
  EXPECT_FALSE(heads_.find(ChatId(1), UserId(2)).has_value());
  database_.execute(
      "INSERT INTO members (chat_id, user_id, role, joined_seq, read_seq, joined_at) VALUES (1, 2, "
      "0, 0, 0, 0)");
  EXPECT_TRUE(heads_.find(ChatId(1), UserId(2)).has_value());
}

TEST_F(ChatHeadsTest, ManyAppendsBecomeOneChangeOfTheRows) {
  for (int i = 1; i <= 5; ++i) {
    ASSERT_TRUE(heads_.find(ChatId(1), UserId(1)));
    append(1, 100 + i);
  }
  EXPECT_EQ(stored_seq(1), 0);
  const std::int64_t before = database_.total_changes();
  heads_.flush();
  EXPECT_EQ(database_.total_changes() - before, 2);
  EXPECT_EQ(stored_seq(1), 5);
  EXPECT_EQ(database_.query_integer("SELECT last_at FROM chats WHERE id = 1"), 105);
  EXPECT_EQ(database_.query_integer("SELECT read_seq FROM members WHERE chat_id = 1"), 5);
  heads_.flush();
  EXPECT_EQ(database_.total_changes() - before, 2);
}

TEST_F(ChatHeadsTest, WhoSendsHasWrittenAndWhoReadsHasNot) {
  database_.execute(
      "INSERT INTO members (chat_id, user_id, role, joined_seq, read_seq, joined_at) VALUES (1, 2, "
      "0, 0, 0, 0)");
  const auto wrote = [&](int user) {
    return database_.query_integer("SELECT wrote FROM members WHERE chat_id = 1 AND user_id = " +
                                   std::to_string(user));
  };
  append(1, 1);
  ASSERT_TRUE(heads_.find(ChatId(1), UserId(2)));
  heads_.move_marker(ChatId(1), UserId(2), Seq(1), LogPosition(2));
  EXPECT_EQ(wrote(1), 0);
  heads_.flush();
  EXPECT_EQ(wrote(1), 1);
  EXPECT_EQ(wrote(2), 0);
  append(1, 2);
  heads_.flush();
  heads_.forget(ChatId(1));  // a marker that moves later does not take it back
  heads_.append(ChatId(1), UserId(2), Seq(3), 3, LogPosition(3));
  heads_.move_marker(ChatId(1), UserId(1), Seq(3), LogPosition(4));
  heads_.flush();
  EXPECT_EQ(wrote(1), 1);
  EXPECT_EQ(wrote(2), 1);
}

TEST_F(ChatHeadsTest, ARollbackForgetsWhatTheBatchDidFlushedOrNot) {
  for (const int chat : {1, 2}) {
    ASSERT_TRUE(heads_.find(ChatId(chat), UserId(1)));
    append(chat, 1);
  }
  heads_.flush();
  heads_.keep();
  database_.execute("BEGIN");
  ASSERT_TRUE(heads_.find(ChatId(1), UserId(1)));
  append(1, 2);
  heads_.flush();
  ASSERT_TRUE(heads_.find(ChatId(2), UserId(1)));
  append(2, 2);
  database_.execute("ROLLBACK");
  heads_.roll_back();
  EXPECT_EQ(heads_.find(ChatId(1), UserId(1)).value().head.last_seq, Seq(1));
  EXPECT_EQ(heads_.find(ChatId(2), UserId(1)).value().head.last_seq, Seq(1));
  heads_.flush();
  EXPECT_EQ(stored_seq(1), 1);
  EXPECT_EQ(stored_seq(2), 1);
}

// A chat of a batch that was rolled back does not exist; its number goes to another.
TEST_F(ChatHeadsTest, ARollbackForgetsWhatTheBatchOnlyLookedAt) {
  database_.execute(
      "BEGIN; UPDATE chats SET type = 0 WHERE id = 1;"
      "INSERT INTO members (chat_id, user_id, role, joined_seq, read_seq, joined_at) "
      "VALUES (2, 2, 1, 0, 0, 0)");
  EXPECT_EQ(heads_.find(ChatId(1), UserId(1)).value().head.type, ChatType::direct);
  EXPECT_TRUE(heads_.find(ChatId(2), UserId(2)));
  database_.execute("ROLLBACK");
  heads_.roll_back();
  EXPECT_EQ(heads_.find(ChatId(1), UserId(1)).value().head.type, ChatType::group);
  EXPECT_FALSE(heads_.find(ChatId(2), UserId(2)));
}

TEST_F(ChatHeadsTest, AnEventOfAChatKnowsTheOneBeforeHeldBackOrWritten) {
  EXPECT_EQ(heads_.advance_log(ChatId(1), LogPosition(5)), LogPosition());
  EXPECT_EQ(heads_.advance_log(ChatId(1), LogPosition(8)), LogPosition(5));
  heads_.forget(ChatId(1));
  EXPECT_EQ(heads_.advance_log(ChatId(1), LogPosition(9)), LogPosition(8));
  EXPECT_EQ(heads_.advance_log(ChatId(9), LogPosition(10)), LogPosition()) << "no such chat";
  heads_.flush();
  EXPECT_EQ(database_.query_integer("SELECT log_position FROM chats WHERE id = 1"), 9);
}

TEST_F(ChatHeadsTest, AMovedMarkerIsWrittenOnceWithItsNewestPosition) {
  ASSERT_TRUE(heads_.find(ChatId(1), UserId(1)));
  heads_.move_marker(ChatId(1), UserId(1), Seq(3), LogPosition(7));
  heads_.move_marker(ChatId(1), UserId(1), Seq(4), LogPosition(9));
  heads_.flush();
  EXPECT_EQ(database_.query_integer("SELECT read_seq * 100 + read_position FROM members "
                                    "WHERE chat_id = 1 AND user_id = 1"),
            409);
  EXPECT_EQ(database_.query_integer("SELECT marker_position FROM chats WHERE id = 1"), 9);
}

TEST_F(ChatHeadsTest, WhatIsForgottenIsWrittenFirstAndReadAgain) {
  ASSERT_TRUE(heads_.find(ChatId(1), UserId(1)));
  append(1, 5);
  heads_.forget(ChatId(1));
  EXPECT_EQ(stored_seq(1), 1);
  database_.execute("UPDATE members SET role = 0 WHERE chat_id = 1 AND user_id = 1");
  EXPECT_EQ(heads_.find(ChatId(1), UserId(1)).value().member.role, Role::member);
  EXPECT_EQ(heads_.find(ChatId(1), UserId(1)).value().head.last_seq, Seq(1));
  heads_.forget(ChatId(1));
  database_.execute("DELETE FROM members WHERE chat_id = 1 AND user_id = 1");
  EXPECT_FALSE(heads_.find(ChatId(1), UserId(1)));
}

TEST_F(ChatHeadsTest, WhoseAccountIsDeletedIsNoMember) {
  database_.execute("UPDATE users SET deleted = 1 WHERE id = 1");
  EXPECT_FALSE(heads_.find(ChatId(1), UserId(1)));
}

TEST_F(ChatHeadsTest, MoreChatsThanItKeepsAreReadAgain) {
  for (int round = 1; round <= 3; ++round) {
    for (const int chat : {1, 2, 3}) {
      ASSERT_TRUE(heads_.find(ChatId(chat), UserId(1)));
      append(chat, round);
    }
    heads_.flush();
    heads_.keep();
  }
  for (const int chat : {1, 2, 3}) EXPECT_EQ(stored_seq(chat), 3);
}

TEST_F(ChatHeadsTest, AMessageOutOfTurnIsRefused) {
  append(1, 1);
  for (const std::int64_t seq : {0, 1, 3}) {
    EXPECT_THROW(heads_.append(ChatId(1), UserId(1), Seq(seq), 2, LogPosition(2)),
                 std::logic_error);
  }
  EXPECT_THROW(heads_.append(ChatId(1), UserId(2), Seq(2), 2, LogPosition(2)), std::logic_error)
      << "no member";
}

}  // namespace
}  // namespace asq::store::sqlite
