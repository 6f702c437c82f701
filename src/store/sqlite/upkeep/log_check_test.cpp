#include "store/sqlite/upkeep/log_check.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {
namespace {

constexpr std::size_t kHeader = 32;
constexpr std::size_t kFrame = 24 + 4'096;

// A log as kill -9 leaves it: several transactions, the last of them of several frames.
class LogCheck : public ::testing::Test {
 protected:
  LogCheck() {
    std::string name = (std::filesystem::temp_directory_path() / "asq-log-XXXXXX").string();
    directory_ = mkdtemp(name.data());
    database_.emplace(directory_ / "a.db", Database::Missing::make);
    (void)database_->query_text("PRAGMA journal_mode = WAL");
    database_->execute("PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (x TEXT)");
    for (int i = 0; i < 5; ++i) database_->execute("INSERT INTO t VALUES (hex(zeroblob(1000)))");
    frames_before_last_ = frames();
    database_->execute("INSERT INTO t VALUES (hex(zeroblob(10000)))");
    log_ = read_log();
  }
  ~LogCheck() override {
    database_.reset();
    std::filesystem::remove_all(directory_);
  }

  std::string read_log() {
    std::ifstream in(directory_ / "a.db-wal", std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::size_t frames() { return (read_log().size() - kHeader) / kFrame; }
  bool damaged(const std::string& log) {
    const auto copy = directory_ / "copy";
    std::ofstream(copy, std::ios::binary) << log;
    return find_log_damage(copy).has_value();
  }

  std::filesystem::path directory_;
  std::optional<Database> database_;
  std::size_t frames_before_last_ = 0;
  std::string log_;
};

TEST_F(LogCheck, AWholeLogIsWholeAndNoLogIsNoDamage) {
  EXPECT_FALSE(damaged(log_));
  EXPECT_FALSE(damaged(""));
  EXPECT_FALSE(find_log_damage(directory_ / "nothing").has_value());
}

// Cut anywhere: the power went while the last transaction was written, or the one before, ...
TEST_F(LogCheck, ALogThatEndsTooEarlyIsATornTransactionAndNoDamage) {
  for (std::size_t size = 0; size < log_.size(); size += 999) {
    EXPECT_FALSE(damaged(log_.substr(0, size))) << size;
  }
}

TEST_F(LogCheck, ABadFrameIsDamageWhereALaterTransactionShowsThatItWasSynced) {
  const std::size_t count = (log_.size() - kHeader) / kFrame;
  ASSERT_GT(count, frames_before_last_ + 2);
  for (std::size_t frame = 0; frame < count; ++frame) {
    for (const std::size_t at :
         {std::size_t{0}, std::size_t{9}, std::size_t{17}, std::size_t{24}, kFrame - 1}) {
      // Without its checksum, the last frame of a transaction can't be told from a torn one.
      if (frame + 1 == frames_before_last_ && at == 17) continue;
      std::string bad = log_;
      bad[kHeader + frame * kFrame + at] ^= 0x10;
      EXPECT_EQ(damaged(bad), frame < frames_before_last_) << "frame " << frame << " byte " << at;
    }
  }
}

TEST_F(LogCheck, ABadHeaderIsDamageWhereFramesFollow) {
  for (std::size_t at = 0; at < kHeader; ++at) {
    std::string bad = log_;
    bad[at] ^= 0x10;
    EXPECT_TRUE(damaged(bad)) << at;
    EXPECT_FALSE(damaged(bad.substr(0, kHeader)));
  }
}

TEST_F(LogCheck, FramesOfAnOlderGenerationBehindTheEndAreNoDamage) {
  database_->checkpoint(Database::Checkpoint::restart);
  database_->execute("INSERT INTO t VALUES ('new')");
  const std::string restarted = read_log();
  ASSERT_EQ(restarted.size(), log_.size());
  EXPECT_FALSE(damaged(restarted));
}

}  // namespace
}  // namespace asq::store::sqlite
