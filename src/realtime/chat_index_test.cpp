// The sockets of one chat: who leaves while it is delivered to, and many at once.
#include "realtime/chat_index.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <stdexcept>
#include <vector>

namespace asq::realtime {
namespace {

constexpr ChatId kChat{7};

class Socket final : public ChatSubscriber {
 public:
  explicit Socket(UserId user, SessionId session = SessionId(1), Opening opened = Opening{})
      : user_(user), session_(session), opened_(opened) {}
  void on_message(const Message&, const Frame&) override {
    ++heard;
    if (then) then();
  }
  void on_session_ended() override { ended = true; }
  void on_removed() override { ended = true; }
  void on_end(net::CloseCode code, std::string_view) override { closed_with = code; }
  [[nodiscard]] UserId user() const override { return user_; }
  [[nodiscard]] SessionId session() const override { return session_; }
  [[nodiscard]] Opening opened() const override { return opened_; }

  int heard = 0;
  bool ended = false;
  std::optional<net::CloseCode> closed_with;
  std::function<void()> then;

 private:
  UserId user_;
  SessionId session_;
  Opening opened_;
};

void deliver(ChatIndex& index) {
  Event event;
  Message message;
  message.chat_id = kChat;
  index.deliver(event, message);
}

TEST(ChatIndex, WhoLeavesDuringADeliveryCostsNobodyTheMessage) {
  ChatIndex index;
  Socket one(UserId(1));
  Socket two(UserId(2));
  Socket three(UserId(3));
  for (Socket* socket : {&one, &two, &three}) index.add(kChat, *socket);
  one.then = [&] {
    index.remove(kChat, one);
    index.remove(kChat, two);
  };
  deliver(index);
  EXPECT_EQ(two.heard, 0);
  EXPECT_EQ(three.heard, 1);
  one.then = nullptr;
  deliver(index);
  EXPECT_EQ(one.heard, 1);
  EXPECT_EQ(three.heard, 2);
  index.remove(kChat, three);
  EXPECT_EQ(index.size(), 0U);
}

// The third of five takes some of them out, itself among them or not, while all are told.
void expect_each_hears_once(const std::vector<std::size_t>& leaving) {
  constexpr std::size_t kCaller = 2;
  ChatIndex index;
  std::deque<Socket> sockets;
  for (std::int64_t i = 0; i < 5; ++i) index.add(kChat, sockets.emplace_back(UserId(i % 2 + 1)));
  sockets[kCaller].then = [&] {
    for (const std::size_t i : leaving) index.remove(kChat, sockets[i]);
  };
  deliver(index);
  sockets[kCaller].then = nullptr;
  deliver(index);
  EXPECT_EQ(index.size(), sockets.size() - leaving.size());
  for (std::size_t i = 0; i < sockets.size(); ++i) {
    const bool left = std::ranges::find(leaving, i) != leaving.end();
    const int first = left && i > kCaller ? 0 : 1;
    EXPECT_EQ(sockets[i].heard, left ? first : 2) << i;
    if (!left) index.remove(kChat, sockets[i]);
  }
  EXPECT_EQ(index.size(), 0U);
}

TEST(ChatIndex, WhoeverLeavesDuringADeliveryTheOthersHearItOnce) {
  expect_each_hears_once({2});
  expect_each_hears_once({0});
  expect_each_hears_once({0, 1});
  expect_each_hears_once({3});
  expect_each_hears_once({4, 3});
  expect_each_hears_once({2, 0, 4});
  expect_each_hears_once({0, 1, 2, 3, 4});
}

TEST(ChatIndex, WhoLeavesAndComesBackDuringADeliveryHasTheMessageFromTheStore) {
  ChatIndex index;
  Socket one(UserId(1));
  Socket two(UserId(2));
  for (Socket* socket : {&one, &two}) index.add(kChat, *socket);
  one.then = [&] {
    index.remove(kChat, two);
    index.add(kChat, two);
  };
  deliver(index);
  EXPECT_EQ(two.heard, 0);
  one.then = nullptr;
  deliver(index);
  EXPECT_EQ(two.heard, 1);
  for (Socket* socket : {&two, &one}) index.remove(kChat, *socket);
}

TEST(ChatIndex, WhoLeftIsForgottenEvenIfTheDeliveryBreaksOff) {
  Audience audience;
  ChatIndex index(&audience);
  std::deque<Socket> sockets;
  for (std::int64_t i = 0; i < 20; ++i) index.add(kChat, sockets.emplace_back(UserId(i + 1)));
  sockets[1].then = [&] {
    index.remove(kChat, sockets[0]);
    throw 7;  // no std::exception
  };
  EXPECT_THROW(deliver(index), int);
  for (std::size_t i = 1; i < sockets.size(); ++i) index.remove(kChat, sockets[i]);
  EXPECT_EQ(audience.of(kChat).of_chat, 0);
}

TEST(ChatIndex, WhatOneSocketThrowsClosesThatSocketAlone) {
  ChatIndex index;
  Socket broken(UserId(1));
  Socket sound(UserId(2));
  index.add(kChat, broken);
  index.add(kChat, sound);
  broken.then = [] { throw std::runtime_error("a bug"); };
  deliver(index);
  EXPECT_EQ(broken.closed_with, net::CloseCode::internal_error);
  EXPECT_EQ(sound.heard, 1);
  index.remove(kChat, broken);
  index.remove(kChat, sound);
}

TEST(ChatIndex, TheOldestSocketOfAnAccountIsKnownOverAllItsChats) {
  ChatIndex index;
  Socket first(UserId(1), SessionId(1), Opening{5});
  Socket second(UserId(1), SessionId(2), Opening{6});
  Socket other(UserId(2), SessionId(3), Opening{1});
  index.add(kChat, first);
  index.add(ChatId(8), second);
  index.add(kChat, other);
  EXPECT_EQ(index.oldest(UserId(1)), Opening{5});
  EXPECT_EQ(index.oldest(UserId(9)), std::nullopt);
  index.end_oldest(UserId(1), net::CloseCode::too_many_sockets, "");
  EXPECT_EQ(first.closed_with, net::CloseCode::too_many_sockets);
  index.remove(kChat, first);
  EXPECT_EQ(index.oldest(UserId(1)), Opening{6});
  index.end_session(UserId(1), SessionId(2));
  EXPECT_TRUE(second.ended);
  EXPECT_FALSE(other.ended);
  index.remove(ChatId(8), second);
  index.remove(kChat, other);
}

// They close in the order in which they came, which was the worst.
std::chrono::nanoseconds time_to_close(std::size_t count) {
  ChatIndex index;
  std::deque<Socket> sockets;
  for (std::size_t i = 0; i < count; ++i) {
    index.add(kChat, sockets.emplace_back(UserId(static_cast<std::int64_t>(i % 10 + 1))));
  }
  const auto start = std::chrono::steady_clock::now();
  for (Socket& socket : sockets) index.remove(kChat, socket);
  return std::chrono::steady_clock::now() - start;
}

// 10,000 sockets of one chat that closed together froze a loop for half a second: each looked for
// itself among the others.
TEST(ChatIndex, ClosingTwentyTimesAsManyTakesAboutTwentyTimesAsLong) {
  const auto best = [](std::size_t count) {
    return std::min({time_to_close(count), time_to_close(count), time_to_close(count)});
  };
  EXPECT_LT(best(40'000), 150 * best(2'000)) << "quadratic: 400 times";
}

}  // namespace
}  // namespace asq::realtime
