#include "wire/events.hpp"

#include <gtest/gtest.h>

#include "wire/cursor.hpp"
#include "wire/json.hpp"

namespace asq::wire {
namespace {

const Cursor kHere{17, LogPosition(5)};

// The cursor of kHere as it stands in every lasting event.
std::string cursor() { return R"("cursor":")" + encode_cursor(kHere) + '"'; }

Message quoted_hello() {
  Message message;
  message.id = MessageId(41);
  message.chat_id = ChatId(3);
  message.seq = Seq(7);
  message.sender_id = UserId(2);
  message.text = "\"Hello\"";
  message.timestamp = from_micros(0);
  return message;
}

User dima() { return {UserId(2), "di\"ma", "dima@example.com", from_micros(0)}; }
constexpr std::string_view kDima =
    R"({"id":2,"username":"di\"ma","name":"di\"ma","created_at":"1970-01-01T00:00:00.000000Z"})";

TEST(EventJson, OfAMessageAndWhatBecomesOfIt) {
  const std::string rest =
      R"(,"chat_id":3,)" + cursor() + R"(,"message":)" + message_json(quoted_hello()) + '}';
  using How = MessageChanged::How;
  EXPECT_EQ(event_json(MessageAppended{quoted_hello()}, kHere), R"({"type":"message")" + rest);
  EXPECT_EQ(event_json(MessageChanged{How::edited, quoted_hello()}, kHere),
            R"({"type":"message_edited")" + rest);
  EXPECT_EQ(event_json(MessageChanged{How::deleted, quoted_hello()}, kHere),
            R"({"type":"message_deleted")" + rest);
  EXPECT_EQ(event_json(MessageChanged{How::reaction, quoted_hello()}, kHere),
            R"({"type":"reaction")" + rest);
}

TEST(EventJson, OfAChatAsItsViewerSeesIt) {
  Chat chat;
  chat.id = ChatId(3);
  chat.name = "te\"am";
  std::string body;
  append_chat(body, chat);
  EXPECT_EQ(chat_added_json(chat, kHere),
            R"({"type":"chat_added","chat_id":3,)" + cursor() + R"(,"chat":)" + body + '}');
  EXPECT_EQ(chat_updated_json(chat, kHere),
            R"({"type":"chat_updated","chat_id":3,)" + cursor() + R"(,"chat":)" + body + '}');
  EXPECT_EQ(chat_removed_json(ChatId(3), kHere),
            R"({"type":"chat_removed","chat_id":3,)" + cursor() + '}');
}

TEST(EventJson, OfMembers) {
  EXPECT_EQ(event_json(MemberAdded{ChatId(3), dima(), Role::member, UserId(1)}, kHere),
            R"({"type":"member_added","chat_id":3,)" + cursor() + R"(,"user":)" +
                std::string(kDima) + R"(,"role":"member","by":1})");
  EXPECT_EQ(event_json(MemberRemoved{ChatId(3), UserId(2), UserId(1)}, kHere),
            R"({"type":"member_removed","chat_id":3,)" + cursor() + R"(,"user_id":2,"by":1})");
  EXPECT_EQ(event_json(MemberRoleChanged{ChatId(3), UserId(2), Role::admin, UserId(1)}, kHere),
            R"({"type":"member_role","chat_id":3,)" + cursor() +
                R"(,"user_id":2,"role":"admin","by":1})");
}

TEST(EventJson, OfAPersonBelongsToNoChat) {
  EXPECT_EQ(event_json(UserUpdated{dima(), {ChatId(3)}}, kHere),
            R"({"type":"user_updated",)" + cursor() + R"(,"user":)" + std::string(kDima) + '}');
}

TEST(EventJson, OfWhatPassesHasNoCursor) {
  EXPECT_EQ(event_json(MarkerMoved{ChatId(3), UserId(2), Seq(7)}),
            R"({"type":"read","chat_id":3,"user_id":2,"seq":7})");
  EXPECT_EQ(event_json(Typing{ChatId(3), UserId(2)}),
            R"({"type":"typing","chat_id":3,"user_id":2})");
  Presence presence{UserId(2), PresenceState::away, from_micros(0)};
  EXPECT_EQ(event_json(PresenceChanged{presence}),
            R"({"type":"presence","user_id":2,"state":"away",)"
            R"("last_seen":"1970-01-01T00:00:00.000000Z"})");
}

TEST(EventJson, PresenceThatNobodyKnowsIsNull) {
  std::string out;
  append_presence(out, {UserId(2), PresenceState::offline, std::nullopt});
  append_presence(out, {UserId(3), PresenceState::online, from_micros(0)});
  EXPECT_EQ(out, R"({"user_id":2,"state":"offline","last_seen":null})"
                 R"({"user_id":3,"state":"online","last_seen":"1970-01-01T00:00:00.000000Z"})");
}

TEST(EventJson, OfTheStreamItself) {
  EXPECT_EQ(live_json(kHere), R"({"type":"live",)" + cursor() + '}');
  EXPECT_EQ(resync_json(kHere), R"({"type":"resync",)" + cursor() + '}');
}

}  // namespace
}  // namespace asq::wire
