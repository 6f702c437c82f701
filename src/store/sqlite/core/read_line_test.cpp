#include "store/sqlite/core/read_line.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "support/people.hpp"
#include "support/standing_clock.hpp"

namespace asq::store::sqlite {
namespace {

using Lane = ReadLine::Lane;
using Stop = ReadLine::Stop;
using Turn = ReadLine::Turn;

using test::kAnna;
using test::kBoris;
constexpr UserId kVera(3);

// The line itself; nothing is read.
class ReadLineTest : public ::testing::Test {
 protected:
  // For suspend_in().
  struct Front {
    ReadLine& line;
    void enqueue(ReadLine::Read read) const { line.push(std::move(read)); }
  };

  // Its outcome comes into outcomes_.
  std::size_t ask(UserId payer, std::int64_t rows = 1) {
    const std::size_t index = outcomes_.size();
    outcomes_.emplace_back();
    auto verb = [](Snapshot&) -> Result<int> { return 0; };
    boost::asio::co_spawn(loop_,
                          suspend_in<int, Snapshot>(front_, {"test", payer, rows}, std::move(verb)),
                          [this, index](const std::exception_ptr&, Result<int> outcome) {
                            outcomes_[index] = std::move(outcome);
                          });
    poll();
    return index;
  }
  void poll() {
    loop_.restart();
    loop_.poll();
  }
  // Nobody waits for a turn here: there has to be one.
  Turn begin(Lane lane = Lane::usual) { return std::move(line_.next(lane).value()); }
  static UserId payer_of(const Turn& turn) {
    return UserId(static_cast<std::int64_t>(turn.read->work().payer.value()));
  }
  void finish(Turn turn) {
    line_.done(turn);
    Calls<Snapshot> one;
    turn.read->refuse(Error(ErrorCode::internal));
    one.push_back(std::move(turn.read));
    store::finish(std::move(one));
    poll();
  }
  std::optional<Error> refusal(std::size_t index) {
    poll();
    if (!outcomes_[index]) return std::nullopt;
    return outcomes_[index]->error();
  }

  test::StandingClock clock_;
  boost::asio::io_context loop_{1};
  ReadLine line_{4, 100, clock_};
  Front front_{line_};
  std::vector<std::optional<Result<int>>> outcomes_;
};

TEST_F(ReadLineTest, OnePayerHasAtMostHalfOfTheReaders) {
  for (int i = 0; i < 5; ++i) ask(kAnna);
  ask(kBoris);
  const Turn first = begin();
  const Turn second = begin();
  const Turn third = begin();
  EXPECT_EQ(payer_of(first), kAnna);
  EXPECT_EQ(payer_of(second), kBoris);
  EXPECT_EQ(payer_of(third), kAnna);
  ask(kVera);
  EXPECT_EQ(payer_of(begin()), kVera) << "Anna has two of four already";
}

TEST_F(ReadLineTest, WhatAReadTookIsChargedToItsPayer) {
  ask(kAnna);
  Turn heavy = begin();
  ask(kBoris);
  ask(kBoris);
  ask(kAnna);
  clock_.advance(std::chrono::milliseconds(8));  // some 2,000 rows
  finish(std::move(heavy));
  EXPECT_EQ(payer_of(begin()), kBoris);
  EXPECT_EQ(payer_of(begin()), kBoris);
  EXPECT_EQ(payer_of(begin()), kAnna);
}

TEST_F(ReadLineTest, WhoReadsMuchReadsInTheSlowLaneUntilItHasRested) {
  for (int i = 0; i < 9; ++i) ask(kAnna);
  for (int i = 0; i < 7; ++i) {
    Turn turn = begin();
    clock_.advance(std::chrono::milliseconds(20));
    finish(std::move(turn));
  }
  ask(kBoris);
  EXPECT_EQ(payer_of(begin()), kBoris) << "Anna has read for 140 ms in 140 ms";
  Turn slow = begin(Lane::slow);
  EXPECT_EQ(payer_of(slow), kAnna);
  finish(std::move(slow));
  clock_.advance(std::chrono::milliseconds(60));
  EXPECT_EQ(payer_of(begin()), kAnna);
}

// The thread of the slow lane sleeps when the read that made its payer a heavy one ends.
TEST_F(ReadLineTest, WhatWaitsBehindALongReadOfTheSamePayerIsFoundByTheSlowLane) {
  ask(kAnna);
  ask(kAnna);
  ask(kAnna);
  Turn first = begin();
  Turn second = begin();
  std::optional<Turn> slow;
  std::thread sleeper([&] { slow = line_.next(Lane::slow); });
  clock_.advance(std::chrono::seconds(1));
  finish(std::move(first));
  sleeper.join();
  ASSERT_TRUE(slow);
  EXPECT_EQ(payer_of(*slow), kAnna);
}

// Whoever could not be served anyway sends nobody else to the slow lane.
TEST_F(ReadLineTest, ALongReadDoesNotGiveWayToWhoeverReadsMuch) {
  ask(kAnna);
  Turn anna = begin();
  clock_.advance(std::chrono::seconds(1));
  finish(std::move(anna));
  ask(kBoris);
  const Turn boris = begin();
  ask(kAnna);
  clock_.advance(ReadLine::kPatience);
  EXPECT_EQ(line_.stop_reason(*boris.running), Stop::no);
  ask(kVera);
  EXPECT_EQ(line_.stop_reason(*boris.running), Stop::others_wait);
}

TEST_F(ReadLineTest, WhoReadsLessThanAQuarterOfTheTimeStaysInTheUsualLane) {
  for (int i = 0; i < 100; ++i) {
    ask(kAnna);
    Turn turn = begin();
    clock_.advance(std::chrono::milliseconds(20));
    finish(std::move(turn));
    clock_.advance(std::chrono::milliseconds(70));
  }
}

TEST_F(ReadLineTest, ALongReadGoesOnWhileNobodyElseWaits) {
  ask(kAnna);
  ask(kAnna);
  ask(kAnna);
  Turn first = begin();
  const Turn second = begin();
  clock_.advance(std::chrono::hours(1));
  EXPECT_EQ(line_.stop_reason(*first.running), Stop::no) << "her own third one waits";
}

TEST_F(ReadLineTest, ALongReadGivesWayToOthersAndGoesOnInTheSlowLane) {
  const auto read = ask(kAnna);
  Turn turn = begin();
  ask(kBoris);
  clock_.advance(ReadLine::kPatience - std::chrono::microseconds(1));
  EXPECT_EQ(line_.stop_reason(*turn.running), Stop::no);
  clock_.advance(std::chrono::microseconds(1));
  EXPECT_EQ(line_.stop_reason(*turn.running), Stop::others_wait);
  line_.stopped(std::move(turn));
  EXPECT_EQ(payer_of(begin()), kBoris);

  Turn again = begin(Lane::slow);
  EXPECT_EQ(payer_of(again), kAnna);
  EXPECT_FALSE(refusal(read)) << "nobody has been told anything";
  clock_.advance(ReadLine::kSlowLimit - std::chrono::microseconds(1));
  EXPECT_EQ(line_.stop_reason(*again.running), Stop::no);
  finish(std::move(again));
  EXPECT_TRUE(refusal(read)) << "answered";
}

TEST_F(ReadLineTest, TheSlowLaneHasALimitAndSaysSo) {
  const auto read = ask(kAnna);
  Turn turn = begin();
  ask(kBoris);
  clock_.advance(ReadLine::kPatience);
  EXPECT_EQ(line_.stop_reason(*turn.running), Stop::others_wait);
  line_.stopped(std::move(turn));
  Turn again = begin(Lane::slow);
  clock_.advance(ReadLine::kSlowLimit);
  EXPECT_EQ(line_.stop_reason(*again.running), Stop::too_long);
  line_.stopped(std::move(again));

  const auto error = refusal(read);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code, ErrorCode::overloaded);
  EXPECT_EQ(error->retry_after, ReadLine::kSlowLimit);
}

TEST_F(ReadLineTest, APauseWaitsForReadsAndThenStopsThem) {
  ask(kAnna);
  Turn turn = begin();
  bool drained = false;
  line_.pause([&] { drained = true; });
  EXPECT_FALSE(drained);
  EXPECT_EQ(line_.stop_reason(*turn.running), Stop::no);
  clock_.advance(ReadLine::kPausePatience);
  EXPECT_EQ(line_.stop_reason(*turn.running), Stop::pause);
  ask(kAnna);
  line_.stopped(std::move(turn));
  EXPECT_TRUE(drained);
  EXPECT_TRUE(line_.drained());

  line_.resume();
  EXPECT_FALSE(line_.drained());
  EXPECT_EQ(payer_of(begin()), kAnna);
  EXPECT_EQ(payer_of(begin()), kAnna);
}

TEST_F(ReadLineTest, APauseOfNobodyIsDrainedAtOnce) {
  bool drained = false;
  line_.pause([&] { drained = true; });
  EXPECT_TRUE(drained);
  line_.resume();
}

// The time in the slow lane goes on counting, so a read can't be kept alive by pauses.
TEST_F(ReadLineTest, APauseGivesASlowReadNoNewTime) {
  const auto read = ask(kAnna);
  Turn turn = begin();
  ask(kBoris);
  clock_.advance(ReadLine::kPatience);
  (void)line_.stop_reason(*turn.running);
  line_.stopped(std::move(turn));
  Turn slow = begin(Lane::slow);
  clock_.advance(std::chrono::seconds(3));
  line_.pause([] {});
  clock_.advance(ReadLine::kPausePatience);
  EXPECT_EQ(line_.stop_reason(*slow.running), Stop::pause);
  line_.stopped(std::move(slow));
  line_.resume();
  Turn again = begin(Lane::slow);
  clock_.advance(std::chrono::seconds(2));
  EXPECT_EQ(line_.stop_reason(*again.running), Stop::too_long);
  line_.stopped(std::move(again));
  EXPECT_TRUE(refusal(read));
}

TEST_F(ReadLineTest, AFullLineTakesTheLastReadOfTheLongest) {
  ReadLine line(2, 3, clock_);
  Front front{line};
  std::vector<std::optional<ErrorCode>> refused(4);
  const auto ask_there = [&](std::size_t index, UserId payer) {
    auto verb = [](Snapshot&) -> Result<int> { return 0; };
    boost::asio::co_spawn(loop_, suspend_in<int, Snapshot>(front, {"test", payer}, std::move(verb)),
                          [&refused, index](const std::exception_ptr&, Result<int> outcome) {
                            refused[index] = outcome.error().code;
                          });
    poll();
  };
  for (std::size_t i = 0; i < 3; ++i) ask_there(i, kAnna);
  ask_there(3, kBoris);
  poll();
  EXPECT_EQ(refused[2], ErrorCode::overloaded);
  EXPECT_FALSE(refused[3]);
  line.close();
  poll();
  EXPECT_EQ(refused[3], ErrorCode::shutting_down);
}

TEST_F(ReadLineTest, ClosingRefusesWhatWaitsAndStopsWhatRuns) {
  const auto running = ask(kAnna);
  const auto waiting = ask(kBoris);
  Turn turn = begin();
  line_.close();
  EXPECT_EQ(refusal(waiting)->code, ErrorCode::shutting_down);
  EXPECT_EQ(line_.stop_reason(*turn.running), Stop::closed);
  line_.stopped(std::move(turn));
  EXPECT_EQ(refusal(running)->code, ErrorCode::shutting_down);
  const auto late = ask(kVera);
  EXPECT_EQ(refusal(late)->code, ErrorCode::shutting_down);
  EXPECT_FALSE(line_.next(Lane::usual));
  EXPECT_FALSE(line_.next(Lane::slow));
}

}  // namespace
}  // namespace asq::store::sqlite
