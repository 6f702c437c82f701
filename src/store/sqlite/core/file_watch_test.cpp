#include "store/sqlite/core/file_watch.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <fstream>
#include <mutex>

#include "support/temporary_directory.hpp"

namespace asq::store::sqlite {
namespace {

using namespace std::chrono_literals;

class FileWatchTest : public testing::Test {
 protected:
  FileWatchTest() {
    std::filesystem::create_directory(folder());
    std::ofstream(file()) << "content";
  }

  [[nodiscard]] std::filesystem::path folder() const { return directory_.path() / "data"; }
  [[nodiscard]] std::filesystem::path elsewhere() const { return directory_.path() / "elsewhere"; }
  [[nodiscard]] std::filesystem::path file() const { return folder() / "file"; }

  // For a watch that looks by itself.
  bool fails_within(std::chrono::seconds patience) {
    std::unique_lock lock(mutex_);
    return failed_.wait_for(lock, patience, [this] { return reports_ > 0; });
  }
  int reports() {
    const std::lock_guard lock(mutex_);
    return reports_;
  }

  static constexpr FileWatchOptions kWhenAsked{1h, 1ms};

 private:
  test::TemporaryDirectory directory_;
  std::mutex mutex_;
  std::condition_variable failed_;
  int reports_ = 0;

 protected:
  DiskFailure failure_{[this](const std::string&) {
    const std::lock_guard lock(mutex_);
    ++reports_;
    failed_.notify_all();
  }};
};

TEST_F(FileWatchTest, AFileThatIsWrittenAndGrowsIsWhereItWas) {
  FileWatch watch({file()}, failure_, kWhenAsked);
  std::ofstream(file(), std::ios::app) << "more";
  EXPECT_EQ(watch.look(), std::nullopt);
  EXPECT_EQ(reports(), 0);
}

TEST_F(FileWatchTest, AFileThatWasRemovedIsReportedOnce) {
  FileWatch watch({folder(), file()}, failure_, kWhenAsked);
  std::filesystem::remove(file());
  EXPECT_EQ(watch.look(), file().string() + " was removed or replaced while the server ran");
  EXPECT_NE(watch.look(), std::nullopt);
  EXPECT_EQ(reports(), 1);
}

TEST_F(FileWatchTest, AFileInPlaceOfAnotherIsNotIt) {
  FileWatch watch({file()}, failure_, kWhenAsked);
  std::filesystem::copy_file(file(), folder() / "copy");
  std::filesystem::rename(folder() / "copy", file());
  EXPECT_NE(watch.look(), std::nullopt);
}

TEST_F(FileWatchTest, WithItsFolderGoesTheFile) {
  FileWatch watch({file()}, failure_, kWhenAsked);
  std::filesystem::rename(folder(), elsewhere());
  EXPECT_NE(watch.look(), std::nullopt);
}

TEST_F(FileWatchTest, AFolderThatIsNoFolderAnyMoreHasNoFile) {
  FileWatch watch({file()}, failure_, kWhenAsked);
  std::filesystem::rename(folder(), elsewhere());
  std::ofstream(folder()) << "a file";
  EXPECT_NE(watch.look(), std::nullopt);
}

TEST_F(FileWatchTest, AFolderThatMovedBehindALinkIsWhereItWas) {
  FileWatch watch({file()}, failure_, kWhenAsked);
  std::filesystem::rename(folder(), elsewhere());
  std::filesystem::create_directory_symlink(elsewhere(), folder());
  EXPECT_EQ(watch.look(), std::nullopt);
  EXPECT_EQ(reports(), 0);
}

TEST_F(FileWatchTest, ItLooksByItself) {
  const FileWatch watch({file()}, failure_, {1ms, 1ms});
  std::filesystem::remove(file());
  EXPECT_TRUE(fails_within(30s));
}

TEST_F(FileWatchTest, AfterTheStopTheFileMayGo) {
  FileWatch watch({file()}, failure_, {1ms, 1ms});
  watch.stop();
  std::filesystem::remove(file());
  EXPECT_FALSE(fails_within(0s));
}

// 201 was answered to everything until the stop, and all of it was gone.
TEST_F(FileWatchTest, ADatabaseWhoseFileIsGoneCommitsNothing) {
  Database database(folder() / "db", Database::Missing::make);
  EXPECT_EQ(database.query_text("PRAGMA journal_mode = WAL"), "wal");
  database.execute("CREATE TABLE notes (text TEXT)");
  FileWatch watch({folder() / "db"}, failure_, kWhenAsked);
  watch.guard(database);
  database.execute("INSERT INTO notes VALUES ('before')");
  std::filesystem::rename(folder() / "db", folder() / "away");

  EXPECT_THROW(database.execute("INSERT INTO notes VALUES ('lost')"), SqliteError);

  EXPECT_EQ(database.query_integer("SELECT count(*) FROM notes"), 1);
  EXPECT_EQ(reports(), 1);
}

}  // namespace
}  // namespace asq::store::sqlite
