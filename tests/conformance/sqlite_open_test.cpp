// What stops the store from opening, each time with one sentence for the operator; and what an
// opened store holds to.
#include <gmock/gmock.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "sqlite_factory.hpp"
#include "store_suite.hpp"

namespace asq::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class SqliteOpen : public ::testing::Test {
 protected:
  // The sentence of the refusal; empty: it opened.
  std::string refusal_to_open() {
    store::sqlite::Options options;
    options.directory = scratch_.path();
    const auto opened = store::sqlite::open(options, clock_);
    return opened ? std::string() : opened.error();
  }

  std::unique_ptr<StoreGround> ground() {
    store::sqlite::Options options;
    options.directory = scratch_.path();
    return std::make_unique<StoreGround>(std::make_unique<SqliteFactory>(options));
  }

  // A closed database with a few messages.
  void fill() {
    const auto filled = ground();
    maks_ = filled->user("maks");
    team_ = filled->group(maks_, {});
    for (int i = 0; i < 20; ++i) filled->send(maks_, team_, std::string(2'000, 'x'));
  }

  // As kill -9 would leave the directory of a running store: a log that was not checkpointed.
  void fill_and_kill() {
    auto running = ground();
    maks_ = running->user("maks");
    team_ = running->group(maks_, {});
    for (int i = 0; i < 20; ++i) running->send(maks_, team_, std::string(2'000, 'x'));
    copy_files(scratch_.path(), copy_.path());
    running.reset();
    copy_files(copy_.path(), scratch_.path());
  }

  static void copy_files(const std::filesystem::path& from, const std::filesystem::path& to) {
    for (const char* name : {"asq.db", "asq.db-wal"}) {
      std::filesystem::copy_file(from / name, to / name,
                                 std::filesystem::copy_options::overwrite_existing);
    }
  }

  void execute(const std::string& sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(file().c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
  }

  static void overwrite(const std::filesystem::path& path, std::int64_t at, std::size_t count) {
    std::fstream out(path, std::ios::binary | std::ios::in | std::ios::out);
    out.seekp(at);
    out << std::string(count, '\x5A');
  }

  [[nodiscard]] std::filesystem::path file() const { return scratch_.path() / "asq.db"; }
  [[nodiscard]] std::filesystem::path log() const { return scratch_.path() / "asq.db-wal"; }

  ScratchDirectory scratch_;
  ScratchDirectory copy_;
  ManualClock clock_;
  User maks_;
  Chat team_;
};

auto is_one_sentence_about(const std::string& words) {
  return AllOf(HasSubstr("asq.db"), HasSubstr(words), Not(HasSubstr("\n")));
}

TEST_F(SqliteOpen, AClosedStoreIsOneFileWithNothingLeftInTheLog) {
  fill();
  EXPECT_EQ(refusal_to_open(), "");
  EXPECT_FALSE(std::filesystem::exists(log()) && std::filesystem::file_size(log()) > 0);
}

TEST_F(SqliteOpen, OnlyItsOwnerMayReadTheFiles) {
  const auto running = ground();
  running->user("maks");
  for (const auto& path : {file(), log()}) {
    const auto rights = std::filesystem::status(path).permissions();
    EXPECT_EQ(rights, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
}

TEST_F(SqliteOpen, WhatKillLeftIsOpenedWithEverythingInIt) {
  fill_and_kill();
  EXPECT_EQ(ground()->history(maks_, team_).size(), 20U);
}

TEST_F(SqliteOpen, ADamagedHeaderIsRefused) {
  fill();
  overwrite(file(), 0, 100);
  EXPECT_THAT(refusal_to_open(), is_one_sentence_about("damaged"));
}

TEST_F(SqliteOpen, ADamagedSchemaIsRefused) {
  fill();
  overwrite(file(), 100, 3'900);
  EXPECT_THAT(refusal_to_open(), is_one_sentence_about("damaged"));
}

TEST_F(SqliteOpen, AMissingTableIsRefused) {
  fill();
  execute("DROP TABLE receipts");
  EXPECT_THAT(refusal_to_open(), is_one_sentence_about("damaged"));
}

TEST_F(SqliteOpen, ATruncatedFileIsRefused) {
  fill();
  std::filesystem::resize_file(file(), std::filesystem::file_size(file()) / 2);
  EXPECT_THAT(refusal_to_open(), is_one_sentence_about("damaged"));
}

TEST_F(SqliteOpen, AFileOfSomethingElseIsRefusedAndLeftAlone) {
  std::ofstream(file()) << std::string(10'000, 'n');
  EXPECT_THAT(refusal_to_open(), is_one_sentence_about("damaged"));
  EXPECT_EQ(std::filesystem::file_size(file()), 10'000U);
}

// Beside the link's target SQLite would look for another log than the one that kill left.
TEST_F(SqliteOpen, ALinkIsRefused) {
  fill_and_kill();
  std::filesystem::rename(file(), scratch_.path() / "moved.db");
  std::filesystem::create_symlink("moved.db", file());
  EXPECT_THAT(refusal_to_open(), is_one_sentence_about("symbolic link"));
}

TEST_F(SqliteOpen, WhatIsNoFileIsRefused) {
  ASSERT_EQ(mkfifo(file().c_str(), 0600), 0);
  EXPECT_THAT(refusal_to_open(), is_one_sentence_about("not a regular file"));
  std::filesystem::remove(file());
  std::filesystem::create_directory(file());
  EXPECT_THAT(refusal_to_open(), is_one_sentence_about("not a regular file"));
}

TEST_F(SqliteOpen, AnEmptyFileIsANewDatabase) {
  std::ofstream(file()) << std::flush;
  EXPECT_EQ(refusal_to_open(), "");
}

TEST_F(SqliteOpen, AnotherProgramsDatabaseIsRefusedAndLeftAlone) {
  execute("CREATE TABLE theirs (x); PRAGMA application_id = 4711; PRAGMA user_version = 1;");
  EXPECT_THAT(refusal_to_open(), is_one_sentence_about("another program"));
  execute("SELECT x FROM theirs");
}

TEST_F(SqliteOpen, AnotherProgramsEmptyDatabaseIsRefusedToo) {
  execute("PRAGMA application_id = 4711");
  EXPECT_THAT(refusal_to_open(), is_one_sentence_about("another program"));
}

TEST_F(SqliteOpen, ANewerSchemaIsRefusedAndNamed) {
  fill();
  execute("PRAGMA user_version = 999");
  EXPECT_THAT(refusal_to_open(), AllOf(is_one_sentence_about("999"), HasSubstr("newer")));
}

TEST_F(SqliteOpen, AMissingDirectoryIsRefused) {
  store::sqlite::Options options;
  options.directory = scratch_.path() / "nowhere";
  const auto opened = store::sqlite::open(options, clock_);
  ASSERT_FALSE(opened.has_value());
  EXPECT_THAT(opened.error(), is_one_sentence_about("nowhere"));
}

// The last transaction may be torn; one before it was synced, and may have been acknowledged.
TEST_F(SqliteOpen, DamageInTheSyncedPartOfTheLogIsRefused) {
  fill_and_kill();
  overwrite(log(), static_cast<std::int64_t>(std::filesystem::file_size(log())) / 2, 64);
  EXPECT_THAT(refusal_to_open(), is_one_sentence_about("damaged"));
}

TEST_F(SqliteOpen, ADamagedHeaderOfAFilledLogIsRefused) {
  fill_and_kill();
  overwrite(log(), 0, 32);
  EXPECT_THAT(refusal_to_open(), is_one_sentence_about("damaged"));
}

TEST_F(SqliteOpen, ALogWithoutItsDatabaseIsRefused) {
  fill_and_kill();
  std::filesystem::remove(file());
  EXPECT_THAT(refusal_to_open(), is_one_sentence_about("missing"));
  EXPECT_GT(std::filesystem::file_size(log()), 0U);
}

TEST_F(SqliteOpen, CountersThatDisagreeWithTheNewestRowsAreRefused) {
  fill();
  execute("DELETE FROM messages WHERE position = (SELECT max(position) FROM messages)");
  EXPECT_THAT(refusal_to_open(), is_one_sentence_about("damaged"));
}

// A connection that is to ignore every later "PRAGMA synchronous = ...".
int ignore_synchronous(sqlite3* database, char**, const sqlite3_api_routines*) {
  sqlite3_exec(database, "PRAGMA synchronous = NORMAL", nullptr, nullptr, nullptr);
  return sqlite3_set_authorizer(
      database,
      [](void*, int action, const char* pragma, const char* value, const char*, const char*) {
        const bool setting = action == SQLITE_PRAGMA && value != nullptr;
        return setting && std::string_view(pragma) == "synchronous" ? SQLITE_IGNORE : SQLITE_OK;
      },
      nullptr);
}

TEST_F(SqliteOpen, ASqliteThatDoesNotTakeSynchronousFullIsRefused) {
  const auto extension = reinterpret_cast<void (*)()>(ignore_synchronous);
  sqlite3_auto_extension(extension);
  const std::string sentence = refusal_to_open();
  sqlite3_cancel_auto_extension(extension);
  EXPECT_THAT(sentence, is_one_sentence_about("synchronous"));
}

TEST_F(SqliteOpen, AForeignWriterOnlyDelaysAndLosesNothing) {
  fill();
  const auto running = ground();
  sqlite3* foreign = nullptr;
  ASSERT_EQ(sqlite3_open(file().c_str(), &foreign), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(foreign, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_EQ(refusal(running->try_send(maks_.id, team_.id, "blocked")),
            ErrorCode::storage_unavailable);
  EXPECT_EQ(running->history(maks_, team_).size(), 20U);
  sqlite3_exec(foreign, "ROLLBACK", nullptr, nullptr, nullptr);
  sqlite3_close(foreign);
  EXPECT_EQ(running->send(maks_, team_, "free").seq, Seq(21));
}

}  // namespace
}  // namespace asq::testing
