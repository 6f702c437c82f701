// The races of realtime/progress.hpp over the real store and bus, each at its exact moment. A walk
// stops where the test wants it by having no turn to read.
#include <gtest/gtest.h>

#include "realtime/person_feed.hpp"
#include "support/person_feed_ground.hpp"

namespace asq::realtime {
namespace {

using test::RecordingSocket;

class PersonFeedRaces : public test::PersonFeedGround {
 protected:
  using Lines = std::vector<std::string>;

  void stop_walks() { wait(take_turns()); }
  void let_walks_go_on() {
    on_loop([this] { turns_.reset(); });
  }
  // These commits reach the store, and the bus loses their events.
  void send_unheard(int count) {
    on_loop([this] { lose_events_ = true; });
    send(chat_, anna_, count);
    on_loop([this] { lose_events_ = false; });
  }
  void give_room(RecordingSocket& socket, int room) {
    on_loop([&] { socket.room = room; });
  }
  int reads_of(RecordingSocket& socket, UserId reader) {
    int count = 0;
    for (const std::string& text : on_loop([&] { return socket.texts; })) {
      const auto value = parsed(text);
      const bool read = value.at("type").as_string() == "read";
      count += read && value.at("user_id").as_int64() == reader.value() ? 1 : 0;
    }
    return count;
  }
  static Frame frame_of(std::string_view type) {
    return make_frame(net::encode_text_frame(R"({"type":")" + std::string(type) + R"("})"));
  }

 private:
  Task<void> take_turns() { turns_.emplace(co_await hub_.catch_ups().next(UserId(9'999), 4)); }

  std::optional<ReadTurns::Turn> turns_;
};

TEST_F(PersonFeedRaces, Race1WhatTheStoreBroughtFirstIsNotHeardAgainFromTheBus) {
  const std::string since = cursor();
  hold_events();
  send(chat_, anna_, 2);
  RecordingSocket socket(loop_);
  const auto feed = open(socket, boris_);
  hello(feed, since);
  until_live(socket);
  settle(feed);

  release();
  send(chat_, anna_, 1);

  until([&] { return says(socket, "message") >= 3; });
  EXPECT_EQ(lasting(socket), (Lines{"message 1", "message 2", "live", "message 3"}));
  close(feed);
}

TEST_F(PersonFeedRaces, Races2And4WhatTheBusBringsDuringAWalkComesBeforeLive) {
  const std::string since = cursor();
  send(chat_, anna_, 2);
  RecordingSocket socket(loop_);
  const auto feed = open(socket, boris_);
  auto start = wait(PersonFeed::find_start(feed, since));  // the snapshot holds two messages
  ASSERT_TRUE(start && start->resumed);
  stop_walks();
  on_loop([&] { feed->begin(std::move(start->missed)); });
  send(chat_, anna_, 3);
  EXPECT_TRUE(lasting(socket).empty());

  let_walks_go_on();

  until_live(socket);
  EXPECT_EQ(lasting(socket),
            (Lines{"message 1", "message 2", "message 3", "message 4", "message 5", "live"}));
  close(feed);
}

TEST_F(PersonFeedRaces, Race3WhatTheBusBringsBeforeTheSnapshotIsHeardOnce) {
  const std::string since = cursor();
  RecordingSocket socket(loop_);
  const auto feed = open(socket, boris_);
  stop_walks();
  auto start = this->start(start_feed(feed, since));
  send(chat_, anna_, 2);

  let_walks_go_on();

  EXPECT_TRUE(start.get()->resumed);
  until_live(socket);
  EXPECT_EQ(lasting(socket), (Lines{"message 1", "message 2", "live"}));
  close(feed);
}

TEST_F(PersonFeedRaces, Race5EventsAfterOneThatOnlyTheStoreCanTellWaitForIt) {
  RecordingSocket socket(loop_);
  const auto feed = open(socket, boris_);
  hello(feed);
  settle(feed);
  stop_walks();
  group(anna_, {boris_});
  send(chat_, anna_, 1);
  EXPECT_EQ(lasting(socket), (Lines{"live"}));

  let_walks_go_on();

  until([&] { return says(socket, "message") == 1; });
  EXPECT_EQ(lasting(socket), (Lines{"live", "chat_added", "message 1"}));
  close(feed);
}

TEST_F(PersonFeedRaces, Race6ALiveFeedWalksForWhatMayHavePassedUnheard) {
  RecordingSocket socket(loop_);
  const auto feed = open(socket, boris_);
  hello(feed);
  settle(feed);
  send_unheard(2);

  on_loop([&] { feed->on_pending(hub_.head()); });  // as PersonIndex::resolve_chats() does

  until([&] { return says(socket, "message") == 2; });
  EXPECT_EQ(lasting(socket), (Lines{"live", "message 1", "message 2"}));
  close(feed);
}

TEST_F(PersonFeedRaces, Race8WhatWouldFitWaitsForWhatDidNot) {
  RecordingSocket socket(loop_);
  socket.room = 1;
  const auto feed = open(socket, boris_);
  hello(feed);
  settle(feed);
  send(chat_, anna_, 1);
  give_room(socket, 100);
  send(chat_, anna_, 1);
  EXPECT_EQ(lasting(socket), (Lines{"live"}));

  drain(socket, feed);

  until([&] { return says(socket, "message") == 2; });
  EXPECT_EQ(lasting(socket), (Lines{"live", "message 1", "message 2"}));
  close(feed);
}

TEST_F(PersonFeedRaces, Race9AnOutboxThatDrainsBeforeTheFeedWaitsIsNoticed) {
  RecordingSocket socket(loop_);
  socket.room = 1;
  const auto feed = open(socket, boris_);
  hello(feed);
  settle(feed);
  send_unheard(1);

  on_loop([&] {  // in one turn of the loop, in which no coroutine runs
    feed->on_event(hub_.head(), frame_of("message"));
    socket.room = 100;
    socket.drain();
    feed->drained();
  });

  until([&] { return says(socket, "message") == 1; });
  EXPECT_EQ(lasting(socket), (Lines{"live", "message 1"}));
  close(feed);
}

TEST_F(PersonFeedRaces, Race10AMarkerThatTheStoreBroughtIsNotHeardAgainFromTheBus) {
  send(chat_, anna_, 3);
  const std::string since = cursor();
  on_loop([this] { lose_events_ = true; });
  ASSERT_TRUE(wait(verbs().members().mark_read(boris_, chat_, Seq(2))));
  RecordingSocket socket(loop_);
  const auto feed = open(socket, anna_);
  hello(feed, since);
  until_live(socket);
  settle(feed);
  ASSERT_EQ(reads_of(socket, boris_.user_id), 1);
  const std::size_t before = heard(socket).size();

  on_loop([&] { feed->on_read(hub_.head(), frame_of("read")); });

  EXPECT_EQ(heard(socket).size(), before);
  close(feed);
}

TEST_F(PersonFeedRaces, Race11AMarkerThatPassesLateIsHeardAfterANewerOne) {
  RecordingSocket socket(loop_);
  const auto feed = open(socket, anna_);
  hello(feed);
  settle(feed);
  const std::int64_t head = store_->head().value();

  on_loop([&] {
    feed->on_read(LogPosition(head + 2), frame_of("read"));
    feed->on_read(LogPosition(head + 1), frame_of("read"));
  });

  EXPECT_EQ(heard(socket), (Lines{"live", "read", "read"}));
  close(feed);
}

TEST_F(PersonFeedRaces, Race12AnOldMarkerThatDidNotFitIsHeardLater) {
  send(chat_, anna_, 3);
  RecordingSocket socket(loop_);
  const auto feed = open(socket, anna_);
  hello(feed);
  settle(feed);
  on_loop([this] { lose_events_ = true; });
  ASSERT_TRUE(wait(verbs().members().mark_read(boris_, chat_, Seq(3))));
  const LogPosition moved = store_->head();
  on_loop([this] { lose_events_ = false; });
  send(chat_, anna_, 1);  // delivered: a later position than that of the marker
  until([&] { return says(socket, "message") == 1; });

  give_room(socket, 0);
  on_loop([&] { feed->on_read(moved, frame_of("read")); });
  EXPECT_EQ(reads_of(socket, boris_.user_id), 0);
  give_room(socket, 100);
  drain(socket, feed);
  settle(feed);

  EXPECT_EQ(reads_of(socket, boris_.user_id), 1);
  close(feed);
}

TEST_F(PersonFeedRaces, Race14LiveThatDidNotFitIsSaidAfterWhatCameMeanwhile) {
  const std::string since = cursor();
  send(chat_, anna_, 2);
  RecordingSocket socket(loop_);
  socket.room = 3;  // two messages and anna's marker
  const auto feed = open(socket, boris_);
  hello(feed, since);
  until_texts(socket, 3);
  send(chat_, anna_, 1);
  EXPECT_EQ(lasting(socket), (Lines{"message 1", "message 2"}));

  give_room(socket, 100);
  drain(socket, feed);

  until_live(socket);
  EXPECT_EQ(lasting(socket), (Lines{"message 1", "message 2", "message 3", "live"}));
  close(feed);
}

TEST_F(PersonFeedRaces, Race14LiveThatDidNotFitAtHelloIsSaidOnce) {
  RecordingSocket socket(loop_);
  socket.room = 0;
  const auto feed = open(socket, boris_);
  hello(feed);
  EXPECT_TRUE(heard(socket).empty());

  give_room(socket, 100);
  drain(socket, feed);
  settle(feed);
  send(chat_, anna_, 1);

  until([&] { return says(socket, "message") == 1; });
  EXPECT_EQ(lasting(socket), (Lines{"live", "message 1"}));
  close(feed);
}

TEST_F(PersonFeedRaces, Race15AFeedThatIsClosedDuringAWalkHearsNothingAndGoes) {
  const std::string since = cursor();
  send(chat_, anna_, 2);
  RecordingSocket socket(loop_);
  auto feed = open(socket, boris_);
  auto start = wait(PersonFeed::find_start(feed, since));
  ASSERT_TRUE(start && start->resumed);
  stop_walks();
  on_loop([&] { feed->begin(std::move(start->missed)); });

  close(feed);
  let_walks_go_on();

  const std::weak_ptr<PersonFeed> left = feed;
  on_loop([&] { feed.reset(); });
  until([&] { return left.expired(); });
  EXPECT_TRUE(heard(socket).empty());
}

TEST_F(PersonFeedRaces, Race15AFeedThatIsClosedWhileItWaitsForRoomGoes) {
  RecordingSocket socket(loop_);
  socket.room = 0;
  auto feed = open(socket, boris_);
  hello(feed);
  EXPECT_TRUE(heard(socket).empty());

  close(feed);

  const std::weak_ptr<PersonFeed> left = feed;
  on_loop([&] { feed.reset(); });
  until([&] { return left.expired(); });
}

}  // namespace
}  // namespace asq::realtime
