// A chat's feed over the real store: a message reaches a socket once and in order, whatever it
// missed live.
#include "realtime/chat_feed.hpp"

#include <gtest/gtest.h>

#include "support/realtime_ground.hpp"

namespace asq::realtime {
namespace {

using test::RecordingSocket;

class ChatFeedTest : public test::RealtimeGround {
 protected:
  void send(int count) { RealtimeGround::send(chat_, caller_, count); }
  std::shared_ptr<ChatFeed> open(RecordingSocket& socket, std::int64_t after) {
    return open(socket, after, caller_);
  }
  std::shared_ptr<ChatFeed> open(RecordingSocket& socket, std::int64_t after, chat::Caller caller) {
    return on_loop([&] {
      auto feed = std::make_shared<ChatFeed>(hub_, caller, chat_, Seq(after));
      feed->open(socket);
      return feed;
    });
  }
  void wait_for_count(RecordingSocket& socket, std::size_t count) {
    until([&] { return socket.texts.size() >= count; });
  }
  std::vector<std::int64_t> seqs(RecordingSocket& socket) {
    std::vector<std::int64_t> seqs;
    for (const std::string& text : on_loop([&] { return socket.texts; })) {
      seqs.push_back(parsed(text).at("seq").as_int64());
    }
    return seqs;
  }
  void close(const std::shared_ptr<ChatFeed>& feed) {
    on_loop([&] { feed->close(); });
  }
  static std::vector<std::int64_t> numbers(std::int64_t first, std::int64_t last) {
    std::vector<std::int64_t> all;
    for (std::int64_t i = first; i <= last; ++i) all.push_back(i);
    return all;
  }

  chat::Caller caller_ = person("a");
  ChatId chat_ = group(caller_);
};

TEST_F(ChatFeedTest, DeliversLiveMessagesFromTheOneBehindTheGivenSeq) {
  send(3);
  RecordingSocket socket(loop_);
  const auto feed = open(socket, 3);

  send(2);

  wait_for_count(socket, 2);
  EXPECT_EQ(seqs(socket), numbers(4, 5));
  close(feed);
}

TEST_F(ChatFeedTest, ReadsWhatWasMissedFromTheStoreAndThenGoesOnLive) {
  send(450);  // more than two pages of catching up
  RecordingSocket socket(loop_);
  const auto feed = open(socket, 7);

  send(3);

  wait_for_count(socket, 446);
  EXPECT_EQ(seqs(socket), numbers(8, 453));
  close(feed);
}

TEST_F(ChatFeedTest, AFullOutboxLosesNothing) {
  RecordingSocket socket(loop_);
  socket.room = 10;
  const auto feed = open(socket, 0);

  send(100);
  for (std::size_t drained = 10; drained <= 100; drained += 10) {
    wait_for_count(socket, drained);
    on_loop([&] {
      socket.drain();
      feed->drained();
    });
  }

  EXPECT_EQ(seqs(socket), numbers(1, 100));
  close(feed);
}

TEST_F(ChatFeedTest, AFeedThatIsClosedWhileItWaitsForRoomGoes) {
  send(1);
  RecordingSocket socket(loop_);
  socket.room = 0;
  auto feed = open(socket, 0);
  until([&] { return socket.stored == 1; });  // and it did not fit

  close(feed);

  const std::weak_ptr<ChatFeed> left = feed;
  on_loop([&] { feed.reset(); });
  until([&] { return left.expired(); });
}

TEST_F(ChatFeedTest, AHoleInTheLiveStreamIsFilledFromTheStore) {
  RecordingSocket socket(loop_);
  const auto feed = open(socket, 0);
  send(1);
  wait_for_count(socket, 1);

  on_loop([&] { lose_events_ = true; });
  send(5);
  on_loop([&] { lose_events_ = false; });
  send(1);

  wait_for_count(socket, 7);
  EXPECT_EQ(seqs(socket), numbers(1, 7));
  close(feed);
}

// The socket was closed with 1012, and so were all others that had fallen behind at that moment.
TEST_F(ChatFeedTest, AStoreWithTooMuchToDoIsAskedAgain) {
  send(3);
  store_->overload("messages after", 3);
  RecordingSocket socket(loop_);

  const auto feed = open(socket, 0);

  wait_for_count(socket, 3);
  EXPECT_EQ(seqs(socket), numbers(1, 3));
  EXPECT_EQ(on_loop([&] { return socket.closed_with; }), std::nullopt);
  close(feed);
}

TEST_F(ChatFeedTest, AnEndedSessionClosesTheSocketAndGetsNothingMore) {
  RecordingSocket socket(loop_);
  const auto feed = open(socket, 0);
  send(1);
  wait_for_count(socket, 1);

  ASSERT_TRUE(wait(verbs().sessions().end(caller_.user_id, caller_.session_id)));
  RealtimeGround::send(chat_, {caller_.user_id, session_of(caller_.user_id)});

  // The loop has its inbox in order: this runs behind both events.
  EXPECT_EQ(on_loop([&] { return socket.closed_with; }), net::CloseCode::session_ended);
  EXPECT_EQ(seqs(socket), numbers(1, 1));
  EXPECT_EQ(on_loop([&] { return hub_.chats().size(); }), 0U);
}

TEST_F(ChatFeedTest, ASessionThatEndedBeforeTheSocketOpenedIsNoticed) {
  ASSERT_TRUE(wait(verbs().sessions().end(caller_.user_id, caller_.session_id)));
  RecordingSocket socket(loop_);

  const auto feed = open(socket, 0);

  EXPECT_EQ(on_loop([&] { return socket.closed_with; }), net::CloseCode::session_ended);
}

// Events as the hub hears them: what the store writes of a removal is tested with the store.
TEST_F(ChatFeedTest, ARemovalClosesTheSocketsOfThatPersonInThatChatOnly) {
  const chat::Caller boris = person("b");
  add(caller_, chat_, "b");
  RecordingSocket mine(loop_);
  RecordingSocket his(loop_);
  const auto stays = open(mine, 0);
  const auto goes = open(his, 0, boris);

  bus_.publish(test::event_of(MemberRemoved{chat_, boris.user_id, caller_.user_id}, 1'000));

  EXPECT_EQ(on_loop([&] { return his.closed_with; }), net::CloseCode::removed_from_chat);
  EXPECT_EQ(on_loop([&] { return mine.closed_with; }), std::nullopt);
  EXPECT_EQ(on_loop([&] { return hub_.chats().size(); }), 1U);
  close(stays);
}

TEST_F(ChatFeedTest, ADeletedChatClosesTheSocketsOfEverybody) {
  RecordingSocket one(loop_);
  RecordingSocket two(loop_);
  const auto first = open(one, 0);
  const auto second = open(two, 0);

  bus_.publish(test::event_of(ChatDeleted{chat_, UserId(1)}, 1'000));

  EXPECT_EQ(on_loop([&] { return one.closed_with; }), net::CloseCode::removed_from_chat);
  EXPECT_EQ(on_loop([&] { return two.closed_with; }), net::CloseCode::removed_from_chat);
  EXPECT_EQ(on_loop([&] { return hub_.chats().size(); }), 0U);
}

}  // namespace
}  // namespace asq::realtime
