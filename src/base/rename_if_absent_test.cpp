#include "base/rename_if_absent.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <string>

#include "support/temporary_directory.hpp"

namespace asq {
namespace {

namespace fs = std::filesystem;

struct RenameIfAbsent : testing::TestWithParam<int (*)(const fs::path& from, const fs::path& to)> {
  fs::path write(const char* name, const std::string& text) {
    std::ofstream(home.path() / name) << text;
    return home.path() / name;
  }
  static std::string read(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  test::TemporaryDirectory home;
};

TEST_P(RenameIfAbsent, GivesTheFileItsName) {
  const fs::path from = write("new", "text");
  const fs::path to = home.path() / "name";

  EXPECT_EQ(GetParam()(from, to), 0);

  EXPECT_EQ(read(to), "text");
  EXPECT_FALSE(fs::exists(from));
}

TEST_P(RenameIfAbsent, LeavesWhatIsThere) {
  const fs::path from = write("new", "text");
  const fs::path to = write("name", "older");

  EXPECT_EQ(GetParam()(from, to), EEXIST);

  EXPECT_EQ(read(to), "older");
  EXPECT_EQ(read(from), "text");
}

TEST_P(RenameIfAbsent, LeavesALinkThatLeadsNowhere) {
  const fs::path from = write("new", "text");
  const fs::path to = home.path() / "name";
  fs::create_symlink("nowhere", to);

  EXPECT_EQ(GetParam()(from, to), EEXIST);

  EXPECT_TRUE(fs::is_symlink(to));
  EXPECT_EQ(read(from), "text");
}

TEST_P(RenameIfAbsent, SaysWhyItCanNot) {
  EXPECT_EQ(GetParam()(home.path() / "none", home.path() / "name"), ENOENT);
}

INSTANTIATE_TEST_SUITE_P(BothWays, RenameIfAbsent,
                         testing::Values(rename_if_absent, link_if_absent),
                         [](const auto& way) { return way.index == 0 ? "rename" : "link"; });

}  // namespace
}  // namespace asq
