#include "store/sqlite/upkeep/folds.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <string>

#include "store/sqlite/core/schema.hpp"
#include "support/temporary_directory.hpp"

namespace asq::store::sqlite {
namespace {

// 3,000 people whose names are in no order, and a cache for few of the index's pages.
class Folds : public ::testing::Test {
 protected:
  Folds() : database_(file(), Database::Missing::make) {
    (void)database_.query_text("PRAGMA journal_mode = WAL");
    migrate(database_, file());
    database_.execute(
        "PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = 20;"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
        "INSERT INTO users (username, email, email_folded, password_hash, created_at, handle) "
        "SELECT hex(randomblob(8)), i || '@example.com', i || '@example.com', '$', 1, 'h' || i "
        "FROM n");
  }
  [[nodiscard]] std::filesystem::path file() const { return directory_.path() / "asq.db"; }
  // Since the last time that one asked.
  int pages_written() {
    int written = 0;
    int unused = 0;
    EXPECT_EQ(
        sqlite3_db_status(database_.handle(), SQLITE_DBSTATUS_CACHE_WRITE, &written, &unused, 1),
        SQLITE_OK);
    return written;
  }

  test::TemporaryDirectory directory_;
  Database database_;
};

// Row by row the index of a million people wrote its pages again and again, tens of gigabytes.
TEST_F(Folds, EachPageOfTheIndexIsWrittenOnce) {
  (void)pages_written();
  database_.execute("BEGIN");
  const Folded folded = fold_anew(database_);
  database_.execute("COMMIT");
  EXPECT_EQ(folded.names, 3'000);
  EXPECT_EQ(folded.handles, 0) << "they have theirs";
  EXPECT_TRUE(folded.twins.empty());
  EXPECT_GT(database_.query_integer("SELECT count(*) FROM people_parts"), 30'000);
  EXPECT_LT(pages_written(), 3 * database_.query_integer("PRAGMA page_count"));
  EXPECT_TRUE(folds_are_current(database_));
  EXPECT_EQ(database_.query_integer("SELECT count(*) FROM sqlite_temp_schema"), 0);
}

TEST_F(Folds, WhatIsRolledBackIsMadeAgain) {
  database_.execute("UPDATE users SET handle = NULL WHERE id = 7; BEGIN");
  EXPECT_EQ(fold_anew(database_).handles, 1);
  database_.execute("ROLLBACK");
  EXPECT_FALSE(folds_are_current(database_));
  EXPECT_EQ(database_.query_integer("SELECT count(*) FROM people_parts"), 0);
  keep_folds_current(database_);
  EXPECT_TRUE(folds_are_current(database_));
  EXPECT_EQ(database_.query_integer("SELECT count(*) FROM users WHERE handle IS NULL"), 0);
  const std::int64_t changes = database_.total_changes();
  keep_folds_current(database_);
  EXPECT_EQ(database_.total_changes(), changes) << "once";
}

}  // namespace
}  // namespace asq::store::sqlite
