// The feed of a person over the real store: every lasting event once and in order, whatever was
// missed live.
#include "realtime/person_feed.hpp"

#include <gtest/gtest.h>

#include <random>

#include "support/person_feed_ground.hpp"

namespace asq::realtime {
namespace {

using test::RecordingSocket;

class PersonFeedTest : public test::PersonFeedGround {};

TEST_F(PersonFeedTest, WithoutACursorItBeginsAtTheHeadAndIsLiveAtOnce) {
  send(chat_, anna_, 3);
  RecordingSocket socket(loop_);
  const auto feed = open(socket, boris_);

  const auto start = hello(feed);
  send(chat_, anna_, 2);

  EXPECT_FALSE(start.resumed);
  until([&] { return says(socket, "message") == 2; });
  EXPECT_EQ(lasting(socket), (std::vector<std::string>{"live", "message 4", "message 5"}));
  EXPECT_EQ(parsed(socket.texts[0]).at("cursor").as_string(), wire::encode_cursor(start.cursor));
  close(feed);
}

TEST_F(PersonFeedTest, NothingIsSaidBeforeHello) {
  RecordingSocket socket(loop_);
  const auto feed = open(socket, boris_);
  send(chat_, anna_, 2);
  EXPECT_TRUE(lasting(socket).empty());
  close(feed);
}

TEST_F(PersonFeedTest, AResumeTellsWhatWasMissedThenLiveThenGoesOn) {
  send(chat_, anna_, 2);
  const std::string since = cursor();
  send(chat_, anna_, 350);  // several pages
  RecordingSocket socket(loop_);
  const auto feed = open(socket, boris_);

  const auto start = hello(feed, since);
  until_live(socket);
  send(chat_, anna_, 1);

  EXPECT_TRUE(start.resumed);
  EXPECT_EQ(wire::encode_cursor(start.cursor), since);
  until([&] { return says(socket, "message") == 351; });
  EXPECT_EQ(seqs(socket), numbers(3, 353));
  EXPECT_EQ(lasting(socket).at(350), "live");
  EXPECT_EQ(socket.stored, 350 + says(socket, "read")) << "what was missed leaves room";
  close(feed);
}

TEST_F(PersonFeedTest, EveryCursorOnTheWayResumesExactlyBehindIt) {
  const std::string since = cursor();
  const ChatId other = group(boris_);
  send(chat_, anna_, 20);
  send(other, boris_, 5);
  RecordingSocket whole(loop_);
  const auto first = open(whole, boris_);
  hello(first, since);
  until_live(whole);
  const auto all = lasting_texts(whole);
  ASSERT_EQ(all.size(), 27U);  // chat_added, 25 messages, live

  for (std::size_t cut = 0; cut + 2 < all.size(); ++cut) {
    RecordingSocket socket(loop_);
    const auto feed = open(socket, boris_);
    const std::string at(parsed(all[cut]).at("cursor").as_string());
    EXPECT_TRUE(hello(feed, at).resumed);
    until_live(socket);
    EXPECT_EQ(
        lasting_texts(socket),
        std::vector<std::string>(all.begin() + static_cast<std::ptrdiff_t>(cut) + 1, all.end()));
    close(feed);
  }
  close(first);
}

TEST_F(PersonFeedTest, ACursorThatCantBeResumedSaysSo) {
  const Cursor now{store_->epoch(), store_->head()};
  const Cursor future{now.epoch, LogPosition(now.position.value() + 1)};
  const Cursor elsewhere{now.epoch ^ 1U, now.position};
  std::string damaged = wire::encode_cursor(now);
  damaged[3] = damaged[3] == 'A' ? 'B' : 'A';
  for (const std::string& since : {wire::encode_cursor(future), wire::encode_cursor(elsewhere),
                                   damaged, std::string(), std::string("x")}) {
    RecordingSocket socket(loop_);
    const auto feed = open(socket, boris_);
    const auto start = hello(feed, since);
    EXPECT_FALSE(start.resumed) << since;
    EXPECT_EQ(start.cursor, now) << since;
    until_live(socket);
    close(feed);
  }
}

TEST_F(PersonFeedTest, MoreThanIsReplayedIsNotResumed) {
  const std::string since = cursor();
  send(chat_, anna_, static_cast<int>(kMaxMissed));
  RecordingSocket enough(loop_);
  const auto exact = open(enough, boris_);
  EXPECT_TRUE(hello(exact, since).resumed);
  close(exact);
  send(chat_, anna_, 1);
  RecordingSocket socket(loop_);
  const auto feed = open(socket, boris_);

  const auto start = hello(feed, since);

  EXPECT_FALSE(start.resumed);
  EXPECT_EQ(start.cursor.position, store_->head());
  send(chat_, anna_, 1);
  until([&] { return says(socket, "message") == 1; });
  EXPECT_EQ(seqs(socket), numbers(static_cast<std::int64_t>(kMaxMissed) + 2,
                                  static_cast<std::int64_t>(kMaxMissed) + 2));
  close(feed);
}

// Whatever is committed while the snapshot is taken and brought: before it, in it, behind it.
TEST_F(PersonFeedTest, NothingIsLostOrDoubledWhereTheStoreEndsAndTheLiveStreamBegins) {
  std::mt19937 random(20261124);
  std::int64_t sent = 0;
  for (int round = 0; round < 60; ++round) {
    const std::string since = cursor();
    const std::int64_t first = sent + 1;
    const auto some = [&] { return static_cast<int>(random() % 4); };
    const auto send_some = [&] {
      const int count = some();
      send(chat_, anna_, count);
      sent += count;
    };
    send_some();
    if (random() % 2 == 0) hold_events();
    send_some();
    RecordingSocket socket(loop_);
    const auto feed = open(socket, boris_);
    send_some();
    auto start = this->start(start_feed(feed, since));
    send_some();
    if (random() % 2 == 0) release();
    send_some();
    EXPECT_TRUE(start.get()->resumed);
    send_some();
    release();
    until_live(socket);
    until([&] { return says(socket, "message") >= static_cast<int>(sent - first + 1); });
    EXPECT_EQ(seqs(socket), numbers(first, sent)) << "round " << round;
    close(feed);
  }
}

TEST_F(PersonFeedTest, ManySocketsOfOnePersonOpenAtOnceAndAllHearAll) {
  const std::string since = cursor();
  hold_events();
  send(chat_, anna_, 5);
  std::vector<std::unique_ptr<RecordingSocket>> sockets;
  std::vector<Feed> feeds;
  std::vector<std::future<std::optional<PersonFeed::Start>>> starts;
  for (int i = 0; i < 20; ++i) {
    sockets.push_back(std::make_unique<RecordingSocket>(loop_));
    feeds.push_back(open(*sockets.back(), boris_));
    starts.push_back(start(start_feed(feeds.back(), since)));
    send(chat_, anna_, 1);
  }
  release();
  for (auto& start : starts) EXPECT_TRUE(start.get()->resumed);
  send(chat_, anna_, 5);
  for (const auto& socket : sockets) {
    until([&] { return says(*socket, "message") >= 30; });
    EXPECT_EQ(seqs(*socket), numbers(1, 30));
  }
  for (const Feed& feed : feeds) close(feed);
}

TEST_F(PersonFeedTest, AFullOutboxLosesNothing) {
  RecordingSocket socket(loop_);
  socket.room = 10;
  const auto feed = open(socket, boris_);
  hello(feed);
  settle(feed);

  send(chat_, anna_, 95);
  for (std::size_t texts = 10; texts <= 90; texts += 10) {
    until_texts(socket, texts);
    drain(socket, feed);
  }
  until_texts(socket, 96);

  EXPECT_EQ(seqs(socket), numbers(1, 95));
  EXPECT_EQ(on_loop([&] { return says(socket, "live"); }), 1) << "caught up silently";
  close(feed);
}

TEST_F(PersonFeedTest, ASlowSocketThatMissedTooMuchHearsResyncAndGoesOnFromThere) {
  RecordingSocket socket(loop_);
  socket.room = 5;
  const auto feed = open(socket, boris_);
  hello(feed);
  settle(feed);
  const int many = static_cast<int>(kMaxMissed) + 10;
  send(chat_, anna_, many);
  until_texts(socket, 5);

  drain(socket, feed);
  until([&] { return says(socket, "resync") == 1; });
  send(chat_, anna_, 2);
  until_texts(socket, 8);

  EXPECT_EQ(seqs(socket), (std::vector<std::int64_t>{1, 2, 3, 4, many + 1, many + 2}));
  close(feed);
}

TEST_F(PersonFeedTest, AChatIsAddedInItsPlaceInTheOrder) {
  RecordingSocket socket(loop_);
  const auto feed = open(socket, boris_);
  hello(feed);
  send(chat_, anna_, 2);
  const ChatId made = group(anna_, {boris_});
  send(made, anna_, 2);
  send(chat_, anna_, 1);

  until([&] { return says(socket, "message") == 5; });
  EXPECT_EQ(lasting(socket),
            (std::vector<std::string>{"live", "message 1", "message 2", "chat_added", "message 1",
                                      "message 2", "message 3"}));
  const auto added = parsed(lasting_texts(socket).at(3));
  EXPECT_EQ(added.at("chat_id").as_int64(), made.value());
  EXPECT_EQ(added.at("chat").at("role").as_string(), "member");
  close(feed);
}

TEST_F(PersonFeedTest, WhoIsAddedHearsOfTheChatAndTheOthersOfTheMember) {
  const chat::Caller clara = person("clara");
  RecordingSocket others(loop_);
  RecordingSocket own(loop_);
  const auto watching = open(others, boris_);
  const auto added = open(own, clara);
  hello(watching);
  hello(added);
  send(chat_, anna_, 1);

  add(anna_, chat_, "clara");
  send(chat_, anna_, 1);

  until([&] { return says(others, "message") == 2 && says(own, "message") == 1; });
  EXPECT_EQ(lasting(others),
            (std::vector<std::string>{"live", "message 1", "member_added", "message 2"}));
  EXPECT_EQ(lasting(own), (std::vector<std::string>{"live", "chat_added", "message 2"}));
  const auto event = parsed(lasting_texts(others).at(2));
  EXPECT_EQ(event.at("user").at("id").as_int64(), clara.user_id.value());
  EXPECT_EQ(event.at("by").as_int64(), anna_.user_id.value());
  close(watching);
  close(added);
}

// The events alone: what the store writes of them is tested with the store.
TEST_F(PersonFeedTest, BehindARemovalNothingOfThatChatIsHeard) {
  RecordingSocket own(loop_);
  RecordingSocket others(loop_);
  const auto removed = open(own, boris_);
  const auto stays = open(others, anna_);
  hello(removed);
  hello(stays);
  settle(removed);
  settle(stays);
  const std::int64_t head = store_->head().value();

  bus_.publish(test::event_of(MemberRemoved{chat_, boris_.user_id, anna_.user_id}, head + 1));
  Message message;
  message.chat_id = chat_;
  message.seq = Seq(1);
  bus_.publish(test::event_of(MessageAppended{message}, head + 2));
  bus_.publish(test::event_of(MarkerMoved{chat_, anna_.user_id, Seq(1)}, head + 3));
  bus_.publish(passing(Typing{chat_, anna_.user_id}));

  EXPECT_EQ(lasting(own), (std::vector<std::string>{"live", "chat_removed"}));
  EXPECT_EQ(heard(others),
            (std::vector<std::string>{"live", "member_removed", "message 1", "read"}));
  close(removed);
  close(stays);
}

TEST_F(PersonFeedTest, ADeletedChatIsRemovedForEverybody) {
  RecordingSocket one(loop_);
  RecordingSocket two(loop_);
  const auto first = open(one, boris_);
  const auto second = open(two, anna_);
  hello(first);
  hello(second);
  settle(first);
  settle(second);

  bus_.publish(test::event_of(ChatDeleted{chat_, UserId(1)}, store_->head().value() + 1));

  EXPECT_EQ(lasting(one), (std::vector<std::string>{"live", "chat_removed"}));
  EXPECT_EQ(lasting(two), (std::vector<std::string>{"live", "chat_removed"}));
  EXPECT_EQ(on_loop([&] { return hub_.people().chats(); }), 0U);
  close(first);
  close(second);
}

TEST_F(PersonFeedTest, AProfileIsToldOnceHoweverManyChatsAreShared) {
  const ChatId second = group(anna_, {boris_});
  const chat::Caller stranger = person("stranger");
  RecordingSocket socket(loop_);
  RecordingSocket strange(loop_);
  const auto feed = open(socket, boris_);
  const auto other = open(strange, stranger);
  hello(feed);
  hello(other);
  settle(feed);
  settle(other);

  User renamed;
  renamed.id = anna_.user_id;
  renamed.username = "Anna Maria";
  bus_.publish(test::event_of(UserUpdated{renamed, {chat_, second}}, store_->head().value() + 1));

  EXPECT_EQ(lasting(socket), (std::vector<std::string>{"live", "user_updated"}));
  EXPECT_EQ(lasting(strange), (std::vector<std::string>{"live"}));
  close(feed);
  close(other);
}

}  // namespace
}  // namespace asq::realtime
