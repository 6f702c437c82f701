#include "store/sqlite/core/readers.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "store/sqlite/core/schema.hpp"
#include "store/sqlite/pages/row_reads.hpp"
#include "support/people.hpp"

namespace asq::store::sqlite {
namespace {

using test::kAnna;
using test::kBoris;

// Two reads that never end by themselves: one statement, and many.
constexpr const char* kEndless =
    "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c";
constexpr const char* kShort = "SELECT 1";

class ReadersTest : public ::testing::Test {
 protected:
  ReadersTest() {
    std::string name = (std::filesystem::temp_directory_path() / "asq-readers-XXXXXX").string();
    directory_ = mkdtemp(name.data());
    database_.emplace(directory_ / "asq.db", Database::Missing::make);
    (void)database_->query_text("PRAGMA journal_mode = WAL");
    migrate(*database_, directory_ / "asq.db");
    readers_.emplace(directory_ / "asq.db", 1, line_, failure_, metrics_);
  }
  ~ReadersTest() override {
    readers_.reset();
    database_.reset();
    std::filesystem::remove_all(directory_);
  }

  // `endlessly`: again and again.
  std::size_t start(UserId payer, const char* sql, bool endlessly = false) {
    const std::size_t index = outcomes_.size();
    outcomes_.emplace_back();
    auto verb = [sql, endlessly](Snapshot& rows) -> Result<int> {
      Database& tables = static_cast<SqliteSnapshot&>(rows).tables();
      do {
        auto row = tables.statement(sql).run();
        while (row.step()) {
        }
      } while (endlessly);
      return 1;
    };
    boost::asio::co_spawn(loop_,
                          suspend_in<int, Snapshot>(*readers_, {"test", payer}, std::move(verb)),
                          [this, index](const std::exception_ptr&, Result<int> outcome) {
                            outcomes_[index] = std::move(outcome);
                          });
    loop_.restart();
    loop_.poll();
    return index;
  }
  void wait_for(std::size_t index) {
    loop_.restart();
    while (!outcomes_[index]) loop_.run_one();
  }

  SystemClock clock_;
  std::filesystem::path directory_;
  std::optional<Database> database_;
  DiskFailure failure_{[](const std::string&) {}};
  Metrics metrics_{nullptr};
  ReadLine line_{1, 100, clock_};
  boost::asio::io_context loop_{1};
  std::optional<Readers> readers_;
  std::vector<std::optional<Result<int>>> outcomes_;
};

TEST_F(ReadersTest, AnEndlessStatementGivesWayAndGoesOnInTheSlowLane) {
  const auto endless = start(kAnna, kEndless);
  const auto other = start(kBoris, kShort);
  wait_for(other);
  EXPECT_TRUE(outcomes_[other]->has_value());
  EXPECT_FALSE(outcomes_[endless]) << "it goes on";
  readers_->close();
  wait_for(endless);
  EXPECT_EQ(outcomes_[endless]->error().code, ErrorCode::shutting_down);
  EXPECT_FALSE(failure_.happened());
}

TEST_F(ReadersTest, ManyShortStatementsGiveWayLikeOneThatIsLong) {
  const auto endless = start(kAnna, kShort, true);
  const auto other = start(kBoris, kShort);
  wait_for(other);
  EXPECT_TRUE(outcomes_[other]->has_value());
  readers_->close();
  wait_for(endless);
  EXPECT_EQ(outcomes_[endless]->error().code, ErrorCode::shutting_down);
}

// Two payers whose reads never end: one has the slow lane, the other the reader, and the third
// still gets through.
TEST_F(ReadersTest, WhatWasStoppedLeavesNothingBehindOnItsConnection) {
  const auto first = start(kAnna, kEndless);
  for (int i = 0; i < 3; ++i) {
    const auto other = start(kBoris, kShort);
    wait_for(other);
    EXPECT_TRUE(outcomes_[other]->has_value());
  }
  EXPECT_FALSE(outcomes_[first]);
}

TEST_F(ReadersTest, APauseStopsEvenAnEndlessReadAndLetsItBeginAgain) {
  const auto endless = start(kAnna, kEndless);
  line_.pause([] {});
  while (!line_.drained()) std::this_thread::yield();
  database_->checkpoint(Database::Checkpoint::restart);
  const auto other = start(kBoris, kShort);
  EXPECT_FALSE(outcomes_[other]);
  line_.resume();
  wait_for(other);
  EXPECT_TRUE(outcomes_[other]->has_value());
  EXPECT_FALSE(outcomes_[endless]);
}

}  // namespace
}  // namespace asq::store::sqlite
