// P13: an upgrade for which there is no room is refused, and the database is the one it was.
#include <gmock/gmock.h>

#include "sqlite_factory.hpp"
#include "store/sqlite/core/schema.hpp"
#include "store_suite.hpp"
#include "support/failing_vfs.hpp"

namespace asq::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class SqliteUpgradeRoom : public ::testing::Test {
 protected:
  // As the first version left it.
  SqliteUpgradeRoom() {
    store::sqlite::Database old(file(), store::sqlite::Database::Missing::make);
    (void)old.query_text("PRAGMA journal_mode = WAL");
    store::sqlite::migrate(old, file(), store::sqlite::all_migrations().first(1));
    old.execute(
        "INSERT INTO users VALUES (1, 'maks', 'maks@example.com', 'maks@example.com', '$', 5, 0);"
        "INSERT INTO chats VALUES (1, 1, 'team', 1, 5, 0, 1, 1, 9, 1, 1, 0);"
        "INSERT INTO members VALUES (1, 1, 2, 0, 1, 5);"
        "INSERT INTO messages VALUES ((1 << 32) + 1, 1, 1, 9, 'hello', NULL);"
        "UPDATE counters SET value = 1 WHERE name = 'message_id'");
  }

  // The sentence of the refusal; empty: it opened.
  std::string refusal_to_open() {
    const auto opened = store::sqlite::open(options(), clock_);
    return opened ? std::string() : opened.error();
  }
  [[nodiscard]] store::sqlite::Options options() const {
    store::sqlite::Options options;
    options.directory = scratch_.path();
    return options;
  }
  [[nodiscard]] std::filesystem::path file() const { return scratch_.path() / "asq.db"; }
  [[nodiscard]] bool exists(const std::string& name) const {
    return std::filesystem::exists(scratch_.path() / name);
  }
  [[nodiscard]] std::int64_t schema() const {
    return store::sqlite::Database(file()).query_integer("PRAGMA user_version");
  }

  FailingVfs disk_;
  ScratchDirectory scratch_;
  ManualClock clock_;
};

// Room gives out at any moment of it.
TEST_F(SqliteUpgradeRoom, WithoutRoomForTheCopyNothingIsChanged) {
  int refused = 0;
  for (int from = 1; schema() == 1; ++from) {
    disk_.fail(FailingVfs::Operation::write, Fault::no_space, FailingVfs::File::database, from);
    const std::string words = refusal_to_open();
    disk_.heal();
    if (words.empty()) break;
    EXPECT_THAT(words, AllOf(HasSubstr("asq.db"), HasSubstr("no room"), Not(HasSubstr("\n"))));
    EXPECT_FALSE(exists("asq.db.before-2.tmp"));
    EXPECT_EQ(schema(), 1) << "the version before can go on";
    ++refused;
    if (exists("asq.db.before-2"))
      continue;  // the copy is whole, and it was the upgrade that failed
    EXPECT_THAT(words, HasSubstr("asq.db.before-2"));
  }
  EXPECT_GT(refused, 3);
  EXPECT_EQ(refusal_to_open(), "");
  EXPECT_EQ(schema(), static_cast<std::int64_t>(store::sqlite::all_migrations().size()));
}

// Behind the copy: in the migrations, and in the folds behind them.
TEST_F(SqliteUpgradeRoom, WithoutRoomForTheUpgradeTheVersionBeforeCanGoOn) {
  int refused = 0;
  for (int from = 1; schema() == 1; from += 5) {
    disk_.fail(FailingVfs::Operation::write, Fault::no_space, FailingVfs::File::log, from);
    const std::string words = refusal_to_open();
    disk_.heal();
    if (words.empty()) break;
    EXPECT_THAT(words, AllOf(HasSubstr("asq.db"), HasSubstr("full"), Not(HasSubstr("\n"))));
    EXPECT_EQ(schema(), 1) << "the version before can go on";
    ++refused;
  }
  EXPECT_GT(refused, 3);
  EXPECT_EQ(refusal_to_open(), "");
  EXPECT_EQ(schema(), static_cast<std::int64_t>(store::sqlite::all_migrations().size()));
}

// So many people that what is sorted for their index does not stay in memory.
TEST_F(SqliteUpgradeRoom, WithoutRoomToSortTheVersionBeforeCanGoOn) {
  {
    store::sqlite::Database old(file());
    old.execute(
        "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) "
        "INSERT INTO users SELECT i, 'Anna Lena Petrova ' || i, i || '@example.com', "
        "i || '@example.com', '$', 5, 0 FROM n");
  }
  disk_.fail(FailingVfs::Operation::write, Fault::no_space, FailingVfs::File::temporary);
  const std::string words = refusal_to_open();
  EXPECT_GT(disk_.count(FailingVfs::Operation::write, FailingVfs::File::temporary), 0);
  disk_.heal();
  EXPECT_THAT(words, AllOf(HasSubstr("asq.db"), HasSubstr("full"), Not(HasSubstr("\n"))));
  EXPECT_EQ(schema(), 1) << "the version before can go on";
  EXPECT_EQ(refusal_to_open(), "");
  EXPECT_EQ(schema(), static_cast<std::int64_t>(store::sqlite::all_migrations().size()));
}

TEST_F(SqliteUpgradeRoom, ACheckBeforeItLooksAtTheFileAlone) {
  const auto alone = store::sqlite::open_maintenance(scratch_.path());
  const auto report = (*alone)->check({});
  ASSERT_TRUE(report) << report.error();
  EXPECT_TRUE(report->older_schema);
  EXPECT_THAT(report->faults, ::testing::IsEmpty());
  EXPECT_EQ(schema(), 1);
}

}  // namespace
}  // namespace asq::testing
