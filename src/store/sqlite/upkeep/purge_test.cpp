#include "store/sqlite/upkeep/purge.hpp"

#include <gtest/gtest.h>

#include "store/sqlite/core/schema.hpp"

namespace asq::store::sqlite {
namespace {

// Two chats of 1,000 messages with receipts, reactions and notes of changed profiles; the
// first is deleted.
class Purge : public ::testing::Test {
 protected:
  Purge() : database_(":memory:") {
    for (const auto migration : all_migrations()) database_.execute(std::string(migration));
    database_.execute(
        "CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
        "WHERE i < 1000) SELECT i, chat FROM n, (SELECT 1 AS chat UNION SELECT 2);"
        "INSERT INTO messages (position, id, sender_id, sent_at, text) "
        "SELECT chat << 32 | i, i, 1, 0, 'x' FROM n;"
        "INSERT INTO receipts SELECT chat, 1, i, i, 'hash' FROM n;"
        "INSERT INTO reactions SELECT chat << 32 | i, 'a', 1, i FROM n;"
        "INSERT INTO reactions SELECT chat << 32 | 5, 'b', i, i FROM n;"  // all on one message
        "INSERT INTO reaction_kinds SELECT message, emoji, count(*) FROM reactions "
        "GROUP BY message, emoji;"
        "INSERT INTO renames SELECT chat, i, i FROM n;"
        "INSERT INTO purges (chat_id) VALUES (1)");
  }
  std::int64_t count(const std::string& table, const std::string& where) {
    return database_.query_integer("SELECT count(*) FROM " + table + " WHERE " + where);
  }
  // Of a chat, in all tables.
  std::int64_t rows_of(int chat) {
    const std::string id = std::to_string(chat);
    return count("messages", "position >> 32 = " + id) + count("receipts", "chat_id = " + id) +
           count("renames", "chat_id = " + id) + count("reactions", "message >> 32 = " + id) +
           count("reaction_kinds", "message >> 32 = " + id);
  }

  Database database_;
};

TEST_F(Purge, TakesASmallNumberOfRowsAtATimeUntilAllAreGone) {
  const std::int64_t kept = rows_of(2);
  EXPECT_EQ(rows_of(1), kept);
  ASSERT_TRUE(anything_to_purge(database_));
  int steps = 0;
  for (bool more = true; more; ++steps) {
    const std::int64_t before = database_.total_changes();
    more = purge_some(database_);
    EXPECT_LE(database_.total_changes() - before, 16);
    ASSERT_LT(steps, 1'000);
  }
  EXPECT_EQ(rows_of(1), 0);
  EXPECT_EQ(rows_of(2), kept);
  EXPECT_FALSE(anything_to_purge(database_));
  EXPECT_FALSE(purge_some(database_));
}

TEST_F(Purge, GoesOnWithTheNextChat) {
  database_.execute("INSERT INTO purges (chat_id) VALUES (2), (3)");
  while (purge_some(database_)) {
  }
  EXPECT_EQ(rows_of(1) + rows_of(2), 0);
  EXPECT_EQ(count("purges", "true"), 0);
}

}  // namespace
}  // namespace asq::store::sqlite
