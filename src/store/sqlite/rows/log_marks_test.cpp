#include "store/sqlite/rows/log_marks.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

#include "store/sqlite/core/schema.hpp"
#include "store/sqlite/core/writer.hpp"

namespace asq::store::sqlite {
namespace {

TEST(MarkSlot, KeepsAllOfTheNewestAndEverFewerOfTheOlder) {
  constexpr std::int64_t kNewest = 1'000'000;  // marks: eleven days of one a second
  std::map<std::int64_t, std::int64_t> slots;
  for (std::int64_t number = 1; number <= kNewest; ++number) slots[mark_slot(number)] = number;
  EXPECT_LT(slots.size(), 45'000U);
  std::set<std::int64_t> kept;
  for (const auto& [slot, number] : slots) kept.insert(number);
  for (std::int64_t age = 0; age < kNewest - 2; age += 1 + age / 1'000) {
    const std::int64_t wanted = kNewest - age;
    const std::int64_t found = *std::prev(kept.upper_bound(wanted));
    EXPECT_LE(wanted - found, age / 1'024) << "of age " << age;
  }
}

TEST(TwoSecondsBefore, IsTheSecondMarkBehindTheNewestThatIsNotLater) {
  Database database(":memory:");
  for (const auto migration : all_migrations()) database.execute(std::string(migration));
  EXPECT_EQ(two_seconds_before(database, LogPosition(5)), LogPosition());
  database.execute("INSERT INTO log_marks VALUES (1, 1, 10), (2, 2, 20), (3, 3, 30), (9, 4, 40)");
  EXPECT_EQ(two_seconds_before(database, LogPosition(29)), LogPosition()) << "two are too few";
  EXPECT_EQ(two_seconds_before(database, LogPosition(30)), LogPosition(10));
  EXPECT_EQ(two_seconds_before(database, LogPosition(39)), LogPosition(10));
  EXPECT_EQ(two_seconds_before(database, LogPosition(40)), LogPosition(20));
  EXPECT_EQ(two_seconds_before(database, LogPosition(1'000)), LogPosition(20));
}

class SteadyHand final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return {}; }
  [[nodiscard]] SteadyTime steady() const override {
    return SteadyTime() + std::chrono::milliseconds(passed_ms);
  }
  std::atomic<std::int64_t> passed_ms{5'000};  // the writer asks while a test moves it
};

class LogMarks : public ::testing::Test {
 protected:
  LogMarks() {
    std::string name = (std::filesystem::temp_directory_path() / "asq-marks-XXXXXX").string();
    directory_ = mkdtemp(name.data());
    start();
  }
  ~LogMarks() override {
    writer_.reset();
    std::filesystem::remove_all(directory_);
  }

  void start() {
    writer_.reset();
    auto database = std::make_unique<Database>(file(), Database::Missing::make);
    (void)database->query_text("PRAGMA journal_mode = WAL");
    migrate(*database, file());
    writer_.emplace(std::move(database), tail_, clock_, failure_, metrics_, WriterOptions());
  }
  // A commit that moves the log by one, so much later.
  void commit_after(std::chrono::milliseconds wait) {
    clock_.passed_ms += wait.count();
    auto verb = [](Transaction& rows) -> Result<int> {
      rows.record(rows.take_position(), MarkerMoved{});
      return 0;
    };
    auto done = boost::asio::co_spawn(
        loop_, suspend_in<int, Transaction>(*writer_, {"test", Payer::server()}, std::move(verb)),
        boost::asio::use_future);
    loop_.restart();
    loop_.run();
    ASSERT_TRUE(done.get());
  }
  // "1@3 2@5": mark 1 at position 3, and so on.
  std::string marks() {
    Database database(file());
    Statement statement(database,
                        "SELECT group_concat(number || '@' || position, ' ') FROM "
                        "(SELECT number, position FROM log_marks ORDER BY number)");
    auto row = statement.run();
    return row.step() ? row.text(0) : "";
  }
  [[nodiscard]] std::filesystem::path file() const { return directory_ / "asq.db"; }

  std::filesystem::path directory_;
  SteadyHand clock_;
  DiskFailure failure_{[](const std::string&) {}};
  Metrics metrics_{nullptr};
  boost::asio::io_context loop_;
  Memory memory_{clock_, 10};
  Tail tail_{memory_, LogPosition()};
  std::optional<Writer> writer_;
};

TEST_F(LogMarks, AreSetByCommitsAtLeastASecondApart) {
  using std::chrono::milliseconds;
  for (const int wait : {0, 500, 600, 300, 600, 200, 0, 5'000}) commit_after(milliseconds(wait));
  EXPECT_EQ(marks(), "1@3 2@6 3@8");
}

// The process before may have set one a moment ago, and the clock begins anew.
TEST_F(LogMarks, AreASecondApartOverARestartToo) {
  using std::chrono::milliseconds;
  commit_after(milliseconds(1'000));
  clock_.passed_ms = 9;
  start();
  commit_after(milliseconds(0));
  commit_after(milliseconds(999));
  EXPECT_EQ(marks(), "1@1");
  commit_after(milliseconds(1));
  EXPECT_EQ(marks(), "1@1 2@4");
}

}  // namespace
}  // namespace asq::store::sqlite
