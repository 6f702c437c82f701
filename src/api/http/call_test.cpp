// take_turn() with the bounds that the loops have: who waits, in which order, and who is refused.
#include "api/http/call.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <list>
#include <map>
#include <string>
#include <vector>

#include "model/payer.hpp"
#include "support/people.hpp"

namespace asq::api {
namespace {

using test::kAnna;
using test::kBoris;
constexpr UserId kVera{3};
constexpr int kMost = kReadForAnswers.most;
constexpr int kShare = kReadForAnswers.most_of_one;
constexpr std::size_t kMaxUnread = 100;

class TakeTurnTest : public testing::Test {
 protected:
  // `begun_` has the names of the requests that got their turn, in order, `refused_` of the others.
  void ask(UserId user, int name, int messages) {
    boost::asio::co_spawn(context_, run(call_of(user), name, messages), boost::asio::detached);
    poll();
  }
  void end(int name) {
    held_.erase(name);
    poll();
  }
  // As many others read as there is room for, under the names from 100 on.
  void fill() {
    for (int i = 0; i < kMost / kShare; ++i) ask(UserId(100 + i), 100 + i, kShare);
    begun_.clear();
  }

  std::vector<int> begun_;
  std::map<int, ErrorCode> refused_;
  std::shared_ptr<net::HeldBytes> unread_bytes_ = std::make_shared<net::HeldBytes>(
      net::HeldBytes::Options{.input = {}, .output = {.per_account = kMaxUnread}});
  UnreadAnswers unread_{unread_bytes_};

 private:
  Call& call_of(UserId user) {
    calls_.push_back({.services = *reinterpret_cast<const Services*>(0x100),  // not looked at
                      .options = options_,
                      .proxies = proxies_,
                      .turns = turns_,
                      .unread = unread_,
                      .socket_terms = terms_,
                      .head = head_,
                      .loop = *reinterpret_cast<net::Loop*>(0x100),  // nor this
                      .caller = {user, {}}});
    return calls_.back();
  }
  Task<void> run(Call& call, int name, int messages) {
    const auto taken = co_await take_turn(call, messages);
    if (taken) {
      begun_.push_back(name);
      held_.emplace(name, std::move(*call.turn));
    } else {
      refused_.emplace(name, taken.error().code);
    }
  }
  void poll() {
    context_.restart();
    context_.poll();
  }

  ApiOptions options_;
  TrustedProxies proxies_{{}};
  std::string terms_;
  net::HttpHead head_;
  realtime::ReadTurns turns_{kReadForAnswers};
  std::list<Call> calls_;
  std::map<int, realtime::ReadTurns::Turn> held_;
  boost::asio::io_context context_{1};
};

TEST_F(TakeTurnTest, WhoReadsTheOwnShareWaitsAndHoldsUpNobodyElse) {
  ask(kAnna, 11, kShare - 50);
  ask(kAnna, 12, 50);
  ask(kAnna, 13, 1);
  ask(kAnna, 14, 1);
  EXPECT_EQ(begun_, (std::vector{11, 12}));
  ask(kBoris, 21, kShare);
  EXPECT_EQ(begun_, (std::vector{11, 12, 21}));
  end(12);
  EXPECT_EQ(begun_, (std::vector{11, 12, 21, 13, 14}));
}

TEST_F(TakeTurnTest, AccountsTakeTurnsHoweverManyRequestsOneOfThemHas) {
  fill();
  for (int name = 10; name < 20; ++name) ask(kAnna, name, kShare / 2);
  ask(kBoris, 21, kShare / 2);
  ask(kVera, 31, kShare / 2);
  ask(kBoris, 22, kShare / 2);
  EXPECT_TRUE(begun_.empty());
  end(100);
  EXPECT_EQ(begun_, (std::vector{10, 21})) << "one of each, first come, first served";
  end(101);
  EXPECT_EQ(begun_, (std::vector{10, 21, 31, 11}));
  end(102);
  EXPECT_EQ(begun_, (std::vector{10, 21, 31, 11, 22})) << "Anna reads her share";
}

TEST_F(TakeTurnTest, WhoHasTooMuchToReadByThenIsRefusedAndLeavesTheTurnToOthers) {
  fill();
  ask(kAnna, 11, kShare);
  ask(kBoris, 21, kShare);
  (void)unread_bytes_->hold({.account = Payer(kAnna).value()}, net::Held::output, kMaxUnread + 1);
  EXPECT_TRUE(refused_.empty()) << "it is looked at when the turn comes";
  end(100);
  EXPECT_EQ(refused_, (std::map<int, ErrorCode>{{11, ErrorCode::rate_limited}}));
  EXPECT_EQ(begun_, (std::vector{21}));
}

TEST(TurnsOfLoops, EachLoopHasItsOwn) {
  TurnsOfLoops turns;
  const auto* const first = reinterpret_cast<const net::Loop*>(0x10);
  const auto* const second = reinterpret_cast<const net::Loop*>(0x20);
  EXPECT_EQ(&turns.of(*first), &turns.of(*first));
  EXPECT_NE(&turns.of(*first), &turns.of(*second));
}

}  // namespace
}  // namespace asq::api
