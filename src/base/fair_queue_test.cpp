#include "base/fair_queue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace asq {
namespace {

using Queue = FairQueue<char, int>;

// The payers in the order in which they are served.
std::string served(Queue& queue) {
  std::string order;
  while (const auto entry = queue.pop()) order += entry->payer;
  return order;
}

void push(Queue& queue, char payer, int count, std::int64_t price = 1) {
  for (int i = 0; i < count; ++i) EXPECT_FALSE(queue.push(payer, price, i));
}

TEST(FairQueue, PayersTakeTurnsHoweverMuchOneHasQueued) {
  Queue queue(100);
  push(queue, 'a', 5);
  push(queue, 'b', 2);

  EXPECT_EQ(served(queue), "ababaaa");
}

TEST(FairQueue, APayersJobsKeepTheirOrder) {
  Queue queue(100);
  push(queue, 'a', 3);
  push(queue, 'b', 3);

  int next_of_a = 0;
  while (const auto entry = queue.pop()) {
    if (entry->payer != 'a') continue;
    EXPECT_EQ(entry->job, next_of_a++);
  }
  EXPECT_EQ(next_of_a, 3);
}

TEST(FairQueue, ADearJobWaitsForAsMuchOfTheOthers) {
  Queue queue(100);
  push(queue, 'a', 2, 10);
  push(queue, 'b', 12);

  EXPECT_EQ(served(queue),
            "abbbbbbbbbb"
            "abb");
}

TEST(FairQueue, WhoComesAnewSavedNothingUp) {
  Queue queue(100);
  push(queue, 'a', 50);
  for (int i = 0; i < 40; ++i) (void)queue.pop();
  push(queue, 'b', 10);

  EXPECT_EQ(served(queue).substr(0, 6), "bababa");
}

TEST(FairQueue, WhatAJobTookBeyondItsPriceIsChargedLater) {
  Queue queue(100);
  push(queue, 'a', 2);
  push(queue, 'b', 4);
  EXPECT_EQ(queue.pop()->payer, 'a');
  queue.charge('a', 3);

  EXPECT_EQ(served(queue), "bbbba");
}

TEST(FairQueue, AChargeIsRememberedWhileThePayerHasNothingQueued) {
  Queue queue(100);
  push(queue, 'a', 1);
  push(queue, 'b', 5);
  EXPECT_EQ(queue.pop()->payer, 'a');
  queue.charge('a', 3);
  push(queue, 'a', 1);

  EXPECT_EQ(served(queue), "bbbbab");
}

TEST(FairQueue, DebtsAreForgottenOnceNobodyElseWaits) {
  Queue queue(100);
  push(queue, 'a', 1, 1'000);
  EXPECT_EQ(queue.pop()->payer, 'a');
  push(queue, 'b', 1);
  push(queue, 'a', 1);
  EXPECT_EQ(served(queue), "ba");
  push(queue, 'b', 2);
  push(queue, 'a', 2);

  EXPECT_EQ(served(queue), "baba");
}

TEST(FairQueue, AFullQueueTakesRoomFromTheLongestLine) {
  Queue queue(4);
  push(queue, 'a', 4);

  const auto left_out = queue.push('b', 1, 7);

  ASSERT_TRUE(left_out);
  EXPECT_EQ(left_out->payer, 'a');
  EXPECT_EQ(left_out->job, 3) << "the one that came last";
  EXPECT_EQ(queue.size(), 4U);
  EXPECT_EQ(served(queue), "abaa");
}

TEST(FairQueue, WhoHasTheLongestLineIsRefusedAtTheBound) {
  Queue queue(4);
  push(queue, 'a', 3);
  push(queue, 'b', 1);

  EXPECT_EQ(queue.push('a', 1, 9)->payer, 'a');
  EXPECT_EQ(queue.push('b', 1, 9)->payer, 'a') << "two each is fairer than three and one";
  EXPECT_EQ(queue.push('b', 1, 9)->payer, 'b');
}

TEST(FairQueue, WhoMayNotBeServedNowIsPassedOverAndKeepsItsPlace) {
  Queue queue(10);
  push(queue, 'a', 2);
  push(queue, 'b', 2);

  EXPECT_EQ(queue.pop_if([](char payer) { return payer != 'a'; })->payer, 'b');
  EXPECT_FALSE(queue.pop_if([](char) { return false; }));
  EXPECT_EQ(served(queue), "aba");
}

TEST(FairQueue, WhatIsPutBackIsNextAndPaysOnce) {
  Queue queue(10);
  push(queue, 'a', 2);
  push(queue, 'b', 2);
  auto first = queue.pop();
  const int job = first->job;
  queue.put_back(std::move(*first));

  EXPECT_EQ(queue.size(), 4U);
  const auto again = queue.pop();
  EXPECT_EQ(again->payer, 'b') << "of the same tag the one that waits longest";
  EXPECT_EQ(queue.pop()->job, job);
}

// Of a batch that was taken and not run, those who have much in it must not go before all others.
TEST(FairQueue, WhatIsPutBackTakesTurnsAgainAlsoWithWhoeverComesNew) {
  Queue queue(100);
  push(queue, 'a', 30);
  push(queue, 'b', 4);
  std::vector<Queue::Entry> taken;
  while (auto entry = queue.pop()) taken.push_back(std::move(*entry));
  while (taken.size() > 4) {
    queue.put_back(std::move(taken.back()));
    taken.pop_back();
  }
  push(queue, 'c', 2);

  const std::string order = served(queue);
  EXPECT_LT(order.find('b'), 4U) << order;
  EXPECT_LT(order.find('c'), 4U) << order;
}

TEST(FairQueue, ManyPayersThatCameOnceAreForgotten) {
  FairQueue<int, int> queue(10);
  for (int payer = 0; payer < 100'000; ++payer) {
    ASSERT_FALSE(queue.push(payer, 5, 0));
    ASSERT_EQ(queue.pop()->payer, payer);
  }
  EXPECT_TRUE(queue.empty());
  EXPECT_LE(queue.lines(), 4'096U);
}

TEST(FairQueue, TheLongestLineCanGiveBackItsLastJob) {
  Queue queue(100);
  EXPECT_FALSE(queue.longest());
  EXPECT_FALSE(queue.pop_back('a'));
  push(queue, 'a', 1);
  push(queue, 'b', 3);
  EXPECT_EQ(queue.longest(), 'b');
  EXPECT_EQ(queue.length('b'), 3U);
  EXPECT_EQ(queue.length('c'), 0U);
  EXPECT_EQ(queue.pop_back('b')->job, 2);
  EXPECT_EQ(queue.pop_back('a')->job, 0);
  EXPECT_FALSE(queue.pop_back('a'));
  EXPECT_EQ(queue.size(), 2U);
  EXPECT_EQ(served(queue), "bb");
}

// The same rules, as simply as they can be written down.
class SimpleQueue {
 public:
  void push(int payer, std::int64_t price, int job) {
    Line& line = line_of(payer);
    line.jobs.push_back({price, job});
    if (line.jobs.size() == 1) line.turn = ++turns_;
  }
  std::optional<FairQueue<int, int>::Entry> pop_if(const std::function<bool(int)>& ready) {
    auto next = lines_.end();
    for (auto line = lines_.begin(); line != lines_.end(); ++line) {
      if (line->second.jobs.empty() || !ready(line->first)) continue;
      if (next == lines_.end() || std::pair(line->second.tag, line->second.turn) <
                                      std::pair(next->second.tag, next->second.turn)) {
        next = line;
      }
    }
    if (next == lines_.end()) return std::nullopt;
    Line& line = next->second;
    const auto [price, job] = line.jobs.front();
    line.jobs.pop_front();
    now_ = std::max(now_, line.tag);
    line.tag += price;
    highest_ = std::max(highest_, line.tag);
    if (size() == 0) now_ = highest_;
    line.turn = ++turns_;
    return FairQueue<int, int>::Entry{next->first, price, job};
  }
  void put_back(const FairQueue<int, int>::Entry& entry) {
    Line& line = lines_[entry.payer];
    line.tag -= entry.price;
    now_ = std::min(now_, line.tag);
    line.jobs.push_front({entry.price, entry.job});
    line.turn = ++turns_;
  }
  void charge(int payer, std::int64_t more) {
    Line& line = line_of(payer);
    line.tag += more;
    if (!line.jobs.empty()) line.turn = ++turns_;
  }
  std::optional<int> pop_back(int payer) {
    Line& line = lines_[payer];
    if (line.jobs.empty()) return std::nullopt;
    const int job = line.jobs.back().second;
    line.jobs.pop_back();
    return job;
  }
  [[nodiscard]] std::size_t size() const {
    std::size_t size = 0;
    for (const auto& [payer, line] : lines_) size += line.jobs.size();
    return size;
  }

 private:
  struct Line {
    std::int64_t tag = 0;
    std::uint64_t turn = 0;
    std::deque<std::pair<std::int64_t, int>> jobs;
  };
  Line& line_of(int payer) {
    Line& line = lines_[payer];
    if (line.jobs.empty()) line.tag = std::max(line.tag, now_);
    return line;
  }
  std::map<int, Line> lines_;
  std::int64_t now_ = 0;
  std::int64_t highest_ = 0;
  std::uint64_t turns_ = 0;
};

TEST(FairQueue, ServesAsItsRulesSayWhateverIsAsked) {
  FairQueue<int, int> queue(10'000);
  SimpleQueue simple;
  std::mt19937 random(20261129);
  const auto below = [&](int bound) {
    return static_cast<int>(random() % static_cast<unsigned>(bound));
  };
  for (int step = 0; step < 100'000; ++step) {
    const int payer = below(12);
    const int action = below(20);
    if (action < 8) {
      const std::int64_t price = 1 + below(5);
      ASSERT_FALSE(queue.push(payer, price, step));
      simple.push(payer, price, step);
    } else if (action < 16) {
      const int but = below(3) == 0 ? below(12) : -1;
      const auto ready = [but](int asked) { return asked % 12 != but; };
      auto taken = queue.pop_if(ready);
      const auto expected = simple.pop_if(ready);
      ASSERT_EQ(taken.has_value(), expected.has_value()) << step;
      if (!taken) continue;
      ASSERT_EQ(taken->payer, expected->payer) << step;
      ASSERT_EQ(taken->job, expected->job) << step;
      if (below(8) > 0) continue;
      queue.put_back(*taken);
      simple.put_back(*expected);
    } else if (action < 18) {
      const std::int64_t more = 1 + below(9);
      queue.charge(payer, more);
      simple.charge(payer, more);
    } else {
      const auto last = queue.pop_back(payer);
      const auto expected = simple.pop_back(payer);
      ASSERT_EQ(last.has_value(), expected.has_value()) << step;
      if (!last) continue;
      ASSERT_EQ(last->job, *expected) << step;
    }
    ASSERT_EQ(queue.size(), simple.size());
  }
}

}  // namespace
}  // namespace asq
