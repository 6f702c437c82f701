#include "app/process.hpp"

#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace asq::app {
namespace {

// In a process of its own each, because what is settled there can't be undone.
struct ProcessDeathTest : testing::Test {
  ProcessDeathTest() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

int count_what_is_not_hardened() {
  harden_process();
  rlimit cores{1, 1};
  rlimit descriptors{0, 1};
  ::getrlimit(RLIMIT_CORE, &cores);
  ::getrlimit(RLIMIT_NOFILE, &descriptors);
  return (::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? 0 : 1) +
         (::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : 1) + (cores.rlim_cur == 0 ? 0 : 1) +
         (descriptors.rlim_cur == descriptors.rlim_max ? 0 : 1) + (::umask(0) == 077 ? 0 : 1);
}

TEST_F(ProcessDeathTest, IsHardened) {
  EXPECT_EXIT(std::_Exit(count_what_is_not_hardened()), testing::ExitedWithCode(0), "");
}

// Where each of the descriptors 0 to 2 leads, after the others of `closed` were closed.
bool standard_descriptors_hold(int closed) {
  for (int descriptor = 0; descriptor <= 2; ++descriptor) {
    if ((closed & (1 << descriptor)) != 0) ::close(descriptor);
  }
  open_standard_descriptors();
  const int next = ::dup(0);
  bool hold = next > 2;
  for (int descriptor = 0; descriptor <= 2; ++descriptor) {
    const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
    std::error_code unknown;
    const bool null = std::filesystem::read_symlink(link, unknown) == "/dev/null";
    hold = hold && !unknown && (null || (closed & (1 << descriptor)) == 0);
  }
  return hold;
}

TEST_F(ProcessDeathTest, ClosedStandardDescriptorsLeadToNowhere) {
  for (int closed = 0; closed < 8; ++closed) {
    EXPECT_EXIT(std::_Exit(standard_descriptors_hold(closed) ? 7 : 1), testing::ExitedWithCode(7),
                "")
        << closed;
  }
}

TEST_F(ProcessDeathTest, SurvivesABrokenPipe) {
  EXPECT_EXIT(
      {
        harden_process();
        std::raise(SIGPIPE);
        std::_Exit(0);
      },
      testing::ExitedWithCode(0), "");
}

TEST_F(ProcessDeathTest, UncaughtExceptionOfAnyThreadIsOneLineAndStatus70) {
  EXPECT_EXIT(
      {
        harden_process();
        std::jthread([] { throw std::runtime_error("boom"); }).join();
      },
      testing::ExitedWithCode(kExitSoftware), "\"event\":\"terminated\",\"exception\":\"boom\"");
}

TEST(Process, HasResidentMemory) { EXPECT_GT(resident_bytes(), 1'000'000); }

// The last block of many keeps the allocator from shrinking its heap.
TEST(Process, GivesBackWhatACrowdHasLeft) {
  std::vector<std::unique_ptr<std::array<char, 1000>>> blocks(200'000);
  for (auto& block : blocks) block = std::make_unique<std::array<char, 1000>>();
  if (::mallinfo2().uordblks < 200'000'000) GTEST_SKIP() << "a sanitizer's allocator";
  const auto last = std::move(blocks.back());
  blocks.clear();
  const std::int64_t before = resident_bytes();

  give_back_memory();

  EXPECT_LT(resident_bytes(), before - 100'000'000);
}

}  // namespace
}  // namespace asq::app
