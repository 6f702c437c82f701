#include "realtime/read_turns.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <map>
#include <optional>
#include <vector>

namespace asq::realtime {
namespace {

constexpr int kMost = 800;

class ReadTurnsTest : public testing::Test {
 protected:
  // Asks for a turn under a name, each for an account of its own; `begun` has those who got
  // theirs, in order.
  void ask(int name, int messages) { ask_as(UserId(name), name, messages); }
  void ask_as(UserId user, int name, int messages) {
    boost::asio::co_spawn(context_, take(user, name, messages), boost::asio::detached);
    context_.restart();
    context_.poll();
  }
  void end(int name) {
    held_.erase(name);
    context_.restart();
    context_.poll();
  }

  std::vector<int> begun_;
  ReadTurns turns_{{.most = kMost, .most_of_one = 200}};
  std::optional<boost::asio::io_context> optional_{std::in_place, 1};
  boost::asio::io_context& context_ = *optional_;

 private:
  Task<void> take(UserId user, int name, int messages) {
    auto turn = co_await turns_.next(user, messages);
    begun_.push_back(name);
    held_.emplace(name, std::move(turn));
  }
  std::map<int, ReadTurns::Turn> held_;
};

TEST_F(ReadTurnsTest, ManySmallOnesGoAtOnce) {
  for (int name = 0; name < kMost / 50; ++name) ask(name, 50);
  EXPECT_EQ(begun_.size(), static_cast<std::size_t>(kMost / 50));
}

TEST_F(ReadTurnsTest, WhoFindsNoRoomWaitsAndIsServedInOrder) {
  ask(1, kMost - 100);
  ask(2, 200);
  ask(3, 50);
  EXPECT_EQ(begun_, (std::vector{1})) << "3 would fit, and comes after 2";
  end(1);
  EXPECT_EQ(begun_, (std::vector{1, 2, 3}));
}

TEST_F(ReadTurnsTest, WhatIsFreedIsGivenAsFarAsItGoes) {
  ask(1, kMost / 2);
  ask(2, kMost / 2);
  ask(3, kMost / 2);
  ask(4, kMost / 2);
  end(2);
  EXPECT_EQ(begun_, (std::vector{1, 2, 3}));
  end(1);
  EXPECT_EQ(begun_, (std::vector{1, 2, 3, 4}));
}

TEST_F(ReadTurnsTest, MoreThanThereIsGoesAlone) {
  ask(1, 1);
  ask(2, 10 * kMost);
  EXPECT_EQ(begun_, (std::vector{1}));
  end(1);
  EXPECT_EQ(begun_, (std::vector{1, 2}));
  ask(3, 1);
  end(2);
  EXPECT_EQ(begun_, (std::vector{1, 2, 3}));
}

TEST_F(ReadTurnsTest, OneAccountHasOnlySoMuchAtATime) {
  const UserId greedy(7);
  ask_as(greedy, 71, 150);
  ask_as(greedy, 72, 50);
  ask_as(greedy, 73, 50);
  EXPECT_EQ(begun_, (std::vector{71, 72}));
  ask(1, 200);
  EXPECT_EQ(begun_, (std::vector{71, 72, 1})) << "it does not hold up others";
  end(72);
  EXPECT_EQ(begun_, (std::vector{71, 72, 1, 73}));
}

TEST_F(ReadTurnsTest, AccountsTakeTurnsHoweverManyRequestsOneHas) {
  ask(1, kMost);
  const UserId greedy(7);
  for (int name = 70; name < 80; ++name) ask_as(greedy, name, 100);
  ask(2, 500);
  ask(3, 100);
  end(1);
  EXPECT_EQ(begun_, (std::vector{1, 70, 2, 3, 71}));
  end(70);
  EXPECT_EQ(begun_, (std::vector{1, 70, 2, 3, 71, 72}));
}

TEST_F(ReadTurnsTest, MoreThanAnAccountsShareAtOnceIsGivenToItAlone) {
  const UserId greedy(7);
  ask_as(greedy, 71, 500);
  ask_as(greedy, 72, 1);
  EXPECT_EQ(begun_, (std::vector{71}));
  end(71);
  EXPECT_EQ(begun_, (std::vector{71, 72}));
}

TEST_F(ReadTurnsTest, TheEndOfALoopEndsThoseWhoWait) {
  ask(1, kMost);
  ask(2, kMost);
  optional_.reset();
  EXPECT_EQ(begun_, (std::vector{1}));
}

}  // namespace
}  // namespace asq::realtime
