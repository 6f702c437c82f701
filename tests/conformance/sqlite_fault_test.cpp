// P5 and P10: what the store says and does when the disk fails it.
#include <sqlite3.h>
#include <sys/mount.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "sqlite_factory.hpp"
#include "store_suite.hpp"
#include "support/failing_vfs.hpp"

namespace asq::testing {
namespace {

using File = FailingVfs::File;
using Operation = FailingVfs::Operation;

// For at most 20 s.
void wait_until(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
    std::this_thread::yield();
  }
}

// A store on a disk that can fail, with one person in one chat.
class SqliteFault : public ::testing::Test {
 protected:
  SqliteFault() {
    store::sqlite::Options options;
    options.on_fatal = [this](const std::string&) { ++fatal_; };
    ground_.emplace(std::make_unique<SqliteFactory>(options));
    maks_ = ground_->user("maks");
    team_ = ground_->group(maks_, {});
    ground_->send(maks_, team_, "before", "c-1");
  }

  Result<Receipt> try_send(std::string text, std::optional<std::string> id = std::nullopt) {
    return ground_->try_send(maks_.id, team_.id, std::move(text), std::move(id));
  }
  std::vector<std::string> history() { return texts(ground_->history(maks_, team_)); }

  FailingVfs disk_;
  std::atomic<int> fatal_{0};
  std::optional<StoreGround> ground_;
  User maks_;
  Chat team_;
};

TEST_F(SqliteFault, OnAFullDiskWritesAreRefusedReadsGoOnAndItWorksAgainWithRoom) {
  disk_.fail(Operation::write, Fault::no_space);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(refusal(try_send("refused", "c-2")), ErrorCode::storage_full);
    EXPECT_EQ(history(), std::vector<std::string>{"before"});
  }
  EXPECT_EQ(refusal(ground_->run(ground_->verbs().accounts().create({"d", "d@e.f", "$"}))),
            ErrorCode::storage_full);
  EXPECT_FALSE(ground_->store().ready());
  EXPECT_EQ(ground_->announced().messages().size(), 1U);
  disk_.heal();
  wait_until([&] { return ground_->store().ready(); });  // finds out without a caller
  const Receipt receipt = try_send("after", "c-2").value();
  EXPECT_FALSE(receipt.duplicate);
  EXPECT_EQ(receipt.message.seq, Seq(2));
  EXPECT_EQ(receipt.message.id, MessageId(2));
  EXPECT_EQ(ground_->user("dima").id, UserId(2));
  ground_->reopen();
  EXPECT_EQ(history(), (std::vector<std::string>{"before", "after"}));
  EXPECT_EQ(fatal_, 0);
}

// The disk fills up in the middle of a batch's frames, at every possible write of it.
TEST_F(SqliteFault, ABatchThatRunsOutOfRoomAnywhereIsRefusedWhole) {
  std::vector<std::string> expected = {"before"};
  for (int from = 1; from <= 12; ++from) {
    disk_.fail(Operation::write, Fault::no_space, File::log, from);
    std::vector<std::future<Result<Receipt>>> pending;
    for (int i = 0; i < 40; ++i) {
      test::NewMessage message{team_.id, by(maks_), std::string(2'000, 'x'), std::nullopt,
                               std::nullopt};
      pending.push_back(
          ground_->loop().start(ground_->verbs().messages().append(std::move(message))));
    }
    for (auto& one : pending) {
      const auto receipt = one.get();
      if (receipt) {
        EXPECT_EQ(receipt->message.seq.value(), static_cast<std::int64_t>(expected.size()) + 1);
        expected.emplace_back(2'000, 'x');
      } else {
        EXPECT_EQ(receipt.error().code, ErrorCode::storage_full);
      }
    }
    disk_.heal();
    ASSERT_TRUE(try_send("marker"));
    expected.emplace_back("marker");
  }
  EXPECT_EQ(ground_->seen_by(maks_, team_).last_seq.value(),
            static_cast<std::int64_t>(expected.size()));
  EXPECT_EQ(ground_->announced().messages().size(), expected.size());
  ground_->reopen();
  EXPECT_EQ(ground_->seen_by(maks_, team_).last_seq.value(),
            static_cast<std::int64_t>(expected.size()));
  EXPECT_EQ(fatal_, 0);
}

TEST_F(SqliteFault, AFullDiskAtACheckpointLosesNothingAndEndsNothing) {
  disk_.fail(Operation::write, Fault::no_space, File::database);
  const std::string large(64 * 1024, 'x');
  for (int i = 0; i < 400; ++i) ASSERT_TRUE(try_send(large)) << i;  // 25 MB of log
  disk_.heal();
  ASSERT_TRUE(try_send("last"));
  EXPECT_EQ(fatal_, 0);
  ground_->reopen();
  EXPECT_EQ(ground_->seen_by(maks_, team_).last_seq, Seq(402));
}

TEST_F(SqliteFault, ABatchLargerThanTheLogsIndexIsStoredWhole) {
  std::vector<std::future<Result<Receipt>>> pending;
  for (int i = 0; i < 300; ++i) {
    test::NewMessage message{team_.id, by(maks_), std::string(64 * 1024, 'x'), std::nullopt,
                             std::nullopt};
    pending.push_back(
        ground_->loop().start(ground_->verbs().messages().append(std::move(message))));
  }
  for (auto& one : pending) ASSERT_TRUE(one.get());
  EXPECT_EQ(ground_->seen_by(maks_, team_).last_seq, Seq(301));
}

class SqliteBrokenDisk : public SqliteFault,
                         public ::testing::WithParamInterface<FailingVfs::Operation> {};

// A failed fsync may have lost what a second one would call safe: nothing is acknowledged any more,
// even if the disk seems well again.
TEST_P(SqliteBrokenDisk, AnIoErrorOnACommitIsFinal) {
  disk_.fail(GetParam(), Fault::io_error, File::log);
  EXPECT_EQ(refusal(try_send("lost")), ErrorCode::storage_unavailable);
  EXPECT_EQ(fatal_, 1);
  EXPECT_FALSE(ground_->store().ready());
  disk_.heal();
  const int syncs = disk_.count(Operation::sync, File::any);
  EXPECT_EQ(refusal(try_send("late")), ErrorCode::storage_unavailable);
  EXPECT_EQ(refusal(ground_->try_history(maks_.id, team_.id)), ErrorCode::storage_unavailable);
  EXPECT_EQ(ground_->announced().messages().size(), 1U);
  ground_->store().close();
  EXPECT_EQ(disk_.count(Operation::sync, File::any), syncs);
  EXPECT_EQ(fatal_, 1);
}

INSTANTIATE_TEST_SUITE_P(Log, SqliteBrokenDisk,
                         ::testing::Values(Operation::write, Operation::sync),
                         [](const auto& each) {
                           return each.param == Operation::write ? "write" : "sync";
                         });

TEST_F(SqliteFault, AnIoErrorAtACheckpointIsFinalToo) {
  disk_.fail(Operation::sync, Fault::io_error, File::database);
  const std::string large(64 * 1024, 'x');
  int sent = 0;
  while (fatal_ == 0 && sent < 1'000) sent += try_send(large) ? 1 : 1'000;
  EXPECT_EQ(fatal_, 1);
  disk_.heal();
  EXPECT_EQ(refusal(try_send("late")), ErrorCode::storage_unavailable);
}

TEST_F(SqliteFault, AnIoErrorOnAReadEndsTheProcessToo) {
  ground_->reopen();  // nothing of the pages is in memory
  disk_.fail(Operation::read, Fault::io_error);
  EXPECT_EQ(refusal(ground_->try_history(maks_.id, team_.id)), ErrorCode::storage_unavailable);
  EXPECT_EQ(fatal_, 1);
}

// The files of a store that runs, removed or replaced by somebody.
class SqliteLostFile : public ::testing::TestWithParam<const char*> {
 protected:
  SqliteLostFile() {
    std::ofstream(directory_.path() / "lock") << "1";
    store::sqlite::Options options;
    options.directory = directory_.path();
    options.watched = {"lock"};
    options.on_fatal = [this](const std::string& reason) {
      ++fatal_;
      reason_ = reason;
    };
    ground_.emplace(std::make_unique<SqliteFactory>(options));
    maks_ = ground_->user("maks");
    team_ = ground_->group(maks_, {});
  }

  ScratchDirectory directory_;
  std::atomic<int> fatal_{0};
  std::string reason_;  // by on_fatal, before the write has its answer
  std::optional<StoreGround> ground_;
  User maks_;
  Chat team_;
};

TEST_P(SqliteLostFile, NothingIsAcknowledgedAnyMore) {
  const auto file = directory_.path() / GetParam();
  ASSERT_TRUE(ground_->try_send(maks_.id, team_.id, "before", "c-1"));
  std::filesystem::rename(file, directory_.path() / "away");
  std::filesystem::copy_file(directory_.path() / "away", file);

  EXPECT_EQ(refusal(ground_->try_send(maks_.id, team_.id, "lost", "c-2")),
            ErrorCode::storage_unavailable);

  wait_until([this] { return fatal_ == 1; });
  EXPECT_FALSE(ground_->store().ready());
  EXPECT_EQ(ground_->announced().messages().size(), 1U);
  EXPECT_EQ(refusal(ground_->try_send(maks_.id, team_.id, "lost", "c-2")),
            ErrorCode::storage_unavailable);
  ground_->store().close();
  EXPECT_EQ(fatal_, 1);
  EXPECT_NE(reason_.find(file.string()), std::string::npos) << reason_;
}

INSTANTIATE_TEST_SUITE_P(Files, SqliteLostFile,
                         ::testing::Values("asq.db", "asq.db-wal", "asq.db-shm", "lock"),
                         [](const auto& each) {
                           std::string name(each.param);
                           std::ranges::replace_if(
                               name, [](char c) { return c == '.' || c == '-'; }, '_');
                           return name;
                         });

using SqliteFaultDeathTest = SqliteFault;

TEST_F(SqliteFaultDeathTest, WithoutAHandlerABrokenDiskEndsTheProcessWithAnError) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        StoreGround ground(std::make_unique<SqliteFactory>());
        const User maks = ground.user("maks");
        disk_.fail(Operation::sync, Fault::io_error);
        (void)ground.run(ground.verbs().chats().create_group({by(maks), "x", {}}));
      },
      ::testing::ExitedWithCode(70), "");
}

// A real full file system, where the test may mount one; else the same as above by SQLite's own
// bound on the file. Both are a full disk that nobody has simulated in the VFS.
class SmallDisk {
 public:
  SmallDisk()
      : mounted_(mount("tmpfs", directory_.path().c_str(), "tmpfs", 0, "size=3m") == 0),
        reason_(std::strerror(errno)) {}
  ~SmallDisk() {
    if (mounted_) umount2(directory_.path().c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  [[nodiscard]] bool mounted() const { return mounted_; }
  [[nodiscard]] const std::string& reason() const { return reason_; }
  [[nodiscard]] const std::filesystem::path& path() const { return directory_.path(); }

 private:
  ScratchDirectory directory_;
  bool mounted_;
  std::string reason_;
};

TEST(SqliteSmallDisk, AFileSystemThatFillsUpRefusesWritesUntilThereIsRoom) {
  const SmallDisk disk;
  if (!disk.mounted()) GTEST_SKIP() << "no tmpfs can be mounted here: " << disk.reason();
  store::sqlite::Options options;
  options.directory = disk.path();
  StoreGround ground(std::make_unique<SqliteFactory>(options));
  const User maks = ground.user("maks");
  const Chat team = ground.group(maks, {});
  const auto ballast = disk.path() / "ballast";
  std::ofstream(ballast) << std::string(1'000'000, 'b') << std::flush;
  std::int64_t stored = 0;
  auto receipt = ground.try_send(maks.id, team.id, std::string(10'000, 'x'));
  while (receipt) {
    stored = receipt->message.seq.value();
    receipt = ground.try_send(maks.id, team.id, std::string(10'000, 'x'));
  }
  EXPECT_EQ(receipt.error().code, ErrorCode::storage_full);
  EXPECT_GT(stored, 10);
  EXPECT_EQ(ground.history(maks, team).back().seq.value(), stored);
  std::filesystem::remove(ballast);
  EXPECT_EQ(ground.send(maks, team, "room again").seq.value(), stored + 1);
  ground.reopen();
  EXPECT_EQ(ground.history(maks, team).back().text, "room again");
}

}  // namespace
}  // namespace asq::testing
