#include "store/sqlite/log_rows.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "store/sqlite/schema.hpp"

namespace asq::store::sqlite {
namespace {

class LogRows : public ::testing::Test {
 protected:
  LogRows() : database_(":memory:"), sql_(database_), heads_(sql_, 100) {
    for (const auto migration : all_migrations()) database_.execute(std::string(migration));
    database_.execute(
        "INSERT INTO users (id, username, email, email_folded, password_hash, created_at) "
        "VALUES (1, 'u', 'u', 'u', '', 0), (2, 'v', 'v', 'v', '', 0);"
        "INSERT INTO chats (id, type, name, creator_id, created_at, member_count, last_at) "
        "VALUES (1, 1, 'a', 1, 0, 1, 0), (2, 1, 'b', 1, 0, 1, 0)");
  }
  // Each row: position kind chat back subject actor role.
  std::vector<std::string> rows() {
    std::vector<std::string> all;
    Statement statement(
        database_,
        "SELECT position || ' ' || coalesce(kind, '-') || ' ' || chat_id || ' ' || back || ' ' || "
        "subject || ' ' || coalesce(actor, '-') || ' ' || coalesce(role, '-') FROM log "
        "LEFT JOIN log_changes USING (position) ORDER BY position");
    auto row = statement.run();
    while (row.step()) all.push_back(row.text(0));
    return all;
  }

  Database database_;
  WriteStatements sql_;
  ChatHeads heads_;
  SystemClock clock_;
  Counters counters_{0, 100};
  WriteContext context_{database_, sql_, heads_, clock_, counters_};
};

TEST_F(LogRows, EachIsTiedToTheOneBeforeInItsChat) {
  EXPECT_EQ(log_message(context_, LogKind::message, ChatId(1), Seq(7)).previous, LogPosition());
  (void)log_message(context_, LogKind::message, ChatId(2), Seq(1));
  (void)context_.take_position();  // a marker has moved
  const auto third = log_message(context_, LogKind::reaction, ChatId(1), Seq(7));
  EXPECT_EQ(third.position, LogPosition(104));
  EXPECT_EQ(third.previous, LogPosition(101));
  EXPECT_EQ(log_chat(context_, LogKind::chat_updated, ChatId(1), UserId(2)).previous,
            third.position);
  EXPECT_EQ(rows(), (std::vector<std::string>{"101 - 1 0 7 - -", "102 - 2 0 1 - -",
                                              "104 3 1 3 7 - -", "105 5 1 1 0 2 -"}));
}

TEST_F(LogRows, OfAMemberSaysWhomByWhomAndAsWhat) {
  (void)log_member(context_, LogKind::member_role, ChatId(1), UserId(2), UserId(1), Role::admin);
  EXPECT_EQ(rows(), std::vector<std::string>{"101 9 1 0 2 1 1"});
}

TEST_F(LogRows, OfAProfileIsTiedToThatPersonsLast) {
  (void)log_message(context_, LogKind::message, ChatId(1), Seq(1));
  EXPECT_EQ(log_user(context_, UserId(2)).previous, LogPosition());
  EXPECT_EQ(log_user(context_, UserId(1)).previous, LogPosition());
  EXPECT_EQ(log_user(context_, UserId(2)).previous, LogPosition(102));
  EXPECT_EQ(rows(), (std::vector<std::string>{"101 - 1 0 1 - -", "102 10 0 0 2 - -",
                                              "103 10 0 0 1 - -", "104 10 0 2 2 - -"}));
  EXPECT_EQ(database_.query_integer("SELECT log_position FROM users WHERE id = 2"), 104);
}

TEST_F(LogRows, TheNewestOfAChatIsInItsRowOnceItIsLookedFor) {
  (void)log_message(context_, LogKind::message, ChatId(1), Seq(1));
  (void)log_message(context_, LogKind::message, ChatId(1), Seq(2));
  EXPECT_EQ(database_.query_integer("SELECT log_position FROM chats WHERE id = 1"), 0);
  (void)context_.database();
  EXPECT_EQ(database_.query_integer("SELECT log_position FROM chats WHERE id = 1"), 102);
  heads_.forget(ChatId(1));
  EXPECT_EQ(log_message(context_, LogKind::message, ChatId(1), Seq(3)).previous, LogPosition(102));
}

}  // namespace
}  // namespace asq::store::sqlite
