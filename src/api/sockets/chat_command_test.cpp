#include "api/sockets/chat_command.hpp"

#include <gtest/gtest.h>

namespace asq::api {
namespace {

SocketMessage decode_for_tests(std::string_view json) {
  return decode_socket_message(json, UserId(1), ChatId(7));
}

TEST(SocketCommand, TheReferencesMessageIsTaken) {
  const SocketMessage message =
      decode_for_tests(R"({"chat_id": 7, "sender_id": 1, "text": "Hello!"})");

  EXPECT_FALSE(message.refusal);
  EXPECT_EQ(message.text, "Hello!");
  EXPECT_FALSE(message.client_id);
}

TEST(SocketCommand, IdsAreOptionalAndAClientIdIsKept) {
  const SocketMessage message = decode_for_tests(R"({"text":"x","client_id":"c-1"})");

  EXPECT_FALSE(message.refusal);
  EXPECT_EQ(message.client_id, "c-1");
}

TEST(SocketCommand, AReplyNamesItsMessage) {
  const SocketMessage reply = decode_for_tests(R"({"text":"yes","reply_to":3})");
  EXPECT_FALSE(reply.refusal);
  EXPECT_EQ(reply.reply_to, Seq(3));
  const SocketMessage bad = decode_for_tests(R"({"text":"yes","reply_to":0})");
  ASSERT_TRUE(bad.refusal);
  EXPECT_EQ(bad.refusal->fields.at(0).field, "reply_to");
}

TEST(SocketCommand, AllBadFieldsAreNamedAtOnce) {
  const SocketMessage message =
      decode_for_tests(R"({"chat_id":"7","sender_id":1.5,"text":"","client_id":""})");

  ASSERT_TRUE(message.refusal);
  EXPECT_EQ(message.refusal->code, ErrorCode::invalid);
  std::vector<std::string> fields;
  for (const FieldError& field : message.refusal->fields) fields.push_back(field.field);
  EXPECT_EQ(fields, (std::vector<std::string>{"chat_id", "sender_id", "text", "client_id"}));
}

TEST(SocketCommand, AnotherChatIsABadFieldAndAnotherPersonIsNotOneself) {
  const SocketMessage elsewhere = decode_for_tests(R"({"chat_id":8,"text":"x"})");
  ASSERT_EQ(elsewhere.refusal->code, ErrorCode::invalid);
  EXPECT_EQ(elsewhere.refusal->fields.at(0).message,
            "This must be the id of the chat that this socket is for.");
  EXPECT_EQ(decode_for_tests(R"({"sender_id":2,"text":"x"})").refusal->code,
            ErrorCode::not_yourself);
}

TEST(SocketCommand, ARefusedMessageStillHasItsClientId) {
  const SocketMessage message = decode_for_tests(R"({"sender_id":2,"text":"x","client_id":"c"})");

  ASSERT_TRUE(message.refusal);
  EXPECT_EQ(message.client_id, "c");
}

TEST(SocketCommand, WhatIsNoJsonObjectIsToldSo) {
  EXPECT_EQ(decode_for_tests("hello").refusal->code, ErrorCode::malformed_json);
  EXPECT_EQ(decode_for_tests(R"({"text":"a","text":"b"})").refusal->code,
            ErrorCode::malformed_json);
  for (const std::string_view json : {"[]", "null", "7", "\"text\""}) {
    const SocketMessage message = decode_for_tests(json);
    ASSERT_TRUE(message.refusal) << json;
    EXPECT_EQ(message.refusal->code, ErrorCode::invalid) << json;
    ASSERT_EQ(message.refusal->fields.size(), 1U) << json;
    EXPECT_EQ(message.refusal->fields[0].field, "body") << json;
    EXPECT_EQ(message.refusal->fields[0].message, "This must be a JSON object.") << json;
  }
  EXPECT_EQ(decode_for_tests(R"({"text":"\ud800"})").refusal->code, ErrorCode::invalid);
}

TEST(SocketCommand, AnErrorNamesItsCodeAndWhoseItIs) {
  Error error(ErrorCode::invalid, "Some fields are wrong.");
  error.fields = {{"text", "This field is required."}};

  EXPECT_EQ(socket_error_json(error, "c\"1"),
            R"({"error":"Some fields are wrong.","code":"invalid","client_id":"c\"1",)"
            R"("errors":[{"field":"text","message":"This field is required."}]})");
}

}  // namespace
}  // namespace asq::api
