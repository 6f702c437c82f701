// What passes a person's feed, and how it ends: markers, typing, presence, sessions.
#include <gtest/gtest.h>

#include <set>

#include "realtime/person_feed.hpp"
#include "support/person_feed_ground.hpp"

namespace asq::realtime {
namespace {

using test::RecordingSocket;

class PersonFeedPassing : public test::PersonFeedGround {};

// ---- markers, typing

TEST_F(PersonFeedPassing, AReadIsTold) {
  send(chat_, anna_, 3);
  RecordingSocket socket(loop_);
  const auto feed = open(socket, anna_);
  hello(feed);
  settle(feed);

  ASSERT_TRUE(wait(verbs().members().mark_read(boris_, chat_, Seq(2))));
  ASSERT_TRUE(wait(verbs().members().mark_read(boris_, chat_, Seq(3))));

  until_texts(socket, 3);  // the second one a second later
  EXPECT_EQ(parsed(socket.texts[1]).at("seq").as_int64(), 2);
  EXPECT_EQ(parsed(socket.texts[2]).at("seq").as_int64(), 3);
  EXPECT_EQ(parsed(socket.texts[2]).at("user_id").as_int64(), boris_.user_id.value());
  close(feed);
}

TEST_F(PersonFeedPassing, AReadThatAFullOutboxDidNotTakeIsToldLater) {
  send(chat_, anna_, 3);
  RecordingSocket socket(loop_);
  socket.room = 1;
  const auto feed = open(socket, anna_);
  hello(feed);
  settle(feed);

  ASSERT_TRUE(wait(verbs().members().mark_read(boris_, chat_, Seq(3))));
  EXPECT_EQ(heard(socket).size(), 1U);
  on_loop([&] { socket.room = 100; });
  drain(socket, feed);

  until([&] { return says(socket, "read") > 0; });
  EXPECT_EQ(parsed(socket.texts.back()).at("seq").as_int64(), 3);
  close(feed);
}

// Markers have no place at which a socket could go on: more of them than an outbox holds would else
// be told again and again from the first.
TEST_F(PersonFeedPassing, MoreMarkersThanAnOutboxHoldsComeToAnEnd) {
  std::vector<chat::Caller> readers;
  for (int i = 0; i < 30; ++i) readers.push_back(person("reader" + std::to_string(i)));
  const ChatId chat = group(anna_, readers);
  send(chat, anna_, 1);
  const std::string since = cursor();
  for (const chat::Caller& reader : readers) {
    ASSERT_TRUE(wait(verbs().members().mark_read(reader, chat, Seq(1))));
  }
  RecordingSocket socket(loop_);
  socket.room = 4;
  const auto feed = open(socket, anna_);
  hello(feed, since);
  for (std::size_t texts = 4; on_loop([&] { return says(socket, "live"); }) == 0; texts += 4) {
    until([&] { return socket.texts.size() >= texts || says(socket, "live") == 1; });
    ASSERT_LT(texts, 80U);
    drain(socket, feed);
  }
  std::set<std::int64_t> told;
  for (const std::string& text : on_loop([&] { return socket.texts; })) {
    const auto value = parsed(text);
    if (value.at("type").as_string() == "read") told.insert(value.at("user_id").as_int64());
  }
  for (const chat::Caller& reader : readers) EXPECT_TRUE(told.contains(reader.user_id.value()));
  close(feed);
}

TEST_F(PersonFeedPassing, TypingIsForTheOthers) {
  RecordingSocket own(loop_);
  RecordingSocket others(loop_);
  const auto typist = open(own, anna_);
  const auto reader = open(others, boris_);
  hello(typist);
  hello(reader);
  settle(typist);
  settle(reader);

  typing_.typed(chat_, anna_.user_id);

  EXPECT_EQ(heard(others), (std::vector<std::string>{"live", "typing"}));
  EXPECT_EQ(heard(own), (std::vector<std::string>{"live"}));
  close(typist);
  close(reader);
}

// ---- ends

TEST_F(PersonFeedPassing, AnEndedSessionClosesItsSocketBeforeHelloAndAfter) {
  const SessionId second = session_of(boris_.user_id);
  RecordingSocket silent(loop_);
  RecordingSocket open_socket(loop_);
  RecordingSocket another(loop_);
  const auto one = open(silent, boris_);
  const auto two = open(open_socket, boris_);
  const auto three = open(another, {boris_.user_id, second});
  hello(two);
  hello(three);

  ASSERT_TRUE(wait(verbs().sessions().end(boris_.user_id, boris_.session_id)));

  EXPECT_EQ(on_loop([&] { return silent.closed_with; }), net::CloseCode::session_ended);
  EXPECT_EQ(on_loop([&] { return open_socket.closed_with; }), net::CloseCode::session_ended);
  EXPECT_EQ(on_loop([&] { return another.closed_with; }), std::nullopt);
  close(three);
  EXPECT_EQ(on_loop([&] { return hub_.people().people(); }), 0U);
}

TEST_F(PersonFeedPassing, ASocketBelongsToTheSessionItWasBoundToLast) {
  const SessionId second = session_of(boris_.user_id);
  RecordingSocket socket(loop_);
  const auto feed = open(socket, boris_);
  hello(feed);
  on_loop([&] { feed->rebind(second); });

  ASSERT_TRUE(wait(verbs().sessions().end(boris_.user_id, boris_.session_id)));
  EXPECT_EQ(on_loop([&] { return socket.closed_with; }), std::nullopt);
  ASSERT_TRUE(wait(verbs().sessions().end(boris_.user_id, second)));
  EXPECT_EQ(on_loop([&] { return socket.closed_with; }), net::CloseCode::session_ended);
}

TEST_F(PersonFeedPassing, ASessionThatEndedBeforeTheSocketOpenedIsNoticed) {
  ASSERT_TRUE(wait(verbs().sessions().end(boris_.user_id, boris_.session_id)));
  RecordingSocket socket(loop_);
  const auto feed = open(socket, boris_);
  EXPECT_EQ(on_loop([&] { return socket.closed_with; }), net::CloseCode::session_ended);
}

TEST_F(PersonFeedPassing, AStoreThatCantAnswerClosesWithServiceRestart) {
  RecordingSocket socket(loop_);
  RecordingSocket resuming(loop_);
  const auto feed = open(socket, boris_);
  const auto second = open(resuming, boris_);
  const std::string since = cursor();
  store_->close();

  hello(feed);
  EXPECT_EQ(wait(start_feed(second, since)).has_value(), false);
  until([&] { return socket.closed_with.has_value(); });
  EXPECT_EQ(socket.closed_with, net::CloseCode::service_restart);
  EXPECT_EQ(resuming.closed_with, net::CloseCode::service_restart);
}

// ---- presence

TEST_F(PersonFeedPassing, PresenceIsOfThoseOneKnows) {
  const chat::Caller stranger = person("stranger");
  RecordingSocket socket(loop_);
  const auto feed = open(socket, anna_);
  hello(feed);
  const auto attendance = presence_.enter(boris_.user_id);
  presence_.leave(presence_.enter(stranger.user_id));

  const auto seen = wait(on_loop([&] {
                      return feed->watch({stranger.user_id, boris_.user_id, UserId(999)});
                    })).value();
  presence_.leave(attendance);
  presence_.leave(presence_.enter(stranger.user_id));

  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].user_id, boris_.user_id);
  EXPECT_EQ(seen[0].state, PresenceState::online);
  until_texts(socket, 2);
  EXPECT_EQ(heard(socket), (std::vector<std::string>{"live", "presence"}));
  EXPECT_EQ(parsed(socket.texts[1]).at("state").as_string(), "offline");
  on_loop([&] { feed->unwatch({boris_.user_id}); });
  presence_.leave(presence_.enter(boris_.user_id));
  EXPECT_EQ(heard(socket).size(), 2U);
  close(feed);
}

// A stranger who opens a direct chat could otherwise see when somebody is there.
TEST_F(PersonFeedPassing, TheOtherOfADirectChatIsWatchedOnceThatOneHasWritten) {
  const chat::Caller olga = person("olga");
  const auto made = wait(verbs().chats().create_direct(anna_, "olga@example.com"));
  send(made->chat.id, anna_, 1);
  RecordingSocket socket(loop_);
  const auto feed = open(socket, anna_);
  hello(feed);
  const auto watched = [&] {
    return wait(on_loop([&] { return feed->watch({olga.user_id}); })).value().size();
  };

  EXPECT_EQ(watched(), 0U);
  presence_.leave(presence_.enter(olga.user_id));
  send(made->chat.id, olga, 1);
  EXPECT_EQ(on_loop([&] { return says(socket, "presence"); }), 0);
  EXPECT_EQ(watched(), 1U);
  presence_.leave(presence_.enter(olga.user_id));

  until([&] { return says(socket, "presence") == 2; });
  close(feed);
}

// boris leaves the group, and what is left is a direct chat in which he has never written.
TEST_F(PersonFeedPassing, ADirectChatWithoutAWordDoesNotKeepAWatch) {
  ASSERT_TRUE(wait(verbs().chats().create_direct(anna_, "boris@example.com")));
  RecordingSocket socket(loop_);
  const auto feed = open(socket, anna_);
  hello(feed);
  settle(feed);
  ASSERT_EQ(wait(on_loop([&] { return feed->watch({boris_.user_id}); })).value().size(), 1U);

  ASSERT_TRUE(wait(verbs().members().remove(boris_, chat_, boris_.user_id)));
  until([&] { return says(socket, "member_removed") == 1; });
  // The store is asked again meanwhile; behind this question that has been answered.
  EXPECT_EQ(wait(on_loop([&] { return feed->watch({boris_.user_id}); })).value().size(), 0U);
  presence_.leave(presence_.enter(boris_.user_id));

  EXPECT_EQ(on_loop([&] { return says(socket, "presence"); }), 0);
  close(feed);
}

TEST_F(PersonFeedPassing, PresenceThatFoundNoRoomIsToldAsItIsThen) {
  RecordingSocket socket(loop_);
  socket.room = 1;
  const auto feed = open(socket, anna_);
  hello(feed);
  settle(feed);
  ASSERT_TRUE(wait(on_loop([&] { return feed->watch({boris_.user_id}); })));

  const auto attendance = presence_.enter(boris_.user_id);
  presence_.leave(attendance);
  const auto again = presence_.enter(boris_.user_id);
  EXPECT_EQ(heard(socket).size(), 1U);
  drain(socket, feed);

  EXPECT_EQ(heard(socket), (std::vector<std::string>{"live", "presence"}));
  EXPECT_EQ(parsed(socket.texts[1]).at("state").as_string(), "online");
  presence_.leave(again);
  close(feed);
}

TEST_F(PersonFeedPassing, AThousandPeopleCanBeWatchedAndNotOneMore) {
  RecordingSocket socket(loop_);
  const auto feed = open(socket, anna_);
  hello(feed);
  std::vector<UserId> many;
  for (std::int64_t id = 1; id <= 1'000; ++id) many.emplace_back(id);
  EXPECT_TRUE(wait(on_loop([&] { return feed->watch(many); })));
  std::vector<UserId> more;
  for (std::int64_t id = 1'001; id <= 2'000; ++id) more.emplace_back(id);

  const auto refused = wait(on_loop([&] { return feed->watch(more); }));

  ASSERT_FALSE(refused);  // anna and boris are left of the first thousand
  EXPECT_EQ(refused.error().code, ErrorCode::invalid);
  EXPECT_EQ(refused.error().fields.at(0).field, "user_ids");
  close(feed);
}

}  // namespace
}  // namespace asq::realtime
