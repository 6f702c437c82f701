#include "app/data_directory.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <fstream>

#include "support/temporary_directory.hpp"

namespace asq::app {
namespace {

struct DataDirectoryTest : testing::Test {
  test::TemporaryDirectory home;
  std::filesystem::path data = home.path() / "data";
};

std::string failure_of(const std::filesystem::path& path) {
  const auto opened = DataDirectory::open(path);
  return opened ? "" : opened.error();
}

TEST_F(DataDirectoryTest, IsMadeForItsOwnerOnly) {
  const auto opened = DataDirectory::open(data);

  ASSERT_TRUE(opened) << opened.error();
  struct stat status{};
  ASSERT_EQ(::stat(data.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
  EXPECT_TRUE(opened->path().is_absolute());
}

TEST_F(DataDirectoryTest, IsOpenToOthersIfTheyMayWriteInIt) {
  EXPECT_FALSE(DataDirectory::open(data).value().open_to_others());
  for (const mode_t mode : {0755U, 0750U}) {
    ASSERT_EQ(::chmod(data.c_str(), mode), 0);
    EXPECT_FALSE(DataDirectory::open(data).value().open_to_others()) << mode;
  }
  for (const mode_t mode : {0777U, 0770U, 0702U}) {
    ASSERT_EQ(::chmod(data.c_str(), mode), 0);
    EXPECT_TRUE(DataDirectory::open(data).value().open_to_others()) << mode;
  }
}

TEST_F(DataDirectoryTest, SecondOwnerIsRefusedAndToldThePid) {
  const auto first = DataDirectory::open(data);
  ASSERT_TRUE(first) << first.error();

  const std::string failure = failure_of(data);

  EXPECT_NE(failure.find("in use by the asq process with pid " + std::to_string(::getpid())),
            std::string::npos)
      << failure;
}

TEST_F(DataDirectoryTest, LockEndsWithItsOwner) {
  {
    const auto first = DataDirectory::open(data);
  }
  EXPECT_EQ(failure_of(data), "");
}

TEST_F(DataDirectoryTest, LockOfAProcessThatDiedDoesNotCount) {
  std::filesystem::create_directory(data);
  std::ofstream(data / "lock") << "999999999999\nrubbish";

  const auto opened = DataDirectory::open(data);

  ASSERT_TRUE(opened) << opened.error();
  std::ifstream lock(data / "lock");
  std::string text(std::istreambuf_iterator<char>(lock), {});
  EXPECT_EQ(text, std::to_string(::getpid()) + "\n");
}

TEST_F(DataDirectoryTest, MissingParentIsRefused) {
  EXPECT_NE(failure_of(home.path() / "no" / "data").find("parent directory does not exist"),
            std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(home.path() / "no"));
}

TEST_F(DataDirectoryTest, FileInItsPlaceIsRefused) {
  std::ofstream(data) << "x";
  EXPECT_NE(failure_of(data).find("is not a directory"), std::string::npos);
  EXPECT_NE(failure_of(data / "below").find("is not a directory"), std::string::npos);
}

TEST_F(DataDirectoryTest, FullDiskIsRefused) {
  // /dev/full takes the lock's place: every write to it fails with ENOSPC.
  std::filesystem::create_directory(data);
  if (::mknod((data / "lock").c_str(), S_IFCHR | 0600, makedev(1, 7)) != 0) GTEST_SKIP();
  const std::string failure = failure_of(data);
  if (failure.find("can't be read and written") != std::string::npos)
    GTEST_SKIP() << "devices are not allowed";
  EXPECT_NE(failure.find("is on a full disk"), std::string::npos) << failure;
}

TEST_F(DataDirectoryTest, DirectoryThatIsNotOursIsRefused) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  std::filesystem::create_directory(data);
  ::chmod(data.c_str(), 0500);
  EXPECT_NE(failure_of(data).find("can't be read and written"), std::string::npos);
}

TEST_F(DataDirectoryTest, ShortPathStaysShortInADeepDirectory) {
  std::filesystem::path deep = home.path();
  for (int level = 0; level < 8; ++level) deep /= std::string(40, 'd');
  std::filesystem::create_directories(deep);

  const auto opened = DataDirectory::open(deep);

  ASSERT_TRUE(opened) << opened.error();
  EXPECT_LT(opened->short_path("control.sock").size(), 100U);
  EXPECT_TRUE(std::filesystem::exists(opened->short_path("lock")));
}

TEST_F(DataDirectoryTest, IsTakenAwayOnlyIfItWasMadeHereAndIsEmpty) {
  DataDirectory::open(data).value().unmake();
  EXPECT_FALSE(std::filesystem::exists(data));

  const auto filled = DataDirectory::open(data);
  std::ofstream(data / "file") << "x";
  filled->unmake();
  EXPECT_TRUE(std::filesystem::exists(data / "lock"));

  const auto there = home.path() / "there";
  std::filesystem::create_directory(there);
  DataDirectory::open(there).value().unmake();
  EXPECT_TRUE(std::filesystem::exists(there / "lock"));
}

TEST_F(DataDirectoryTest, LookingIntoWhatIsNotThereMakesNothing) {
  EXPECT_NE(DataDirectory::look_into(data).error().find("does not exist"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(data));
}

}  // namespace
}  // namespace asq::app
