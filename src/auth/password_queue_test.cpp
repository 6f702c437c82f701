#include "auth/password_queue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace asq::auth {
namespace {

using Queue = PasswordQueue<std::string>;

// "a/b/c": a network within a network within a network; a shorter one repeats its last part.
PasswordPayer from(const std::string& path) {
  const std::size_t first = std::min(path.find('/'), path.size());
  const std::size_t second = std::min(path.find('/', first + 1), path.size());
  return {{Payer::address(path.substr(0, first)), Payer::address(path.substr(0, second)),
           Payer::address(path)}};
}
PasswordPayer known(const std::string& path) {
  PasswordPayer payer = from(path);
  payer.known = true;
  return payer;
}

std::string served(Queue& queue) {
  std::string order;
  while (const auto job = queue.pop()) order += *job;
  while (const auto job = queue.pop_known()) order += *job;
  return order;
}

TEST(PasswordQueue, NetworksTakeTurnsHoweverManyOneHasQueued) {
  Queue queue(64);
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(queue.push(from("a"), "a"));
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(queue.push(from("b"), "b"));
  EXPECT_EQ(served(queue), "ababaaa");
  EXPECT_EQ(queue.size(), 0U);
}

TEST(PasswordQueue, ManySmallNetworksOfALargeOneHaveOneShare) {
  Queue queue(64);
  for (int i = 0; i < 20; ++i) {
    EXPECT_FALSE(queue.push(from("large/" + std::to_string(i % 4) + "/" + std::to_string(i)), "x"));
  }
  EXPECT_FALSE(queue.push(from("small"), "s"));
  EXPECT_FALSE(queue.push(from("small"), "s"));
  EXPECT_EQ(served(queue).substr(0, 4), "xsxs");
}

TEST(PasswordQueue, WithinALargeNetworkTheSmallOnesTakeTurns) {
  Queue queue(64);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(queue.push(from("l/a/" + std::to_string(i)), "a"));
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(queue.push(from("l/b/0"), "b"));
  EXPECT_FALSE(queue.push(from("l/b/1"), "c"));
  EXPECT_EQ(served(queue), "abacabb");
}

// A quarter of the places is for known pairs.
TEST(PasswordQueue, TheLongestLineMakesRoom) {
  Queue queue(8);
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(queue.push(from("a/0/0"), "0"));
  EXPECT_FALSE(queue.push(from("a/1/1"), "1"));
  EXPECT_EQ(queue.push(from("a/0/0"), "refused"), "refused") << "the longest line is its own";
  EXPECT_EQ(queue.push(from("a/1/2"), "2"), "0") << "the longest within its network makes room";
  EXPECT_EQ(queue.push(from("b"), "b"), "0");
  EXPECT_EQ(queue.push(from("b"), "b"), "0");
  EXPECT_TRUE(queue.push(from("b"), "b"));
  EXPECT_EQ(queue.push(from("b"), "refused"), "refused") << "three each";
  EXPECT_EQ(queue.size(), 6U);
}

TEST(PasswordQueue, TheBoundIsTriedAtItsEdges) {
  for (const std::size_t bound : {1U, 2U, 3U, 4U, 64U}) {
    Queue queue(bound);
    const std::size_t open = bound - bound / 4;
    for (std::size_t i = 0; i < open; ++i) EXPECT_FALSE(queue.push(from(std::to_string(i)), "x"));
    EXPECT_EQ(queue.push(from("more"), "refused"), "refused");
    for (std::size_t i = 0; i < bound / 4; ++i) EXPECT_FALSE(queue.push(known("k"), "k"));
    EXPECT_EQ(queue.push(known("k"), "refused"), "refused");
    EXPECT_EQ(queue.size(), bound);
  }
}

TEST(PasswordQueue, KnownPairsHaveEverySecondTurn) {
  Queue queue(64);
  for (int i = 0; i < 40; ++i) EXPECT_FALSE(queue.push(from(std::to_string(i)), "x"));
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(queue.push(known("k"), "k"));
  std::string order;
  for (int i = 0; i < 9; ++i) order += queue.pop().value();
  EXPECT_EQ(order, "kxkxkxxxx") << "the last one is left to the thread that is there for it";
  EXPECT_EQ(queue.pop_known(), "k");
  EXPECT_EQ(queue.pop_known(), std::nullopt);
}

TEST(PasswordQueue, WithoutOthersAllThreadsServeKnownPairs) {
  Queue queue(64);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(queue.push(known("k"), "k"));
  EXPECT_EQ(queue.pop(), "k");
  EXPECT_EQ(queue.pop(), "k");
  EXPECT_EQ(queue.pop(), std::nullopt) << "its own thread has time for one";
  EXPECT_EQ(queue.pop_known(), "k");
  EXPECT_EQ(queue.size(), 0U);
}

TEST(PasswordQueue, AllThreadsServeKnownPairsWhileTheirOwnRests) {
  Queue queue(64);
  EXPECT_FALSE(queue.push(known("k"), "k"));
  EXPECT_EQ(queue.pop(), std::nullopt);
  EXPECT_EQ(queue.pop(true), "k");
  EXPECT_EQ(queue.size(), 0U);
}

TEST(PasswordQueue, WhoComesBackOverAndOverIsLeftToTheOtherThreads) {
  const std::chrono::milliseconds cost{50};
  SteadyTime now{std::chrono::hours(1)};
  Queue queue(64);
  const auto thread = [&](const std::string& path) {
    EXPECT_FALSE(queue.push(known(path), "x"));
    if (queue.pop_known(now)) {
      queue.charge_known(cost, now);
      return "its own";
    }
    return queue.pop(false, now) ? "others" : "none";
  };
  for (int i = 0; i < 3; ++i) EXPECT_STREQ(thread("a/1"), "its own") << "100 ms, and the next";
  EXPECT_STREQ(thread("a/1"), "others");
  EXPECT_STREQ(thread("a/2"), "others") << "the same network";
  EXPECT_STREQ(thread("b/1"), "its own");
  now += 8 * cost;
  EXPECT_STREQ(thread("a/1"), "its own");
  EXPECT_STREQ(thread("a/1"), "others");
}

TEST(PasswordQueue, OtherThreadsTakeThemBeforeThoseThatTheThreadOfKnownPairsServes) {
  const SteadyTime now{std::chrono::hours(1)};
  Queue queue(64);
  EXPECT_FALSE(queue.push(known("a"), "a"));
  EXPECT_EQ(queue.pop_known(now), "a");
  queue.charge_known(std::chrono::seconds(1), now);
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(queue.push(known("a"), "a"));
  EXPECT_FALSE(queue.push(known("b"), "b"));
  EXPECT_EQ(queue.pop(false, now), "a");
  EXPECT_EQ(queue.pop(false, now), "a");
  EXPECT_EQ(queue.pop(false, now), std::nullopt);
  EXPECT_EQ(queue.pop_known(now), "b");
}

TEST(PasswordQueue, KnownPairsAreServedFairlyAndWaitWithTheOthersBeyondTheirLane) {
  Queue queue(16);
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(queue.push(known("office"), "o"));
  EXPECT_EQ(queue.size(), 10U) << "four places of their own, six with the others";
  EXPECT_FALSE(queue.push(known("home"), "h")) << "one of the office moves over";
  EXPECT_EQ(served(queue).find('h'), 2U);
}

}  // namespace
}  // namespace asq::auth
