#include "wire/json.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"

namespace asq::wire {
namespace {

Message hello() {
  Message message;
  message.id = MessageId(41);
  message.chat_id = ChatId(1);
  message.seq = Seq(7);
  message.sender_id = UserId(2);
  message.text = "Hello \"group\"!\n";
  message.timestamp = from_micros(1'795'421'730'123'456);
  return message;
}

Chat team() {
  Chat chat;
  chat.id = ChatId(3);
  chat.type = ChatType::group;
  chat.name = "team";
  chat.creator_id = UserId(1);
  chat.participant_ids = std::vector{UserId(1), UserId(2)};
  chat.member_count = 2;
  chat.role = Role::owner;
  return chat;
}

TEST(MessageJson, HasTheFieldsOfTheContract) {
  EXPECT_EQ(message_json(hello()),
            R"({"id":41,"chat_id":1,"seq":7,"sender_id":2,"text":"Hello \"group\"!\n",)"
            R"("timestamp":"2026-11-23T08:15:30.123456Z","read":false})");
}

TEST(MessageJson, NamesClientIdAndDuplicateOnlyWhereTheyAre) {
  Message message = hello();
  message.client_id = "c-1";
  message.read = true;
  const std::string text = message_json(message, true);
  EXPECT_TRUE(text.ends_with(R"("read":true,"client_id":"c-1","duplicate":true})")) << text;
}

TEST(MessageJson, HasItsHistoryWhereThereIsOne) {
  Message message = hello();
  message.reply_to = Seq(3);
  message.edited_at = from_micros(1'795'421'731'000'000);
  message.reactions = {{"👍", 21, {UserId(2), UserId(1)}}, {"❤️", 1, {UserId(9)}}};
  EXPECT_TRUE(message_json(message).ends_with(
      R"("read":false,"reply_to":3,"edited_at":"2026-11-23T08:15:31.000000Z","reactions":[)"
      R"({"emoji":"👍","count":21,"user_ids":[2,1]},{"emoji":"❤️","count":1,"user_ids":[9]}]})"))
      << message_json(message);
}

TEST(MessageJson, ATombstoneHasNothingButItsPlace) {
  Message message = hello();
  message.text.clear();
  message.deleted = true;
  EXPECT_EQ(message_json(message),
            R"({"id":41,"chat_id":1,"seq":7,"sender_id":2,"text":"",)"
            R"("timestamp":"2026-11-23T08:15:30.123456Z","read":false,"deleted":true})");
}

TEST(UserJson, ADeletedAccountSaysSo) {
  User user;
  user.id = UserId(4);
  user.created_at = from_micros(0);
  user.deleted = true;
  std::string text;
  append_user(text, user, Viewer::other);
  EXPECT_EQ(text, R"({"id":4,"username":"","name":"",)"
                  R"("created_at":"1970-01-01T00:00:00.000000Z","deleted":true})");
}

TEST(MemberJson, HasTheFieldsOfTheContract) {
  const User user{UserId(2), "dima", "dima@example.com", from_micros(0)};
  std::string text;
  append_member(text, {user, Role::admin, from_micros(1'000'000), Seq(7)});
  EXPECT_EQ(text, R"({"user":{"id":2,"username":"dima","name":"dima",)"
                  R"("created_at":"1970-01-01T00:00:00.000000Z"},"role":"admin",)"
                  R"("joined_at":"1970-01-01T00:00:01.000000Z","read_seq":7})");
}

TEST(UserJson, ShowsTheEmailToOneselfOnly) {
  const User user{UserId(1), "maks", "maks@example.com", from_micros(0), false};
  std::string own;
  append_user(own, user, Viewer::oneself);
  EXPECT_EQ(own, R"({"id":1,"username":"maks","name":"maks","email":"maks@example.com",)"
                 R"("created_at":"1970-01-01T00:00:00.000000Z"})");
  std::string others;
  append_user(others, user, Viewer::other);
  EXPECT_EQ(others.find("example.com"), std::string::npos);
}

TEST(UserJson, ShowsTheHandleToAllAndTheLanguageToOneselfOnly) {
  User user{UserId(1), "Макс", "maks@example.com", from_micros(0)};
  user.handle = "maks";
  user.language = "pt-BR";
  std::string own;
  append_user(own, user, Viewer::oneself);
  EXPECT_EQ(own, R"({"id":1,"username":"Макс","name":"Макс","handle":"maks",)"
                 R"("email":"maks@example.com","language":"pt-BR",)"
                 R"("created_at":"1970-01-01T00:00:00.000000Z"})");
  std::string others;
  append_user(others, user, Viewer::other);
  EXPECT_EQ(others, R"({"id":1,"username":"Макс","name":"Макс","handle":"maks",)"
                    R"("created_at":"1970-01-01T00:00:00.000000Z"})");
}

TEST(ChatJson, HasTheFieldsOfTheContract) {
  std::string text;
  append_chat(text, team());
  EXPECT_EQ(
      text,
      R"({"id":3,"type":"group","name":"team","creator_id":1,"participant_ids":[1,2],)"
      R"("member_count":2,"created_at":"1970-01-01T00:00:00.000000Z","last_seq":0,)"
      R"("read_seq":0,"unread":0,"last_message":null,"role":"owner","admins_only_invite":false,)"
      R"("capabilities":["send","invite","update","delete_any_message","remove_member",)"
      R"("change_role","delete_chat","leave"]})");
}

TEST(ChatJson, ShowsTheLastMessageAndLeavesOutTooManyParticipants) {
  Chat chat = team();
  chat.participant_ids.reset();
  chat.last_message = hello();
  std::string text;
  append_chat(text, chat);
  const auto value = parse_json(text);
  ASSERT_TRUE(value);
  EXPECT_FALSE(value->as_object().contains("participant_ids"));
  EXPECT_EQ(value->at("last_message").at("seq").as_int64(), 7);
}

TEST(ChatJson, AGroupSaysWhoInvites) {
  Chat chat = team();
  chat.role = Role::member;
  chat.admins_only_invite = true;
  std::string text;
  append_chat(text, chat);
  EXPECT_TRUE(text.ends_with(
      R"("role":"member","admins_only_invite":true,"capabilities":["send","leave"]})"))
      << text;
}

TEST(ChatJson, ADirectChatOffersNoInvitation) {
  Chat chat = team();
  chat.type = ChatType::direct;
  chat.role = Role::member;
  std::string text;
  append_chat(text, chat);
  EXPECT_TRUE(text.ends_with(R"("role":"member","capabilities":["send"]})")) << text;
}

TEST(SessionJson, SaysWhichOneIsTheCallers) {
  Session session;
  session.id = SessionId(5);
  session.user_id = UserId(1);
  session.user_agent = "curl/7.88";
  std::string text;
  append_session(text, session, true);
  EXPECT_EQ(text, R"({"id":5,"created_at":"1970-01-01T00:00:00.000000Z",)"
                  R"("last_used_at":"1970-01-01T00:00:00.000000Z",)"
                  R"("expires_at":"1970-01-01T00:00:00.000000Z","user_agent":"curl/7.88",)"
                  R"("current":true})");
}

}  // namespace
}  // namespace asq::wire
