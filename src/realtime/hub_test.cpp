// What the hub itself decides: when it tells of read markers, and what it does when a delivery
// fails. Its clock is the test's and lies behind the machine's, so no pause takes any time.
#include "realtime/hub.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/realtime_ground.hpp"

namespace asq::realtime {
namespace {

using namespace std::chrono_literals;

constexpr ChatId kBig{1};
constexpr ChatId kSmall{2};
constexpr ChatId kQuiet{3};
constexpr std::size_t kPerPeriod = 20'000;  // sockets that hear of markers in 100 ms

MemberRoleChanged role_in(ChatId chat) { return {chat, UserId(5), Role::member, UserId(6)}; }

class StoppedClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return SystemClock().now(); }
  [[nodiscard]] SteadyTime steady() const override { return now_; }
  void advance(std::chrono::milliseconds time) { now_ += time; }

 private:
  // Half of its age: less than an hour, say, would be before its beginning where it has just
  // started.
  SteadyTime now_{std::chrono::steady_clock::now().time_since_epoch() / 2};
};

class PersonSocket final : public PersonSubscriber {
 public:
  void on_event(LogPosition position, const Frame&) override {
    if (throws) throw std::runtime_error("a bug");
    events.push_back(position.value());
  }
  void on_pending(LogPosition) override {}
  void on_read(LogPosition position, const Frame&) override {
    if (throws) throw std::runtime_error("a bug");
    reads.push_back(position.value());
  }
  void on_typing(const Frame&) override {}
  void on_left_chat() override {}
  void on_session_ended() override {}
  void on_end(net::CloseCode code, std::string_view) override { closed_with = code; }
  [[nodiscard]] SessionId session() const override { return SessionId(1); }

  bool throws = false;
  std::vector<std::int64_t> events;
  std::vector<std::int64_t> reads;
  std::optional<net::CloseCode> closed_with;
};

class ChatSocket final : public ChatSubscriber {
 public:
  void on_message(const Message&, const Frame&) override {}
  void on_session_ended() override {}
  void on_removed() override {}
  void on_end(net::CloseCode code, std::string_view) override { closed_with = code; }
  [[nodiscard]] UserId user() const override { return UserId(9); }
  [[nodiscard]] SessionId session() const override { return SessionId(1); }
  [[nodiscard]] Opening opened() const override { return Opening{}; }

  std::optional<net::CloseCode> closed_with;
};

// The loop runs only where a test says so.
class HubTest : public test::RealtimeGround {
 protected:
  HubTest() : hub({*store_, presence_, typing_, audience_, sockets_}, loop) {}
  ~HubTest() override {
    for (const auto& [person, socket] : added_) hub.people().remove(*person, *socket);
  }

  void add(std::int64_t user, PersonSocket& socket, const std::vector<ChatId>& chats) {
    PersonIndex::Person& person = hub.people().add(UserId(user), socket);
    hub.people().resolve_chats(person, {LogPosition(0), chats});
    added_.emplace_back(&person, &socket);
  }
  // One person, so often that a marker of the big chat takes up a whole period.
  void fill_big_chat() {
    for (std::size_t i = 0; i < kPerPeriod; ++i) add(1, own_sockets.emplace_back(), {kBig});
  }
  void moved(ChatId chat, std::int64_t reader, std::int64_t position) {
    hub.deliver(test::event_of(MarkerMoved{chat, UserId(reader), Seq(position)}, position));
  }
  // Runs one step of what is ready.
  void step() { loop.context().poll_one(); }
  template <class Condition>
  void run_until(Condition condition) {
    while (!condition()) step();
  }
  void run_a_while() {
    for (int i = 0; i < 100; ++i) step();
  }

  std::deque<PersonSocket> own_sockets;
  StoppedClock clock;
  Hub hub;
  net::Loop loop{clock};

 private:
  std::vector<std::pair<PersonIndex::Person*, PersonSocket*>> added_;
};

using Positions = std::vector<std::int64_t>;

// ---- read markers

TEST_F(HubTest, AMarkerIsToldAtOnceAndThoseOfTheNextSecondTogetherBehindIt) {
  PersonSocket& socket = own_sockets.emplace_back();
  add(1, socket, {kSmall});
  moved(kSmall, 7, 1);
  EXPECT_EQ(socket.reads, (Positions{1}));
  moved(kSmall, 7, 2);
  moved(kSmall, 7, 3);
  clock.advance(999ms);
  run_a_while();
  EXPECT_EQ(socket.reads, (Positions{1}));
  clock.advance(1ms);
  run_until([&] { return socket.reads.size() > 1; });
  EXPECT_EQ(socket.reads, (Positions{1, 3})) << "the newest of a reader";
  clock.advance(1s);
  run_a_while();
  moved(kSmall, 7, 4);
  EXPECT_EQ(socket.reads, (Positions{1, 3, 4})) << "quiet for a second";
}

TEST_F(HubTest, BeyondSoManySocketsInAPeriodTheMarkersOfOtherChatsWaitToo) {
  PersonSocket& socket = own_sockets.emplace_back();
  add(2, socket, {kSmall, kQuiet});
  fill_big_chat();
  moved(kBig, 7, 1);
  ASSERT_EQ(own_sockets.back().reads, (Positions{1}));
  moved(kSmall, 7, 2);
  run_a_while();
  EXPECT_EQ(socket.reads, (Positions{})) << "no room in this period";
  clock.advance(100ms);
  moved(kQuiet, 7, 3);
  EXPECT_EQ(socket.reads, (Positions{3})) << "there is in the next one";
  clock.advance(900ms);
  run_until([&] { return socket.reads.size() == 2; });
  EXPECT_EQ(socket.reads, (Positions{3, 2}));
}

TEST_F(HubTest, ManyMarkersOfABigChatLeaveTheLoopTimeBetweenThem) {
  PersonSocket& socket = own_sockets.emplace_back();
  add(2, socket, {kSmall});
  fill_big_chat();
  moved(kBig, 7, 1);
  for (std::int64_t reader = 8; reader < 12; ++reader) moved(kBig, reader, reader);
  clock.advance(1s);
  const Positions& told = own_sockets.back().reads;
  run_until([&] { return told.size() == 2; });
  run_a_while();
  EXPECT_EQ(told.size(), 2U) << "one fills a period";
  clock.advance(100ms);
  moved(kSmall, 7, 20);
  EXPECT_EQ(socket.reads, (Positions{})) << "nothing overtakes what waits for its period";
  for (std::size_t count = 3; count <= 5; ++count) {
    run_until([&] { return told.size() == count; });
    run_a_while();
    EXPECT_EQ(told.size(), count);
    clock.advance(100ms);
  }
  EXPECT_EQ(socket.reads, (Positions{}));
  clock.advance(1s);
  run_until([&] { return !socket.reads.empty(); });
  EXPECT_EQ(socket.reads, (Positions{20}));
}

TEST_F(HubTest, AMarkerWhoseTellingFailsKeepsNoOtherFromBeingTold) {
  PersonSocket& broken = own_sockets.emplace_back();
  PersonSocket& sound = own_sockets.emplace_back();
  add(1, broken, {kSmall});
  add(2, sound, {kQuiet});
  moved(kSmall, 7, 1);
  moved(kQuiet, 7, 2);
  broken.throws = true;
  moved(kSmall, 7, 3);
  moved(kQuiet, 7, 4);
  clock.advance(1s);
  run_until([&] { return sound.reads.size() == 2; });
  moved(kQuiet, 7, 5);
  clock.advance(1s);
  run_until([&] { return sound.reads.size() == 3; });
  EXPECT_EQ(sound.reads, (Positions{2, 4, 5}));
}

// ---- a delivery that fails

TEST_F(HubTest, WhereADeliveryFailsHalfwayEverySocketOfTheLoopClosesWith1012) {
  PersonSocket& broken = own_sockets.emplace_back();
  PersonSocket& sound = own_sockets.emplace_back();
  PersonSocket& elsewhere = own_sockets.emplace_back();
  ChatSocket of_chat;
  add(1, broken, {kSmall});
  add(2, sound, {kSmall});
  add(3, elsewhere, {kQuiet});
  hub.chats().add(kQuiet, of_chat);
  broken.throws = true;

  hub.deliver(test::event_of(role_in(kSmall), 1));

  EXPECT_EQ(broken.closed_with, net::CloseCode::service_restart);
  EXPECT_EQ(sound.closed_with, net::CloseCode::service_restart);
  EXPECT_EQ(elsewhere.closed_with, net::CloseCode::service_restart);
  EXPECT_EQ(of_chat.closed_with, net::CloseCode::service_restart);
  hub.deliver(test::event_of(role_in(kQuiet), 2));
  EXPECT_EQ(elsewhere.events, (Positions{2})) << "the hub goes on";
  hub.chats().remove(kQuiet, of_chat);
}

TEST_F(HubTest, WhatFollowsAFailedEventInItsBatchIsDelivered) {
  PersonSocket& broken = own_sockets.emplace_back();
  PersonSocket& sound = own_sockets.emplace_back();
  add(1, broken, {kSmall});
  add(2, sound, {kQuiet});
  broken.throws = true;
  const EventBatch first = test::event_of(role_in(kSmall), 1);
  const EventBatch second = test::event_of(role_in(kQuiet), 2);
  auto both = std::vector<std::shared_ptr<const Event>>{first->front(), second->front()};
  hub.deliver(std::make_shared<const std::vector<std::shared_ptr<const Event>>>(std::move(both)));
  EXPECT_EQ(sound.events, (Positions{2}));
}

}  // namespace
}  // namespace asq::realtime
