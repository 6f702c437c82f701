#include "store/session_cache.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <random>

#include "support/people.hpp"

namespace asq::store {
namespace {

using std::chrono::seconds;

using test::kMaks;
using test::kOlga;
constexpr SessionId kPhone(10);
constexpr SessionId kLaptop(11);
constexpr std::size_t kAny = 100;

Timestamp at(int second) { return from_micros(0) + seconds(second); }

Event event_of(Change change) { return {std::move(change), LogPosition(), {}, {}}; }
Event began(SessionId session, int expires, UserId owner = kMaks) {
  return event_of(SessionBegan{session, owner, at(expires)});
}
Event ended(SessionId session, UserId owner = kMaks) {
  return event_of(SessionEnded{session, owner});
}

// The sessions that the cache gives out as expired, ascending.
std::vector<std::int64_t> expired(SessionCache& cache, int now, std::size_t most = kAny) {
  std::vector<std::int64_t> ids;
  for (const SessionEnded& session : cache.take_expired(at(now), most)) {
    ids.push_back(session.session_id.value());
  }
  std::ranges::sort(ids);
  return ids;
}

TEST(SessionCache, ASessionLivesFromItsBeginningToItsEnd) {
  SessionCache cache;
  EXPECT_FALSE(cache.live(kPhone, kMaks, at(0)));
  cache.apply(began(kPhone, 60));
  EXPECT_TRUE(cache.live(kPhone, kMaks, at(0)));
  cache.apply(ended(kPhone));
  EXPECT_FALSE(cache.live(kPhone, kMaks, at(0)));
}

// The second since when something newer than `generation` is used; -1: nothing is; -2: for long.
std::int64_t superseded(const SessionCache& cache, std::int64_t generation) {
  const auto newer = cache.superseded(kPhone, generation);
  if (!newer) return -1;
  if (newer->since == SteadyTime::min()) return -2;
  return std::chrono::floor<seconds>(newer->since.time_since_epoch()).count();
}
SteadyTime steady(int second) { return SteadyTime(seconds(second)); }

TEST(SessionCache, RemembersSinceWhenSomethingNewerIsUsed) {
  SessionCache cache;
  cache.note_use(kPhone, 2, steady(1));
  EXPECT_EQ(superseded(cache, 1), -1) << "there is no such session";
  cache.apply(began(kPhone, 60));
  EXPECT_EQ(superseded(cache, 0), -1);
  cache.note_use(kPhone, 1, steady(10));
  cache.note_use(kPhone, 2, steady(20));
  cache.note_use(kPhone, 2, steady(30));
  cache.note_use(kPhone, 1, steady(40));
  EXPECT_EQ(superseded(cache, 0), 10);
  EXPECT_EQ(superseded(cache, 1), 20);
  EXPECT_EQ(superseded(cache, 2), -1);
  cache.apply(began(kPhone, 90));  // a refresh
  EXPECT_EQ(superseded(cache, 1), 20);
  cache.note_use(kPhone, 3, steady(273));
  cache.note_use(kPhone, 4, steady(274));
  EXPECT_EQ(superseded(cache, 3), 274);
  EXPECT_EQ(superseded(cache, 2), 273);
  EXPECT_EQ(superseded(cache, 1), 20) << "254 seconds before";
  EXPECT_EQ(superseded(cache, 0), -2);
  EXPECT_TRUE(cache.superseded(kPhone, 3)->first);
  cache.note_use(kPhone, 5, steady(275));
  EXPECT_EQ(superseded(cache, 1), -2) << "255 seconds before";
  cache.note_use(kPhone, 6, steady(276));
  EXPECT_EQ(superseded(cache, 2), 273);
  cache.note_use(kPhone, 7, steady(277));
  EXPECT_EQ(superseded(cache, 3), 274);
  EXPECT_EQ(superseded(cache, 2), -2) << "too many are newer";
  cache.apply(ended(kPhone));
  EXPECT_EQ(superseded(cache, 3), -1);
}

TEST(SessionCache, WhatNobodyShowedBeforeTheNextOneIsAsOldAsThat) {
  SessionCache cache;
  cache.apply(began(kPhone, 60));
  cache.note_use(kPhone, 1, steady(10));
  cache.note_use(kPhone, 4, steady(20));
  EXPECT_EQ(superseded(cache, 3), 20);
  EXPECT_EQ(superseded(cache, 2), 20);
  EXPECT_EQ(superseded(cache, 1), 20);
  EXPECT_EQ(superseded(cache, 0), 10);
}

TEST(SessionCache, AfterARestartTheFirstUseMayNotBeTheFirst) {
  SessionCache cache;
  cache.put({kPhone, kMaks, at(60)});
  cache.note_use(kPhone, 5, steady(10));
  ASSERT_EQ(superseded(cache, 4), 10);
  EXPECT_FALSE(cache.superseded(kPhone, 4)->first);
  EXPECT_EQ(superseded(cache, 3), -2);
  cache.note_use(kPhone, 6, steady(20));
  ASSERT_EQ(superseded(cache, 5), 20);
  EXPECT_TRUE(cache.superseded(kPhone, 5)->first);
  EXPECT_EQ(superseded(cache, 4), -2);
}

TEST(SessionCache, TheEndOfOneSessionLeavesTheOthers) {
  SessionCache cache;
  cache.apply(began(kPhone, 60));
  cache.apply(began(kLaptop, 60));
  cache.apply(ended(kPhone));
  EXPECT_TRUE(cache.live(kLaptop, kMaks, at(0)));
}

TEST(SessionCache, ASessionLivesForItsOwnerOnly) {
  SessionCache cache;
  cache.apply(began(kPhone, 60));
  EXPECT_FALSE(cache.live(kPhone, kOlga, at(0)));
}

TEST(SessionCache, ASessionIsOverAtItsExpiryNotBefore) {
  SessionCache cache;
  cache.apply(began(kPhone, 60));
  EXPECT_TRUE(cache.live(kPhone, kMaks, at(59)));
  EXPECT_FALSE(cache.live(kPhone, kMaks, at(60)));
}

TEST(SessionCache, ARefreshedSessionLivesLonger) {
  SessionCache cache;
  cache.apply(began(kPhone, 60));
  cache.apply(began(kPhone, 120));
  EXPECT_TRUE(cache.live(kPhone, kMaks, at(60)));
  EXPECT_TRUE(expired(cache, 119).empty());
  EXPECT_EQ(expired(cache, 120), std::vector<std::int64_t>{10});
}

TEST(SessionCache, OtherEventsLeaveSessionsAlone) {
  SessionCache cache;
  cache.apply(began(kPhone, 60));
  cache.apply(event_of(ChatUpdated{ChatId(10), kMaks}));
  cache.apply(event_of(Typing{ChatId(10), kMaks}));
  EXPECT_TRUE(cache.live(kPhone, kMaks, at(0)));
}

TEST(SessionCache, WhatWasThereWhenTheStoreOpenedLives) {
  SessionCache cache;
  cache.put({kPhone, kMaks, at(60)});
  EXPECT_TRUE(cache.live(kPhone, kMaks, at(0)));
  cache.apply(ended(kPhone));
  EXPECT_FALSE(cache.live(kPhone, kMaks, at(0)));
}

TEST(SessionCache, AnExpiryIsToldOnceWithTheOwner) {
  SessionCache cache;
  cache.apply(began(kPhone, 60, kOlga));
  EXPECT_TRUE(cache.take_expired(at(59), kAny).empty());
  const auto told = cache.take_expired(at(60), kAny);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told.front().session_id, kPhone);
  EXPECT_EQ(told.front().user_id, kOlga);
  EXPECT_TRUE(cache.take_expired(at(61), kAny).empty());
}

TEST(SessionCache, AnExpiryIsToldAgainOfASessionThatBeganAgain) {
  SessionCache cache;
  cache.put({kPhone, kMaks, at(60)});
  EXPECT_EQ(expired(cache, 60), std::vector<std::int64_t>{10});
  cache.put({kPhone, kMaks, at(120)});
  EXPECT_TRUE(cache.live(kPhone, kMaks, at(61)));
  EXPECT_TRUE(expired(cache, 61).empty());
  EXPECT_EQ(expired(cache, 120), std::vector<std::int64_t>{10});
}

TEST(SessionCache, OfASessionThatEndedNoExpiryIsTold) {
  SessionCache cache;
  cache.apply(began(kPhone, 60));
  cache.apply(ended(kPhone));
  EXPECT_TRUE(expired(cache, 60).empty());
}

TEST(SessionCache, ExpiriesComeSomeAtATimeUntilAllAreTold) {
  SessionCache cache;
  for (int i = 0; i < 5; ++i) cache.apply(began(SessionId(20 + i), 60));
  std::vector<std::int64_t> told;
  for (const std::size_t count : {2U, 2U, 1U, 0U}) {
    const auto some = expired(cache, 60, 2);
    EXPECT_EQ(some.size(), count);
    told.insert(told.end(), some.begin(), some.end());
  }
  std::ranges::sort(told);
  EXPECT_EQ(told, (std::vector<std::int64_t>{20, 21, 22, 23, 24}));
}

TEST(SessionCache, ALaterExpiryIsStillToldAfterAnEarlierOne) {
  SessionCache cache;
  cache.apply(began(kPhone, 60));
  cache.apply(began(kLaptop, 120));
  EXPECT_EQ(expired(cache, 60), std::vector<std::int64_t>{10});
  EXPECT_TRUE(expired(cache, 119).empty());
  EXPECT_EQ(expired(cache, 120), std::vector<std::int64_t>{11});
}

// A clock that was set back does not bring anybody out who was told of already.
TEST(SessionCache, AClockThatRunsBackTellsNobodyTwice) {
  SessionCache cache;
  cache.apply(began(kPhone, 60));
  EXPECT_EQ(expired(cache, 60), std::vector<std::int64_t>{10});
  EXPECT_TRUE(expired(cache, 30).empty());
  EXPECT_TRUE(expired(cache, 60).empty());
}

// The store could not take its end.
TEST(SessionCache, ASessionThatEndedInMemoryIsGivenOutOnceAndStaysDead) {
  SessionCache cache;
  cache.apply(began(kPhone, 100));
  cache.apply(began(kLaptop, 100));
  cache.end(kPhone, kOlga);
  EXPECT_TRUE(cache.live(kPhone, kMaks, at(0))) << "another's";
  cache.end(SessionId(99), kMaks);
  EXPECT_FALSE(cache.ended(SessionId(99)));

  cache.end(kPhone, kMaks);
  EXPECT_FALSE(cache.live(kPhone, kMaks, at(0)));
  EXPECT_TRUE(cache.ended(kPhone));
  EXPECT_TRUE(cache.live(kLaptop, kMaks, at(0)));
  EXPECT_EQ(expired(cache, 0), (std::vector<std::int64_t>{10}));
  cache.end(kPhone, kMaks);
  EXPECT_TRUE(expired(cache, 0).empty());

  cache.apply(began(kPhone, 200));  // a refresh that was under way
  EXPECT_FALSE(cache.live(kPhone, kMaks, at(0)));
  cache.apply(ended(kPhone));
  EXPECT_FALSE(cache.ended(kPhone));
  EXPECT_EQ(expired(cache, 100), (std::vector<std::int64_t>{11}));
}

// Against a list that is looked through from end to end.
TEST(SessionCache, ExpiriesAreThoseOfAPlainList) {
  std::mt19937 random(7);
  const auto any = [&](int below) {
    return static_cast<int>(random() % static_cast<unsigned>(below));
  };
  SessionCache cache;
  std::map<std::int64_t, int> plain;  // when each expires
  for (int now = 0; now < 2'000; ++now) {
    for (int i = 0; i < 5; ++i) {
      const std::int64_t id = any(300);
      if (any(3) == 0) {
        cache.apply(ended(SessionId(id)));
        plain.erase(id);
      } else {
        const int expires = now + any(200);
        cache.apply(began(SessionId(id), expires));
        plain[id] = expires;
      }
    }
    std::vector<std::int64_t> expected;
    for (const auto& [id, expires] : plain) {
      if (expires <= now) expected.push_back(id);
    }
    for (const std::int64_t id : expected) plain.erase(id);
    ASSERT_EQ(expired(cache, now), expected) << now;
  }
}

// The next expiry of many sessions is found without looking at the others. All of them were looked
// at, under the lock that every request needs. The times are compared, since machines differ.
TEST(SessionCache, ASweepCostsWhatIsDueAndNotWhatIsThere) {
  const auto cheapest_sweep = [](int sessions) {
    SessionCache cache;
    for (int i = 0; i < sessions; ++i) cache.put({SessionId(i), kMaks, at(1 + i)});
    auto best = std::chrono::steady_clock::duration::max();
    for (int now = 1; now <= 100; ++now) {
      const auto begun = std::chrono::steady_clock::now();
      EXPECT_EQ(cache.take_expired(at(now), kAny).size(), 1U);
      best = std::min(best, std::chrono::steady_clock::now() - begun);
    }
    return best;
  };
  const auto few = cheapest_sweep(1'000);
  EXPECT_LT(cheapest_sweep(200'000), 20 * few) << "200 times as many";
}

}  // namespace
}  // namespace asq::store
