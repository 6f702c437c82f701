#include "realtime/presence.hpp"

#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "bus/local_bus.hpp"
#include "support/standing_clock.hpp"

namespace asq::realtime {
namespace {

using State = PresenceState;

class PresenceTest : public ::testing::Test {
 protected:
  PresenceTest() {
    bus_.subscribe([this](const EventBatch& batch) {
      const std::lock_guard lock(mutex_);
      changes_.push_back(std::get<PresenceChanged>(batch->front()->what).presence);
    });
  }
  State state(std::int64_t user) { return tracker_.of(UserId(user)).state; }
  std::vector<State> told() {
    std::vector<State> states;
    for (const Presence& change : changes_) states.push_back(change.state);
    return states;
  }

  test::StandingClock clock_;
  bus::LocalBus bus_;
  PresenceTracker tracker_{bus_, clock_};
  std::mutex mutex_;
  std::vector<Presence> changes_;
};

TEST_F(PresenceTest, NobodyHasBeenSeenAtFirst) {
  const Presence presence = tracker_.of(UserId(7));
  EXPECT_EQ(presence.user_id, UserId(7));
  EXPECT_EQ(presence.state, State::offline);
  EXPECT_EQ(presence.last_seen, std::nullopt);
}

TEST_F(PresenceTest, OnlineFromTheFirstSocketToTheLast) {
  const auto one = tracker_.enter(UserId(7));
  const auto two = tracker_.enter(UserId(7));
  EXPECT_EQ(state(7), State::online);
  tracker_.leave(one);
  EXPECT_EQ(state(7), State::online);
  clock_.advance(std::chrono::seconds(90));
  tracker_.leave(two);

  EXPECT_EQ(state(7), State::offline);
  EXPECT_EQ(tracker_.of(UserId(7)).last_seen, clock_.now());
  EXPECT_EQ(told(), (std::vector{State::online, State::offline}));
}

TEST_F(PresenceTest, AwayAfterFiveMinutesWithoutACommandOnAnySocket) {
  const auto one = tracker_.enter(UserId(7));
  const auto two = tracker_.enter(UserId(7));
  clock_.advance(std::chrono::minutes(4));
  tracker_.touch(two);
  clock_.advance(std::chrono::minutes(4));
  tracker_.sweep(clock_.steady());
  EXPECT_EQ(state(7), State::online);

  clock_.advance(std::chrono::minutes(1));
  tracker_.sweep(clock_.steady());
  EXPECT_EQ(state(7), State::away);
  tracker_.touch(one);
  EXPECT_EQ(state(7), State::online);
  EXPECT_EQ(told(), (std::vector{State::online, State::away, State::online}));
}

TEST_F(PresenceTest, WhoIsAwayIsOfflineWhenTheLastSocketGoes) {
  const auto attendance = tracker_.enter(UserId(7));
  clock_.advance(std::chrono::minutes(6));
  tracker_.sweep(clock_.steady());
  tracker_.leave(attendance);
  EXPECT_EQ(told(), (std::vector{State::online, State::away, State::offline}));
}

TEST_F(PresenceTest, OfThoseWhoLeftFirstNothingIsKnownWhenThereAreTooMany) {
  const auto count = static_cast<std::int64_t>(PresenceTracker::kRemembered);
  for (std::int64_t user = 1; user <= count + 16; ++user)
    tracker_.leave(tracker_.enter(UserId(user)));
  EXPECT_EQ(tracker_.of(UserId(1)).last_seen, std::nullopt);
  EXPECT_NE(tracker_.of(UserId(17)).last_seen, std::nullopt);
  EXPECT_NE(tracker_.of(UserId(count + 16)).last_seen, std::nullopt);
}

TEST_F(PresenceTest, ChangesOfOnePersonAreToldInTheirOrderWhicheverThreadMakesThem) {
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([this] {
      for (int i = 0; i < 1'000; ++i) {
        const auto attendance = tracker_.enter(UserId(1 + i % 3));
        tracker_.touch(attendance);
        tracker_.leave(attendance);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  std::map<UserId, State> last;
  for (const Presence& change : changes_) {
    const auto [known, first] = last.try_emplace(change.user_id, State::offline);
    EXPECT_NE(change.state, known->second) << "a change changes something";
    known->second = change.state;
  }
  for (const auto& [user, state] : last) EXPECT_EQ(state, State::offline) << user.value();
}

// A socket that opens and closes all the time is told to everybody who watches.
TEST_F(PresenceTest, OfOneWhoComesAndGoesAllTheTimeTheNewestStateIsToldLater) {
  for (int i = 0; i < 50; ++i) tracker_.leave(tracker_.enter(UserId(1)));
  EXPECT_EQ(changes_.size(), 10U);
  const auto attendance = tracker_.enter(UserId(1));
  tracker_.sweep(clock_.steady());
  EXPECT_EQ(changes_.size(), 10U);
  clock_.advance(std::chrono::seconds(10));
  tracker_.sweep(clock_.steady());
  ASSERT_EQ(changes_.size(), 11U);
  EXPECT_EQ(told().back(), State::online);
  tracker_.leave(attendance);
  EXPECT_EQ(told().back(), State::offline);
}

TEST_F(PresenceTest, TheSocketsOfAPersonAreCounted) {
  EXPECT_EQ(tracker_.sockets_of(UserId(1)), 0);
  const auto one = tracker_.enter(UserId(1));
  const auto two = tracker_.enter(UserId(1));
  EXPECT_EQ(tracker_.sockets_of(UserId(1)), 2);
  tracker_.leave(one);
  tracker_.leave(two);
  EXPECT_EQ(tracker_.sockets_of(UserId(1)), 0);
}

}  // namespace
}  // namespace asq::realtime
