#include "realtime/read_in_turn.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>

#include "support/people.hpp"

namespace asq::realtime {
namespace {

using test::kAnna;
using test::kBoris;

// A store that answers 7, and before that as often as it is told that it has too much to do.
class ReadInTurnTest : public testing::Test {
 protected:
  Task<Result<int>> answer() {
    ++asked_;
    if (overloaded_ > 0) {
      --overloaded_;
      co_return fail(ErrorCode::overloaded);
    }
    if (broken_) co_return fail(ErrorCode::storage_unavailable);
    co_return 7;
  }
  void read_as_anna() { boost::asio::co_spawn(context_, read(), boost::asio::detached); }
  void take_all_turns() {
    boost::asio::co_spawn(context_, take(), boost::asio::detached);
    context_.poll();
  }

  ReadTurns turns_{{.most = 4, .most_of_one = 1}};
  boost::asio::io_context context_{1};
  int overloaded_ = 0;
  bool broken_ = false;
  bool wanted_ = true;
  int asked_ = 0;
  std::optional<ReadTurns::Turn> held_;
  std::optional<Result<int>> result_;

 private:
  Task<void> read() {
    const auto wanted = [this] { return wanted_; };
    const auto ask = [this] { return answer(); };
    result_ = co_await read_in_turn(turns_, kAnna, wanted, ask);
  }
  Task<void> take() { held_.emplace(co_await turns_.next(kBoris, 4)); }
};

TEST_F(ReadInTurnTest, AReadWaitsForItsTurn) {
  take_all_turns();
  read_as_anna();
  context_.restart();
  context_.poll();
  EXPECT_EQ(asked_, 0);
  held_.reset();
  context_.restart();
  context_.run();
  ASSERT_TRUE(result_ && *result_);
  EXPECT_EQ(**result_, 7);
}

TEST_F(ReadInTurnTest, AStoreWithTooMuchToDoIsAskedAgain) {
  overloaded_ = 2;
  read_as_anna();
  context_.run();
  EXPECT_EQ(asked_, 3);
  ASSERT_TRUE(result_ && *result_);
}

TEST_F(ReadInTurnTest, OthersGetTheTurnBetweenTwoAttempts) {
  overloaded_ = 1;
  read_as_anna();
  context_.poll();
  ASSERT_EQ(asked_, 1);
  context_.restart();
  take_all_turns();
  EXPECT_TRUE(held_.has_value());
  held_.reset();
  context_.restart();
  context_.run();
  EXPECT_EQ(asked_, 2);
}

TEST_F(ReadInTurnTest, AnyOtherErrorIsTheAnswer) {
  broken_ = true;
  read_as_anna();
  context_.run();
  EXPECT_EQ(asked_, 1);
  ASSERT_TRUE(result_ && !*result_);
  EXPECT_EQ(result_->error().code, ErrorCode::storage_unavailable);
}

TEST_F(ReadInTurnTest, WhatNobodyWantsAnyMoreIsNotRead) {
  take_all_turns();
  read_as_anna();
  context_.restart();
  context_.poll();
  wanted_ = false;
  held_.reset();
  context_.restart();
  context_.run();
  EXPECT_EQ(asked_, 0);
  ASSERT_TRUE(result_ && !*result_);
  EXPECT_EQ(result_->error().code, ErrorCode::shutting_down);
}

TEST_F(ReadInTurnTest, NobodyWaitsForAStoreOnBehalfOfNobody) {
  overloaded_ = 1;
  read_as_anna();
  context_.poll();
  wanted_ = false;
  context_.restart();
  context_.run();
  EXPECT_EQ(asked_, 1);
  EXPECT_TRUE(result_ && !*result_);
}

}  // namespace
}  // namespace asq::realtime
