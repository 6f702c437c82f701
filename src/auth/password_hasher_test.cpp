#include "auth/password_hasher.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <filesystem>
#include <future>
#include <stdexcept>
#include <vector>

#include "support/run_task.hpp"

namespace asq::auth {
namespace {

const PasswordPayer kServer{alone(Payer::server())};
constexpr HasherOptions kCheapOptions{
    .threads = 1, .max_queued = 64, .memory_kib = 64, .iterations = 1};
// Some ten milliseconds: long beside what the tests do meanwhile.
constexpr HasherOptions kSlow{.threads = 1, .max_queued = 2, .memory_kib = 8192, .iterations = 3};

TEST(PasswordHasher, VerifiesWhatItHashed) {
  test::TaskLoop loop;
  PasswordHasher hasher(kCheapOptions);
  const auto hash = loop.run(hasher.hash(kServer, "correct horse"));
  ASSERT_TRUE(hash);
  EXPECT_TRUE(hash->starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
  EXPECT_EQ(loop.run(hasher.verify(kServer, "correct horse", *hash)), true);
  EXPECT_EQ(loop.run(hasher.verify(kServer, "wrong horse", *hash)), false);
}

TEST(PasswordHasher, AnEmptyHashMatchesNothing) {
  test::TaskLoop loop;
  PasswordHasher hasher(kCheapOptions);
  EXPECT_EQ(loop.run(hasher.verify(kServer, "", "")), false);
  EXPECT_EQ(loop.run(hasher.verify(kServer, "correct horse", "")), false);
}

TEST(PasswordHasher, AHashThatCanNotBeUsedIsAnInternalError) {
  test::TaskLoop loop;
  PasswordHasher hasher(kCheapOptions);
  for (const char* hash : {"x",
                           "$argon2id$v=19$m=4294967295,t=9,p=1$c29tZXNhbHQ"
                           "$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"}) {
    const auto matches = loop.run(hasher.verify(kServer, "x", hash));
    ASSERT_FALSE(matches);
    EXPECT_EQ(matches.error().code, ErrorCode::internal);
    EXPECT_TRUE(matches.error().detail.empty());
  }
}

// Of the processor, by all threads of this program, which have nothing else to do: what else goes
// on on the machine does not count.
std::chrono::nanoseconds processor_time() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

std::chrono::nanoseconds cost_of_verifying(test::TaskLoop& loop, PasswordHasher& hasher,
                                           const std::string& hash) {
  const auto before = processor_time();
  EXPECT_EQ(loop.run(hasher.verify(kServer, "wrong", hash)), false);
  return processor_time() - before;
}

// In turn, since a processor may change its speed in between.
TEST(PasswordHasher, AnUnknownAccountCostsTheSameAsAWrongPassword) {
  test::TaskLoop loop;
  PasswordHasher hasher(kSlow);
  const auto hash = loop.run(hasher.hash(kServer, "right"));
  ASSERT_TRUE(hash);
  auto known = std::chrono::nanoseconds::max();
  auto unknown = known;
  for (int i = 0; i < 9; ++i) {
    known = std::min(known, cost_of_verifying(loop, hasher, *hash));
    unknown = std::min(unknown, cost_of_verifying(loop, hasher, ""));
  }
  EXPECT_GT(unknown * 3, known * 2);
  EXPECT_GT(known * 3, unknown * 2);
}

Task<std::array<std::thread::id, 2>> threads_before_and_after(PasswordHasher& hasher) {
  const auto before = std::this_thread::get_id();
  std::string password = "x";
  const auto hash = co_await hasher.hash(kServer, std::move(password));
  EXPECT_TRUE(hash);
  co_return std::array{before, std::this_thread::get_id()};
}

TEST(PasswordHasher, TheCallerGoesOnOnItsOwnThread) {
  test::TaskLoop loop;
  PasswordHasher hasher(kCheapOptions);
  const auto threads = loop.run(threads_before_and_after(hasher));
  EXPECT_EQ(threads[0], loop.thread_id());
  EXPECT_EQ(threads[1], loop.thread_id());
}

int threads_with_nice(int value) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task")) {
    const auto thread = static_cast<id_t>(std::stoul(entry.path().filename().string()));
    count += getpriority(PRIO_PROCESS, thread) == value ? 1 : 0;
  }
  return count;
}

TEST(PasswordHasher, ItsThreadsStandBackBehindAllOthersButTheOneOfKnownPairs) {
  test::TaskLoop loop;
  const int own = getpriority(PRIO_PROCESS, 0);
  const int last = std::min(own + 10, 19);
  const int before = threads_with_nice(last);
  PasswordHasher hasher(kCheapOptions);
  ASSERT_TRUE(loop.run(hasher.hash(kServer, "x")));
  EXPECT_EQ(threads_with_nice(last), before + (own == last ? 2 : 1));
  EXPECT_EQ(getpriority(PRIO_PROCESS, 0), own);
}

TEST(PasswordHasher, AFullQueueSaysWhenToComeAgain) {
  test::TaskLoop loop;
  PasswordHasher hasher(kSlow);
  std::vector<std::future<Result<std::string>>> answers;
  answers.reserve(40);
  for (int i = 0; i < 40; ++i) answers.push_back(loop.start(hasher.hash(kServer, "x")));
  int hashed = 0;
  int refused = 0;
  for (auto& answer : answers) {
    const auto hash = answer.get();
    hashed += hash ? 1 : 0;
    if (hash) continue;
    ++refused;
    EXPECT_EQ(hash.error().code, ErrorCode::login_queue_full);
    ASSERT_TRUE(hash.error().retry_after);
    EXPECT_GE(hash.error().retry_after->count(), 1);
  }
  EXPECT_GE(hashed, 2);
  EXPECT_GE(refused, 1);
  EXPECT_EQ(hasher.queued(), 0U);
}

PasswordPayer network(int number) { return {alone(Payer::address(std::to_string(number)))}; }

// One that floods the queue loses its last places to others, who are told nothing of it.
TEST(PasswordHasher, OneNetworkNeverKeepsTheOthersOut) {
  test::TaskLoop loop;
  HasherOptions options = kSlow;
  options.max_queued = 8;
  PasswordHasher hasher(options);
  std::vector<std::future<Result<std::string>>> flood;
  flood.reserve(40);
  for (int i = 0; i < 40; ++i) flood.push_back(loop.start(hasher.hash(network(0), "x")));
  std::vector<std::future<Result<std::string>>> others;
  for (int i = 1; i <= 3; ++i) others.push_back(loop.start(hasher.hash(network(i), "x")));
  for (auto& answer : others) EXPECT_TRUE(answer.get());
  int refused = 0;
  for (auto& answer : flood) {
    const auto hash = answer.get();
    if (hash) continue;
    ++refused;
    EXPECT_EQ(hash.error().code, ErrorCode::login_queue_full);
    EXPECT_TRUE(hash.error().retry_after);
  }
  EXPECT_GE(refused, 3);
}

TEST(PasswordHasher, AKnownPairFindsAPlaceInAQueueFullOfNetworks) {
  test::TaskLoop loop;
  HasherOptions options = kSlow;
  options.max_queued = 8;
  PasswordHasher hasher(options);
  std::vector<std::future<Result<std::string>>> flood;
  flood.reserve(40);
  for (int i = 0; i < 40; ++i) flood.push_back(loop.start(hasher.hash(network(i), "x")));
  PasswordPayer known = network(99);
  known.known = true;
  EXPECT_TRUE(loop.run(hasher.hash(known, "x")));
  for (auto& answer : flood) (void)answer.get();
}

// A whole office at nine o'clock: the thread of known pairs alone would take long.
TEST(PasswordHasher, AllThreadsServeKnownPairs) {
  test::TaskLoop loop;
  HasherOptions options = kSlow;
  options.threads = 2;
  options.max_queued = 64;
  PasswordHasher hasher(options);
  std::vector<std::future<Result<std::string>>> answers;
  for (int i = 0; i < 30; ++i) {
    PasswordPayer known = network(i % 3);
    known.known = true;
    answers.push_back(loop.start(hasher.hash(known, "x")));
  }
  for (auto& answer : answers) EXPECT_TRUE(answer.get());
}

TEST(PasswordHasher, MoreThreadsShareTheWork) {
  test::TaskLoop loop;
  PasswordHasher hasher({.threads = 3, .max_queued = 100, .memory_kib = 64, .iterations = 1});
  std::vector<std::future<Result<std::string>>> answers;
  answers.reserve(50);
  for (int i = 0; i < 50; ++i) answers.push_back(loop.start(hasher.hash(kServer, "x")));
  for (auto& answer : answers) EXPECT_TRUE(answer.get());
}

Task<bool> nothing() { co_return true; }

TEST(PasswordHasher, ClosingAnswersEverybody) {
  test::TaskLoop loop;
  PasswordHasher hasher({.threads = 1, .max_queued = 64, .memory_kib = 8192, .iterations = 3});
  std::vector<std::future<Result<std::string>>> answers;
  answers.reserve(20);
  for (int i = 0; i < 20; ++i) answers.push_back(loop.start(hasher.hash(kServer, "x")));
  // Tasks run in the order of their start: with this one all of them are queued.
  ASSERT_TRUE(loop.run(nothing()));

  hasher.close();

  EXPECT_EQ(hasher.queued(), 0U);
  int shut = 0;
  for (auto& answer : answers) {
    const auto hash = answer.get();
    if (hash) continue;
    EXPECT_EQ(hash.error().code, ErrorCode::shutting_down);
    ++shut;
  }
  EXPECT_GE(shut, 1);
}

// It was queued, and waited for ever.
TEST(PasswordHasher, WhoComesAfterClosingIsRefused) {
  test::TaskLoop loop;
  PasswordHasher hasher(kCheapOptions);
  hasher.close();
  hasher.close();

  const auto hash = loop.run(hasher.hash(kServer, "x"));
  const auto matches = loop.run(hasher.verify(kServer, "x", ""));

  ASSERT_FALSE(hash);
  EXPECT_EQ(hash.error().code, ErrorCode::shutting_down);
  ASSERT_FALSE(matches);
  EXPECT_EQ(matches.error().code, ErrorCode::shutting_down);
}

TEST(PasswordHasher, OptionsThatCanNotBeStopTheStart) {
  for (const HasherOptions& options :
       {HasherOptions{.threads = 0}, HasherOptions{.max_queued = 0}, HasherOptions{.memory_kib = 7},
        HasherOptions{.iterations = 0}, HasherOptions{.threads = -1}}) {
    EXPECT_THROW(PasswordHasher{options}, std::invalid_argument);
  }
}

}  // namespace
}  // namespace asq::auth
