// A person's chats, from a snapshot and from events, whichever of them is ahead.
#include "realtime/person_index.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "support/people.hpp"

namespace asq::realtime {
namespace {

class Socket final : public PersonSubscriber {
 public:
  explicit Socket(SessionId session = SessionId(1)) : session_(session) {}

  void on_event(LogPosition position, const Frame&) override {
    ++heard;
    on_pending(position);
    if (then) then();
  }
  void on_pending(LogPosition position) override { pending = std::max(pending, position); }
  void on_read(LogPosition, const Frame&) override {}
  void on_typing(const Frame&) override {}
  void on_left_chat() override {}
  void on_session_ended() override { ended = true; }
  void on_end(net::CloseCode, std::string_view) override { ended = true; }
  [[nodiscard]] SessionId session() const override { return session_; }

  LogPosition pending;
  int heard = 0;
  std::function<void()> then;  // in on_event()
  bool ended = false;

 private:
  SessionId session_;
};

using test::kAnna;
using test::kBoris;
constexpr ChatId kFirst{10};
constexpr ChatId kSecond{11};

Standing standing(std::int64_t head, std::vector<ChatId> chats) {
  return {LogPosition(head), std::move(chats)};
}

class PersonIndexTest : public ::testing::Test {
 protected:
  // What each event means for the index, as the hub says it.
  void joined(UserId user, ChatId chat, std::int64_t position) {
    index_.pass(LogPosition(position));
    index_.join(user, chat, LogPosition(position));
  }
  void left(UserId user, ChatId chat, std::int64_t position) {
    index_.pass(LogPosition(position));
    index_.leave(user, chat, LogPosition(position));
  }
  void deleted(ChatId chat, std::int64_t position) {
    index_.pass(LogPosition(position));
    index_.erase(chat, LogPosition(position));
  }
  bool hears(const Socket& socket, ChatId chat) {
    bool found = false;
    index_.for_each_in(chat,
                       [&](const PersonSubscriber& each, UserId) { found |= &each == &socket; });
    return found;
  }

  PersonIndex index_;
};

TEST_F(PersonIndexTest, ASnapshotThatIsNotBehindTheEventsIsAllThatIsNeeded) {
  Socket socket;
  auto& person = index_.add(kAnna, socket);
  index_.pass(LogPosition(5));
  index_.resolve_chats(person, standing(5, {kSecond, kFirst}));

  EXPECT_TRUE(hears(socket, kFirst));
  EXPECT_TRUE(hears(socket, kSecond));
  EXPECT_EQ(socket.pending, LogPosition(5)) << "nothing behind the head was missed";
  index_.remove(person, socket);
  EXPECT_EQ(index_.people(), 0U);
  EXPECT_EQ(index_.chats(), 0U);
}

TEST_F(PersonIndexTest, WhatPassedBehindTheSnapshotIsAppliedToIt) {
  Socket socket;
  auto& person = index_.add(kAnna, socket);
  joined(kAnna, kSecond, 6);
  left(kAnna, kFirst, 7);
  index_.resolve_chats(person, standing(5, {kFirst}));

  EXPECT_FALSE(hears(socket, kFirst)) << "removed behind the snapshot";
  EXPECT_TRUE(hears(socket, kSecond));
  EXPECT_EQ(socket.pending, LogPosition(7)) << "the store has to be asked for what was missed";
  index_.remove(person, socket);
}

TEST_F(PersonIndexTest, EventsThatTheSnapshotHoldsAlreadyChangeNothing) {
  Socket socket;
  auto& person = index_.add(kAnna, socket);
  left(kAnna, kFirst, 3);  // and joined again at 4, as the snapshot knows
  index_.resolve_chats(person, standing(8, {kFirst}));
  EXPECT_TRUE(hears(socket, kFirst));
  joined(kAnna, kFirst, 4);
  EXPECT_TRUE(hears(socket, kFirst));
  index_.remove(person, socket);
}

TEST_F(PersonIndexTest, ANewerSnapshotFindsWhatWasDeletedBeforeTheFirstOneCame) {
  Socket socket;
  auto& person = index_.add(kAnna, socket);
  deleted(kFirst, 6);  // nobody here was known to be in it
  index_.resolve_chats(person, standing(5, {kFirst}));
  EXPECT_EQ(socket.pending, LogPosition(6));

  index_.resolve_chats(person, standing(6, {}));
  EXPECT_FALSE(hears(socket, kFirst));
  index_.remove(person, socket);
}

TEST_F(PersonIndexTest, ASnapshotOlderThanTheFirstOneTakesNothingBack) {
  Socket one;
  Socket two;
  auto& person = index_.add(kAnna, one);
  (void)index_.add(kAnna, two);
  index_.pass(LogPosition(9));
  index_.resolve_chats(person, standing(7, {kFirst, kSecond}));
  index_.resolve_chats(person, standing(6, {kFirst}));

  EXPECT_TRUE(hears(two, kSecond));
  index_.remove(person, two);
  index_.remove(person, one);
}

// The set of chats is that of the newer head: a socket that went on from its own, older one would
// be told of a chat what was said there before the person joined.
TEST_F(PersonIndexTest, NoSocketMayGoOnFromAnOlderHeadThanTheChatsAreKnownFor) {
  Socket one;
  Socket two;
  auto& person = index_.add(kAnna, one);
  (void)index_.add(kAnna, two);
  index_.resolve_chats(person, standing(8, {kFirst}));
  index_.resolve_chats(person, standing(5, {}));

  EXPECT_EQ(two.pending, LogPosition(8));
  EXPECT_TRUE(hears(two, kFirst));
  index_.remove(person, two);
  index_.remove(person, one);
}

TEST_F(PersonIndexTest, ResolvedOnceThePersonsChatsFollowTheEventsAlone) {
  Socket socket;
  auto& person = index_.add(kAnna, socket);
  index_.resolve_chats(person, standing(5, {kFirst}));
  joined(kAnna, kSecond, 6);
  joined(kBoris, kFirst, 7);  // of no interest here
  left(kAnna, kFirst, 8);
  index_.resolve_chats(person, standing(5, {kFirst}));  // of another socket's resume, behind

  EXPECT_FALSE(hears(socket, kFirst));
  EXPECT_TRUE(hears(socket, kSecond));
  deleted(kSecond, 9);
  EXPECT_EQ(index_.chats(), 0U);
  index_.remove(person, socket);
}

TEST_F(PersonIndexTest, OnlyTheSocketsOfTheSessionEnd) {
  Socket one(SessionId(1));
  Socket two(SessionId(2));
  auto& person = index_.add(kAnna, one);
  (void)index_.add(kAnna, two);
  index_.end_session(kAnna, SessionId(2));
  index_.end_session(kBoris, SessionId(1));
  EXPECT_FALSE(one.ended);
  EXPECT_TRUE(two.ended);
  index_.remove(person, two);
  index_.remove(person, one);
}

TEST_F(PersonIndexTest, WhoLeavesAChatFreesASlotForTheLastOne) {
  Socket anna;
  Socket boris;
  auto& first = index_.add(kAnna, anna);
  auto& second = index_.add(kBoris, boris);
  index_.resolve_chats(first, standing(5, {kFirst, kSecond}));
  index_.resolve_chats(second, standing(5, {kFirst, kSecond}));
  left(kAnna, kFirst, 6);
  EXPECT_FALSE(hears(anna, kFirst));
  EXPECT_TRUE(hears(boris, kFirst));
  left(kBoris, kFirst, 7);
  EXPECT_FALSE(hears(boris, kFirst));
  index_.remove(first, anna);
  EXPECT_TRUE(hears(boris, kSecond));
  index_.remove(second, boris);
  EXPECT_EQ(index_.chats(), 0U);
}

TEST_F(PersonIndexTest, TheOldestSocketOfAPersonIsTheFirstThatIsStillThere) {
  Socket one(SessionId(1));
  Socket two(SessionId(2));
  one.opened = Opening{3};
  two.opened = Opening{4};
  auto& person = index_.add(kAnna, one);
  (void)index_.add(kAnna, two);
  EXPECT_EQ(index_.oldest(kAnna), Opening{3});
  std::vector<SessionId> sessions;
  index_.append_sessions(kAnna, sessions);
  EXPECT_EQ(sessions, (std::vector{SessionId(1), SessionId(2)}));
  index_.end_oldest(kAnna, net::CloseCode::too_many_sockets, "");
  EXPECT_TRUE(one.ended);
  index_.remove(person, one);
  EXPECT_EQ(index_.oldest(kAnna), Opening{4});
  index_.remove(person, two);
  EXPECT_EQ(index_.oldest(kAnna), std::nullopt);
}

// ---- who leaves while they are told something

// Anna, Boris and Clara have two sockets each in one chat; the third socket, Boris's first, takes
// some of all six out while they are told of something.
class PersonIndexWalkTest : public ::testing::Test {
 protected:
  static constexpr std::size_t kCaller = 2;

  PersonIndexWalkTest() {
    for (std::int64_t i = 0; i < 6; ++i) {
      const UserId user(i / 2 + 1);
      people_.push_back(&index_.add(user, sockets_.emplace_back()));
      index_.resolve_chats(*people_.back(), standing(5, {kFirst}));
    }
  }
  void remove(std::size_t i) { index_.remove(*people_[i], sockets_[i]); }
  void leave_on_call(const std::vector<std::size_t>& leaving) {
    sockets_[kCaller].then = [this, leaving] {
      for (const std::size_t i : leaving) remove(i);
    };
  }
  // Of two events that some are told of, those who left miss the second, and the first if their
  // turn had not come.
  void expect_heard(const std::vector<std::size_t>& leaving, std::span<const std::size_t> told) {
    for (std::size_t i = 0; i < sockets_.size(); ++i) {
      const bool left = std::ranges::find(leaving, i) != leaving.end();
      const bool of_the_told = std::ranges::find(told, i) != told.end();
      const int first = of_the_told && (!left || i <= kCaller) ? 1 : 0;
      EXPECT_EQ(sockets_[i].heard, first + (of_the_told && !left ? 1 : 0)) << i;
      if (!left) remove(i);
    }
    EXPECT_EQ(index_.people(), 0U);
    EXPECT_EQ(index_.chats(), 0U);
  }
  void tell_chat() {
    index_.for_each_in(
        kFirst, [](PersonSubscriber& socket, UserId) { socket.on_event(LogPosition(9), {}); });
  }
  void tell_boris() {
    index_.for_each_of(kBoris,
                       [](PersonSubscriber& socket) { socket.on_event(LogPosition(9), {}); });
  }

  PersonIndex index_;
  std::deque<Socket> sockets_;
  std::vector<PersonIndex::Person*> people_;
};

class PersonIndexWalks : public PersonIndexWalkTest,
                         public ::testing::WithParamInterface<std::vector<std::size_t>> {};

TEST_P(PersonIndexWalks, EverybodyElseInTheChatHearsItOnce) {
  leave_on_call(GetParam());
  tell_chat();
  sockets_[kCaller].then = nullptr;
  tell_chat();
  constexpr std::array<std::size_t, 6> kAll{0, 1, 2, 3, 4, 5};
  expect_heard(GetParam(), kAll);
}

TEST_P(PersonIndexWalks, TheOtherSocketsOfThePersonHearItOnce) {
  leave_on_call(GetParam());
  tell_boris();
  sockets_[kCaller].then = nullptr;
  tell_boris();
  constexpr std::array<std::size_t, 2> kOfBoris{2, 3};
  expect_heard(GetParam(), kOfBoris);
}

INSTANTIATE_TEST_SUITE_P(Leaving, PersonIndexWalks,
                         ::testing::ValuesIn(std::vector<std::vector<std::size_t>>{
                             {2},
                             {3},
                             {2, 3},
                             {0},
                             {0, 1},
                             {4, 5},
                             {1, 4},
                             {0, 1, 2, 3, 4, 5},
                             {5, 4, 3, 2, 1, 0},
                         }));

TEST_F(PersonIndexWalkTest, TheOldestOfAPersonWhoseSocketsHaveAllLeftMeanwhileIsNone) {
  std::optional<Opening> oldest;
  sockets_[kCaller].then = [&] {
    remove(2);
    remove(3);
    oldest = index_.oldest(kBoris);
  };
  oldest = Opening{7};
  tell_chat();
  EXPECT_EQ(oldest, std::nullopt);
  for (const std::size_t i : {0U, 1U, 4U, 5U}) remove(i);
}

// About: a person counts as a power of two, at most twice too few or too many.
TEST(PersonIndexAudience, HearsHowManySocketsAChatHas) {
  Audience audience;
  PersonIndex index(&audience);
  std::vector<std::unique_ptr<Socket>> sockets;
  PersonIndex::Person* person = nullptr;
  for (int i = 0; i < 100; ++i) {
    person = &index.add(kAnna, *sockets.emplace_back(std::make_unique<Socket>()));
    if (i == 0) index.resolve_chats(*person, standing(5, {kFirst}));
  }
  EXPECT_GE(audience.of(kFirst).of_people, 50);
  EXPECT_LE(audience.of(kFirst).of_people, 200);
  EXPECT_EQ(audience.of(kFirst).of_chat, 0);
  for (const auto& socket : sockets) index.remove(*person, *socket);
  EXPECT_EQ(audience.of(kFirst).all(), 0);
}

}  // namespace
}  // namespace asq::realtime
