// The bound on the sockets of one account, and whose sessions they are. The ground's bound is 3.
#include "realtime/account_sockets.hpp"

#include <gtest/gtest.h>

#include <deque>

#include "realtime/chat_feed.hpp"
#include "realtime/person_feed.hpp"
#include "support/realtime_ground.hpp"

namespace asq::realtime {
namespace {

using test::RecordingSocket;

class AccountSocketsTest : public test::RealtimeGround {
 protected:
  AccountSocketsTest() {
    on_loop([this] { sockets_.add(hub_); });
  }
  ~AccountSocketsTest() override {
    on_loop([this] {
      for (const auto& feed : chat_feeds_) feed->close();
      for (const auto& feed : person_feeds_) feed->close();
    });
  }
  void open_chat_socket(chat::Caller caller) {
    on_loop([&] {
      chat_feeds_.push_back(std::make_shared<ChatFeed>(hub_, caller, chat_, Seq(0)));
      chat_feeds_.back()->open(sockets.emplace_back(loop_));
      attend(caller);
    });
  }
  // It has not said hello.
  void open_silent_socket(chat::Caller caller) {
    on_loop([&] {
      hub_.await_hello(caller.user_id);
      person_feeds_.push_back(std::make_shared<PersonFeed>(hub_, caller));
      person_feeds_.back()->open(sockets.emplace_back(loop_));
    });
  }
  void say_hello(chat::Caller caller) {
    on_loop([&] { attendances_.push_back(hub_.attend_after_hello(caller.user_id)); });
  }
  void open_person_socket(chat::Caller caller) {
    open_silent_socket(caller);
    say_hello(caller);
  }
  void leave_one() {
    on_loop([&] {
      presence_.leave(attendances_.back());
      attendances_.pop_back();
    });
  }
  std::vector<bool> closed() {
    on_loop([] {});  // the question
    on_loop([] {});  // and what came of it
    return on_loop([&] {
      std::vector<bool> closed;
      for (const RecordingSocket& socket : sockets) {
        closed.push_back(socket.closed_with == net::CloseCode::too_many_sockets);
      }
      return closed;
    });
  }

  chat::Caller anna_ = person("anna");
  chat::Caller boris_ = person("boris");
  ChatId chat_ = group(anna_, {boris_});
  std::deque<RecordingSocket> sockets;

 private:
  void attend(chat::Caller caller) { attendances_.push_back(hub_.attend(caller.user_id)); }

  std::vector<PresenceTracker::Attendance> attendances_;
  std::vector<std::shared_ptr<ChatFeed>> chat_feeds_;
  std::vector<std::shared_ptr<PersonFeed>> person_feeds_;
};

TEST_F(AccountSocketsTest, WithOneTooManyTheOldestOfEitherKindCloses) {
  open_chat_socket(anna_);
  open_person_socket(boris_);
  open_person_socket(anna_);
  open_chat_socket(anna_);
  EXPECT_EQ(closed(), (std::vector{false, false, false, false})) << "just as many";
  open_person_socket(anna_);
  EXPECT_EQ(closed(), (std::vector{true, false, false, false, false}));
  open_person_socket(anna_);
  EXPECT_EQ(closed(), (std::vector{true, false, true, false, false, false}));
}

TEST_F(AccountSocketsTest, WhoHasMadeRoomLosesNothing) {
  for (int i = 0; i < 3; ++i) open_chat_socket(anna_);
  leave_one();
  open_chat_socket(anna_);
  EXPECT_EQ(closed(), (std::vector{false, false, false, false}));
}

TEST_F(AccountSocketsTest, WhoHasNotSaidHelloCountsAllTheSame) {
  for (int i = 0; i < 3; ++i) open_silent_socket(anna_);
  open_silent_socket(boris_);
  EXPECT_EQ(closed(), (std::vector{false, false, false, false})) << "just as many";
  open_silent_socket(anna_);
  EXPECT_EQ(closed(), (std::vector{true, false, false, false, false}));
  on_loop([this] { hub_.end_await(anna_.user_id); });  // the one that closed
  say_hello(anna_);
  EXPECT_EQ(closed(), (std::vector{true, false, false, false, false})) << "it counts once";
  open_chat_socket(anna_);
  EXPECT_EQ(closed(), (std::vector{true, true, false, false, false, false}));
}

TEST_F(AccountSocketsTest, WhoLeavesWithoutAHelloMakesRoom) {
  for (int i = 0; i < 3; ++i) open_silent_socket(anna_);
  on_loop([this] { hub_.end_await(anna_.user_id); });
  open_silent_socket(anna_);
  EXPECT_EQ(closed(), (std::vector{false, false, false, false}));
}

TEST_F(AccountSocketsTest, TheSessionsOfBothKindsOfSocketsAreFound) {
  const chat::Caller phone{anna_.user_id, session_of(anna_.user_id)};
  open_chat_socket(anna_);
  open_person_socket(phone);
  open_person_socket(boris_);
  const auto sessions = wait(sockets_.sessions_of(anna_.user_id)).value();
  EXPECT_EQ(sessions, (std::vector{anna_.session_id, phone.session_id}));
  EXPECT_TRUE(wait(sockets_.sessions_of(UserId(999))).value().empty());
}

TEST_F(AccountSocketsTest, WhoAsksDuringTheEndIsRefused) {
  on_loop([this] { sockets_.close(); });
  EXPECT_EQ(wait(sockets_.sessions_of(anna_.user_id)).error().code, ErrorCode::shutting_down);
}

}  // namespace
}  // namespace asq::realtime
