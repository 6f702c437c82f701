#include "store/tail.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "support/people.hpp"
#include "support/standing_clock.hpp"

namespace asq::store {
namespace {

using std::chrono::milliseconds;
using Events = std::vector<std::shared_ptr<const Event>>;
using Positions = std::vector<std::int64_t>;

using test::kMaks;
constexpr std::int64_t kPatience = Tail::kPatience.count();
constexpr std::int64_t kAskAgain = Tail::kAskAgain.count();

// Times in these tests are milliseconds after a moment before which nothing was heard for an hour.
SteadyTime at(std::int64_t time) { return SteadyTime(std::chrono::hours(1) + milliseconds(time)); }

// The event of a position: the session of that number begins, so a test can ask memory for it.
std::shared_ptr<const Event> event_at(std::int64_t position) {
  auto event = std::make_shared<Event>();
  event->what = SessionBegan{SessionId(position), kMaks, Timestamp::max()};
  event->position = LogPosition(position);
  return event;
}

// From `first` to `last`, with an event at each of `with`.
Stretch stretch_with(std::int64_t first, std::int64_t last, const Positions& with) {
  Events events;
  for (const std::int64_t position : with) events.push_back(event_at(position));
  return {LogPosition(first), LogPosition(last), std::make_shared<const Events>(std::move(events))};
}

// With an event at every position.
Stretch stretch(std::int64_t first, std::int64_t last) {
  Positions all(static_cast<std::size_t>(last - first + 1));
  std::iota(all.begin(), all.end(), first);
  return stretch_with(first, last, all);
}

Stretch bell(std::int64_t first, std::int64_t last) {
  return {LogPosition(first), LogPosition(last), nullptr};
}

Positions positions_of(const EventBatch& batch) {
  Positions positions;
  for (const auto& event : *batch) positions.push_back(event->position.value());
  return positions;
}

// Keeps what it is asked for, "17..19" or "17..", and answers nothing.
class SilentSource final : public TailSource {
 public:
  void ask(LogPosition after, std::optional<LogPosition> until) override {
    asked_.push_back(until ? fmt::format("{}..{}", after.value(), until->value())
                           : fmt::format("{}..", after.value()));
  }
  std::vector<std::string> take_asked() { return std::exchange(asked_, {}); }

 private:
  std::vector<std::string> asked_;
};

using Asked = std::vector<std::string>;

class TailTest : public ::testing::Test {
 protected:
  TailTest() {
    tail_.set_listener([this](const EventBatch& batch) {
      const Positions positions = positions_of(batch);
      heard_.insert(heard_.end(), positions.begin(), positions.end());
      ++batches_;
    });
  }

  void offer(Stretch stretch, std::int64_t time = 0) { tail_.offer(std::move(stretch), at(time)); }
  // What the tail asks for at that time.
  Asked tend(std::int64_t time) {
    tail_.tend(at(time));
    return source_.take_asked();
  }
  Positions take_heard() { return std::exchange(heard_, {}); }

  test::StandingClock clock_;
  Memory memory_{clock_, 10};
  SilentSource source_;
  Tail tail_{memory_, LogPosition(0), &source_};
  Positions heard_;
  int batches_ = 0;
};

// ---- in order

TEST_F(TailTest, WhatJoinsOnIsPassedAtOnce) {
  offer(stretch(1, 2));
  EXPECT_EQ(take_heard(), (Positions{1, 2}));
  offer(stretch(3, 3));
  EXPECT_EQ(take_heard(), Positions{3});
  EXPECT_EQ(tail_.passed(), LogPosition(3));
}

TEST_F(TailTest, AStretchIsHeardAsOneBatch) {
  const Stretch three = stretch(1, 3);
  EventBatch heard;
  tail_.set_listener([&](EventBatch batch) { heard = std::move(batch); });
  offer(three);
  EXPECT_EQ(heard, three.events);  // not even copied
}

TEST_F(TailTest, MemoryKnowsAnEventBeforeTheListenerHearsIt) {
  std::vector<bool> known;
  tail_.set_listener([&](const EventBatch& batch) {
    for (const std::int64_t position : positions_of(batch)) {
      known.push_back(memory_.session_lives(SessionId(position), kMaks));
    }
  });
  EXPECT_FALSE(memory_.session_lives(SessionId(1), kMaks));
  offer(stretch(2, 3));
  EXPECT_FALSE(memory_.session_lives(SessionId(2), kMaks));  // it waits
  offer(stretch(1, 1));
  EXPECT_EQ(known, (std::vector<bool>{true, true, true}));
}

TEST_F(TailTest, WhatTheListenerHearsCountsAsPassed) {
  Positions passed;
  tail_.set_listener([&](const EventBatch&) { passed.push_back(tail_.passed().value()); });
  offer(stretch_with(1, 3, {1}));
  offer(stretch(6, 7));
  offer(stretch(4, 5));
  EXPECT_EQ(passed, (Positions{3, 5, 7}));
}

TEST_F(TailTest, PositionsWithoutEventsArePassedSilently) {
  offer(stretch_with(1, 4, {}));
  EXPECT_EQ(tail_.passed(), LogPosition(4));
  EXPECT_EQ(batches_, 0);
  offer(stretch_with(5, 9, {6, 8}));
  EXPECT_EQ(tail_.passed(), LogPosition(9));
  EXPECT_EQ(take_heard(), (Positions{6, 8}));
  EXPECT_TRUE(tend(kPatience).empty());
}

TEST_F(TailTest, ATailBeginsBehindWhatMemoryHolds) {
  Tail later(memory_, LogPosition(17), &source_);
  Positions heard;
  later.set_listener([&](const EventBatch& batch) { heard = positions_of(batch); });
  EXPECT_EQ(later.passed(), LogPosition(17));
  later.offer(stretch(16, 19), at(0));
  EXPECT_EQ(heard, (Positions{18, 19}));
}

TEST_F(TailTest, WithoutAListenerMemoryIsKeptTrueAllTheSame) {
  Tail alone(memory_, LogPosition(0));
  alone.offer(stretch(1, 1), at(0));
  EXPECT_TRUE(memory_.session_lives(SessionId(1), kMaks));
}

// ---- doubled, overlapping, reordered

TEST_F(TailTest, WhatIsToldTwiceIsHeardOnce) {
  offer(stretch(1, 3));
  offer(stretch(1, 3));
  offer(stretch(2, 2));
  EXPECT_EQ(take_heard(), (Positions{1, 2, 3}));
  EXPECT_EQ(batches_, 1);
}

TEST_F(TailTest, OfAnOverlapOnlyTheNewPartIsHeard) {
  offer(stretch(1, 3));
  offer(stretch(2, 5));
  EXPECT_EQ(take_heard(), (Positions{1, 2, 3, 4, 5}));
  EXPECT_EQ(tail_.passed(), LogPosition(5));
}

TEST_F(TailTest, StretchesInAnyOrderAreHeardInThatOfTheLog) {
  offer(stretch(5, 6));
  offer(stretch(3, 4));
  offer(stretch(7, 7));
  EXPECT_TRUE(take_heard().empty());
  offer(stretch(1, 2));
  EXPECT_EQ(take_heard(), (Positions{1, 2, 3, 4, 5, 6, 7}));
}

TEST_F(TailTest, WhatOverlapsWhileItWaitsIsHeardOnce) {
  offer(stretch(4, 6));
  offer(stretch(5, 8));
  offer(stretch(6, 7));  // within what waits
  offer(stretch(5, 8));
  offer(stretch(1, 4));
  EXPECT_EQ(take_heard(), (Positions{1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST_F(TailTest, OfTwoThatWaitAndBeginAlikeTheLongerOneIsKept) {
  offer(stretch(3, 4));
  offer(stretch(3, 6));
  offer(stretch(3, 5));
  offer(stretch(1, 2));
  EXPECT_EQ(tail_.passed(), LogPosition(6));
  EXPECT_EQ(take_heard(), (Positions{1, 2, 3, 4, 5, 6}));
}

TEST_F(TailTest, WhatComesLateIsPassedWithoutAsking) {
  offer(stretch(1, 1), 0);
  offer(stretch(3, 3), 0);
  EXPECT_TRUE(tend(kPatience - 1).empty());
  offer(stretch(2, 2), kPatience - 1);
  EXPECT_EQ(take_heard(), (Positions{1, 2, 3}));
  EXPECT_TRUE(tend(kPatience + 1).empty());
}

// ---- lost

TEST_F(TailTest, AHoleIsAskedForAfterAWhileAndOnlyThen) {
  offer(stretch(1, 1), 0);
  offer(stretch(4, 5), 3);
  EXPECT_TRUE(tend(3).empty());
  EXPECT_TRUE(tend(3 + kPatience - 1).empty());
  EXPECT_EQ(tend(3 + kPatience), Asked{"1..3"});
}

TEST_F(TailTest, AHoleIsAskedForAgainIfNoAnswerComes) {
  offer(stretch(2, 2), 0);
  EXPECT_EQ(tend(kPatience), Asked{"0..1"});
  EXPECT_TRUE(tend(kPatience + 1).empty());
  EXPECT_TRUE(tend(kPatience + kAskAgain - 1).empty());
  EXPECT_EQ(tend(kPatience + kAskAgain), Asked{"0..1"});
  EXPECT_TRUE(tend(kPatience + kAskAgain + 1).empty());
}

TEST_F(TailTest, TheAnswerFillsTheHoleAndWhatWaitedFollows) {
  offer(stretch(4, 5), 0);
  EXPECT_EQ(tend(kPatience), Asked{"0..3"});
  offer(stretch(1, 3), kPatience + 1);
  EXPECT_EQ(take_heard(), (Positions{1, 2, 3, 4, 5}));
  EXPECT_TRUE(tend(2 * kPatience + 1).empty());
}

TEST_F(TailTest, OfAnAnswerThatGivesPartTheRestIsAskedForAtOnce) {
  offer(stretch(6, 6), 0);
  EXPECT_EQ(tend(kPatience), Asked{"0..5"});
  offer(stretch(1, 2), kPatience + 1);
  EXPECT_EQ(take_heard(), (Positions{1, 2}));
  EXPECT_EQ(tend(kPatience + 1), Asked{"2..5"});
  offer(stretch(3, 5), kPatience + 2);
  EXPECT_EQ(take_heard(), (Positions{3, 4, 5, 6}));
}

TEST_F(TailTest, OneHoleIsAskedForAfterTheOther) {
  offer(stretch(2, 2), 0);
  offer(stretch(5, 5), 0);
  EXPECT_EQ(tend(kPatience), Asked{"0..1"});
  offer(stretch(1, 1), kPatience + 1);
  EXPECT_EQ(take_heard(), (Positions{1, 2}));
  EXPECT_EQ(tend(kPatience + 1), Asked{"2..4"});
}

TEST_F(TailTest, ANewHoleGetsItsOwnPatience) {
  offer(stretch(2, 2), 0);
  offer(stretch(1, 1), kPatience - 1);
  offer(stretch(4, 4), kPatience);
  EXPECT_TRUE(tend(2 * kPatience - 1).empty());
  EXPECT_EQ(tend(2 * kPatience), Asked{"2..3"});
}

// ---- bells

TEST_F(TailTest, ABellIsAskedForAfterAWhile) {
  offer(bell(1, 3), 0);
  EXPECT_EQ(tail_.passed(), LogPosition(0));
  EXPECT_TRUE(tend(kPatience - 1).empty());
  EXPECT_EQ(tend(kPatience), Asked{"0.."});
  offer(stretch(1, 3), kPatience + 1);
  EXPECT_EQ(take_heard(), (Positions{1, 2, 3}));
  EXPECT_TRUE(tend(kPatience + 2).empty());
}

TEST_F(TailTest, ABellForWhatWasPassedAsksForNothing) {
  offer(stretch(1, 3), 0);
  offer(bell(2, 3), 0);
  EXPECT_TRUE(tend(kPatience).empty());
}

TEST_F(TailTest, WhatComesAfterItsBellIsPassedWithoutAsking) {
  offer(bell(1, 2), 0);
  offer(stretch(1, 2), 1);
  EXPECT_EQ(take_heard(), (Positions{1, 2}));
  EXPECT_TRUE(tend(1 + kPatience).empty());
}

TEST_F(TailTest, ABellAheadOfWhatWaitsIsAskedForAfterTheHole) {
  offer(stretch(3, 4), 0);
  offer(bell(7, 8), 0);
  EXPECT_EQ(tend(kPatience), Asked{"0..2"});
  offer(stretch(1, 2), kPatience);
  EXPECT_EQ(take_heard(), (Positions{1, 2, 3, 4}));
  EXPECT_EQ(tend(kPatience), Asked{"4.."});
}

// ---- silence

TEST_F(TailTest, ATailThatWasNeverToldAnythingAsksForNews) {
  EXPECT_EQ(tend(0), Asked{"0.."});
  EXPECT_TRUE(tend(kAskAgain - 1).empty());
  EXPECT_EQ(tend(kAskAgain), Asked{"0.."});
}

TEST_F(TailTest, SilenceIsAskedAboutAndOnlyAfterAWhile) {
  offer(stretch(1, 2), 0);
  EXPECT_TRUE(tend(kAskAgain - 1).empty());
  EXPECT_EQ(tend(kAskAgain), Asked{"2.."});
}

// Old news still shows that the connection works.
TEST_F(TailTest, WhatIsKnownAlreadyIsNoSilence) {
  offer(stretch(1, 2), 0);
  offer(stretch(1, 2), kAskAgain - 1);
  EXPECT_TRUE(tend(kAskAgain).empty());
  EXPECT_EQ(tend(2 * kAskAgain - 1), Asked{"2.."});
}

TEST_F(TailTest, WithoutASourceNobodyIsAsked) {
  Tail alone(memory_, LogPosition(0));
  alone.offer(stretch(2, 2), at(0));
  alone.tend(at(kAskAgain));
  EXPECT_EQ(alone.passed(), LogPosition(0));
  alone.offer(stretch(1, 1), at(kAskAgain));
  EXPECT_EQ(alone.passed(), LogPosition(2));
}

// ---- the bound

TEST_F(TailTest, OfTooManyThatWaitTheFarthestGo) {
  constexpr auto kMost = static_cast<std::int64_t>(Tail::kMaxWaiting);
  for (std::int64_t position = kMost + 3; position > 1; --position) {
    offer(stretch(position, position), 0);
  }
  offer(stretch(1, 1), 0);
  // The last two were dropped, so the tail asks for them.
  EXPECT_EQ(tail_.passed(), LogPosition(kMost + 1));
  EXPECT_EQ(tend(kPatience), Asked{fmt::format("{}..", kMost + 1)});
  offer(stretch(kMost + 2, kMost + 3), kPatience);
  EXPECT_EQ(tail_.passed(), LogPosition(kMost + 3));
  Positions all(static_cast<std::size_t>(kMost + 3));
  std::iota(all.begin(), all.end(), 1);
  EXPECT_EQ(take_heard(), all);
}

// ---- everything at once

constexpr std::int64_t kEnd = 2'000;        // positions in the log
constexpr std::int64_t kTimeOut = 600'000;  // simulated milliseconds

// A log that grows. The news of it is lost, late, doubled, out of order, overlapping or a bell. As
// a source it answers from the log, but late, in part or not at all.
class BadNews final : public TailSource {
 public:
  explicit BadNews(unsigned seed) : dice_(seed) {
    for (std::int64_t position = 1; position <= kEnd; ++position) {
      if (!chance(20)) expected_.push_back(position);
    }
  }

  // Up to that time: what is committed, and what arrives.
  void go_on(std::int64_t time, Tail& tail) {
    now_ = time;
    if (head_ < kEnd && chance(30)) commit();
    while (!under_way_.empty() && under_way_.begin()->first <= now_) {
      tail.offer(std::move(under_way_.extract(under_way_.begin()).mapped()), at(now_));
    }
  }
  void ask(LogPosition after, std::optional<LogPosition> until) override {
    ++asked_;
    EXPECT_TRUE(!until || after < *until);
    std::int64_t last = std::min(head_, until.value_or(LogPosition(kEnd)).value());
    if (last <= after.value() || chance(30)) return;
    if (chance(30)) last = roll(after.value() + 1, last);
    send(cut(after.value() + 1, last));
  }

  [[nodiscard]] bool all_arrived() const { return under_way_.empty(); }
  [[nodiscard]] const Positions& expected() const { return expected_; }
  [[nodiscard]] int asked() const { return asked_; }

 private:
  std::int64_t roll(std::int64_t from, std::int64_t to) {
    return std::uniform_int_distribution(from, to)(dice_);
  }
  bool chance(int percent) { return roll(1, 100) <= percent; }
  Stretch cut(std::int64_t first, std::int64_t last) const {
    const auto from = std::ranges::lower_bound(expected_, first);
    return stretch_with(first, last, {from, std::ranges::upper_bound(expected_, last)});
  }
  void commit() {
    std::int64_t first = head_ + 1;
    head_ = std::min(kEnd, head_ + roll(1, 20));
    if (chance(15)) return;  // nobody hears of it
    if (chance(15)) return send(bell(first, head_));
    if (chance(20)) first = std::max<std::int64_t>(1, first - roll(1, 30));
    send(cut(first, head_));
    if (chance(20)) send(cut(first, head_));
  }
  void send(Stretch stretch) {
    under_way_.emplace(now_ + (chance(30) ? roll(1, 300) : roll(0, 3)), std::move(stretch));
  }

  std::mt19937 dice_;
  Positions expected_;  // that have an event
  std::multimap<std::int64_t, Stretch> under_way_;
  std::int64_t head_ = 0;
  std::int64_t now_ = 0;
  int asked_ = 0;
};

class TailOfBadNews : public ::testing::TestWithParam<unsigned> {};

TEST_P(TailOfBadNews, EveryEventIsHeardOnceAndInOrder) {
  SCOPED_TRACE(fmt::format("seed {}", GetParam()));
  test::StandingClock clock;
  Memory memory(clock, 10);
  BadNews news(GetParam());
  Tail tail(memory, LogPosition(0), &news);
  Positions heard;
  tail.set_listener([&](const EventBatch& batch) {
    const Positions positions = positions_of(batch);
    heard.insert(heard.end(), positions.begin(), positions.end());
  });
  std::int64_t time = 0;
  for (; time < kTimeOut && tail.passed() < LogPosition(kEnd); ++time) {
    news.go_on(time, tail);
    if (time % 3 == 0) tail.tend(at(time));
  }
  ASSERT_EQ(tail.passed(), LogPosition(kEnd));
  for (; !news.all_arrived(); ++time) news.go_on(time, tail);
  EXPECT_EQ(heard, news.expected());
  EXPECT_EQ(tail.passed(), LogPosition(kEnd));
  EXPECT_GT(news.asked(), 0);
}

INSTANTIATE_TEST_SUITE_P(Seeds, TailOfBadNews, ::testing::Range(1U, 41U));

TEST_F(TailTest, AQuestionAboutSilenceDoesNotDelayThatForAHole) {
  EXPECT_EQ(tend(0), Asked{"0.."});
  offer(stretch(2, 2), 5);
  EXPECT_EQ(tend(5 + kPatience), Asked{"0..1"});
}

}  // namespace
}  // namespace asq::store
