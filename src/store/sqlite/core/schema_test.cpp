// P13: an upgrade is done or not done, and what was there before is kept.
#include "store/sqlite/core/schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <vector>

#include "store/sqlite/core/secrets.hpp"

namespace asq::store::sqlite {
namespace {

using ::testing::HasSubstr;
using Migrations = std::vector<std::string_view>;

class Schema : public ::testing::Test {
 protected:
  Schema() {
    std::string name = (std::filesystem::temp_directory_path() / "asq-schema-XXXXXX").string();
    directory_ = mkdtemp(name.data());
  }
  ~Schema() override { std::filesystem::remove_all(directory_); }

  [[nodiscard]] std::filesystem::path file() const { return directory_ / "asq.db"; }
  [[nodiscard]] std::unique_ptr<Database> open() const {
    auto database = std::make_unique<Database>(file(), Database::Missing::make);
    EXPECT_EQ(database->query_text("PRAGMA journal_mode = WAL"), "wal");
    return database;
  }
  // The words of the refusal.
  std::string refusal(const Migrations& migrations) {
    try {
      migrate(*open(), file(), migrations);
    } catch (const std::exception& error) {
      return error.what();
    }
    return "";
  }

  std::filesystem::path directory_;
};

const Migrations kOne = {"CREATE TABLE one (x INTEGER)"};
const Migrations kTwo = {kOne[0], "ALTER TABLE one ADD COLUMN y INTEGER NOT NULL DEFAULT 7"};
const Migrations kThree = {kTwo[0], kTwo[1], "CREATE INDEX three ON one(y)"};

TEST_F(Schema, ANewFileGetsEverySchemaAndNoCopyIsMade) {
  const auto database = open();
  migrate(*database, file(), kThree);
  EXPECT_EQ(database->query_integer("PRAGMA user_version"), 3);
  EXPECT_EQ(database->query_integer("PRAGMA application_id"), kApplicationId);
  EXPECT_FALSE(std::filesystem::exists(file().string() + ".before-1"));
}

TEST_F(Schema, AnUpgradeKeepsTheRowsAndACopyOfTheTimeBefore) {
  migrate(*open(), file(), kOne);
  open()->execute("INSERT INTO one VALUES (42)");
  migrate(*open(), file(), kThree);
  EXPECT_EQ(open()->query_integer("SELECT x * 100 + y FROM one"), 4207);
  Database copy(file().string() + ".before-2");
  EXPECT_EQ(copy.query_integer("PRAGMA user_version"), 1);
  EXPECT_EQ(copy.query_integer("SELECT x FROM one"), 42);
  EXPECT_EQ(copy.query_integer("SELECT count(*) FROM pragma_table_info('one')"), 1);
}

TEST_F(Schema, ARepeatChangesNothing) {
  migrate(*open(), file(), kTwo);
  migrate(*open(), file(), kTwo);
  EXPECT_EQ(open()->query_integer("PRAGMA user_version"), 2);
}

// It used to be left at the schema of the last one that succeeded, which the program before
// refused.
TEST_F(Schema, AMigrationThatFailsLeavesTheSchemaOfTheProgramBefore) {
  migrate(*open(), file(), kOne);
  open()->execute("INSERT INTO one VALUES (42)");
  EXPECT_NE(refusal({kTwo[0], kTwo[1], "CREATE TABLE half (x); SELECT * FROM nothing"}), "");
  EXPECT_EQ(open()->query_integer("PRAGMA user_version"), 1);
  EXPECT_EQ(open()->query_integer("SELECT count(*) FROM sqlite_schema WHERE name = 'half'"), 0);
  migrate(*open(), file(), kOne);
  migrate(*open(), file(), kThree);
  EXPECT_EQ(open()->query_integer("SELECT x FROM one"), 42);
  EXPECT_EQ(Database(file().string() + ".before-2").query_integer("PRAGMA user_version"), 1);
  EXPECT_FALSE(std::filesystem::exists(file().string() + ".before-3"));
}

TEST_F(Schema, WhatFinishesAnUpgradeIsDoneWithItOrNotAtAll) {
  migrate(*open(), file(), kOne);
  const auto fill = [](Database& database) { database.execute("INSERT INTO one VALUES (1, 2)"); };
  const auto fail = [&fill](Database& database) {
    fill(database);
    throw std::runtime_error("not today");
  };
  const auto database = open();
  EXPECT_THROW(migrate(*database, file(), kTwo, fail), std::runtime_error);
  EXPECT_FALSE(database->in_transaction());
  EXPECT_EQ(database->query_integer("PRAGMA user_version"), 1);
  EXPECT_EQ(database->query_integer("SELECT count(*) FROM one"), 0);
  for (int round = 0; round < 2; ++round) migrate(*database, file(), kTwo, fill);
  EXPECT_EQ(database->query_integer("SELECT count(*) FROM one"), 1) << "once";
}

TEST_F(Schema, ACopyThatWasInterruptedIsMadeAgain) {
  migrate(*open(), file(), kOne);
  std::ofstream(file().string() + ".before-2.tmp") << "half";
  migrate(*open(), file(), kTwo);
  Database copy(file().string() + ".before-2");
  EXPECT_EQ(copy.query_integer("PRAGMA user_version"), 1);
  EXPECT_FALSE(std::filesystem::exists(file().string() + ".before-2.tmp"));
}

TEST_F(Schema, OfTheCopiesOnlyTheNewestAreKept) {
  Migrations migrations = kOne;
  migrate(*open(), file(), migrations);
  std::ofstream(file().string() + ".before-long-ago") << "the operator's own";
  for (int number = 2; number <= 12; ++number) {
    migrations.emplace_back("");  // a schema more, with nothing new in it
    migrate(*open(), file(), migrations);
  }
  std::vector<std::string> copies;
  for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
    const std::string name = entry.path().filename();
    if (name.find(".before-") != std::string::npos) copies.push_back(name);
  }
  EXPECT_THAT(copies, ::testing::UnorderedElementsAre("asq.db.before-long-ago", "asq.db.before-11",
                                                      "asq.db.before-12"));
  Database copy(file().string() + ".before-12");
  EXPECT_EQ(copy.query_integer("PRAGMA user_version"), 11);
}

TEST_F(Schema, ANewerSchemaIsRefusedAndLeftAlone) {
  migrate(*open(), file(), kThree);
  EXPECT_THAT(refusal(kOne), HasSubstr("newer"));
  EXPECT_EQ(open()->query_integer("PRAGMA user_version"), 3);
}

TEST_F(Schema, TablesOfAnotherShapeThanTheirVersionsAreRefused) {
  migrate(*open(), file(), kThree);
  open()->execute("DROP INDEX three");
  EXPECT_THAT(refusal(kThree), HasSubstr("damaged"));
}

// A child upgrades and kills itself after some time, longer each round, until one gets through.
TEST_F(Schema, KilledAtAnyPointOfAnUpgradeItIsOldOrNewAndGoesOn) {
  migrate(*open(), file(), kOne);
  open()->execute(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
      "INSERT INTO one SELECT i FROM n");
  const Migrations slow = {kTwo[0], kTwo[1], "UPDATE one SET y = x", kThree[2]};
  int killed = 0;
  for (int micros = 200; open()->query_integer("PRAGMA user_version") < 4; micros += 700) {
    ASSERT_LT(micros, 10'000'000);
    const pid_t child = fork();
    if (child == 0) {
      ualarm(static_cast<useconds_t>(micros), 0);  // SIGALRM: ends at once, as kill -9 would
      try {
        migrate(*open(), file(), slow);
      } catch (...) {
        _exit(1);
      }
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    killed += WIFSIGNALED(status) ? 1 : 0;
    const std::int64_t version = open()->query_integer("PRAGMA user_version");
    EXPECT_EQ(open()->query_integer("SELECT count(*) FROM one"), 20'000);
    if (version == 1) continue;
    EXPECT_EQ(version, 4);
    EXPECT_EQ(open()->query_integer("SELECT count(*) FROM one WHERE y <> x"), 0);
  }
  EXPECT_GT(killed, 3);
}

TEST_F(Schema, AnUpgradeToTheThirdKeepsEveryRowOfTheLog) {
  const Migrations two(all_migrations().begin(), all_migrations().begin() + 2);
  migrate(*open(), file(), two);
  open()->execute(
      "INSERT INTO log VALUES (101, 4, 1, 0, 0, 7, NULL), (102, 0, 1, 1, 1, NULL, NULL), "
      "(103, 9, 1, 1, 8, 7, 1), (104, 1, 1, 1, 1, NULL, NULL), (105, 0, 2, 0, 1, NULL, NULL)");
  migrate(*open(), file());
  EXPECT_EQ(open()->query_text("SELECT group_concat(position || ' ' || coalesce(kind, '-') || ' ' "
                               "|| chat_id || ' ' || back || ' ' || subject || ' ' || "
                               "coalesce(actor, '-') || ' ' || coalesce(role, '-'), '; ') "
                               "FROM log LEFT JOIN log_changes USING (position)"),
            "101 4 1 0 0 7 -; 102 - 1 1 1 - -; 103 9 1 1 8 7 1; 104 1 1 1 1 - -; 105 - 2 0 1 - -");
}

TEST_F(Schema, AnUpgradeMakesTheSecretOfItsLinksAndALaterOneKeepsIt) {
  const auto secret = [&] {
    return open()->query_text("SELECT typeof(value) || ' ' || hex(value) FROM secrets");
  };
  migrate(*open(), file());
  const std::string first = secret();
  EXPECT_THAT(first, ::testing::StartsWith("blob "));
  EXPECT_EQ(first.size(), 5 + 2 * kLinkSecretBytes);
  Migrations more(all_migrations().begin(), all_migrations().end());
  more.emplace_back("CREATE TABLE one (x INTEGER)");
  migrate(*open(), file(), more);
  EXPECT_EQ(secret(), first);
  std::filesystem::remove_all(directory_);
  std::filesystem::create_directory(directory_);
  migrate(*open(), file());
  EXPECT_NE(secret(), first);
}

TEST_F(Schema, TheRealSchemaPassesItsOwnChecks) {
  const auto database = open();
  migrate(*database, file());
  check_newest(*database);
  EXPECT_EQ(database->query_integer("PRAGMA user_version"),
            static_cast<std::int64_t>(all_migrations().size()));
}

}  // namespace
}  // namespace asq::store::sqlite
