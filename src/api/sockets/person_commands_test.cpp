#include "api/sockets/person_commands.hpp"

#include <gtest/gtest.h>

#include "api/sockets/person_replies.hpp"
#include "support/field_message.hpp"
#include "wire/cursor.hpp"

namespace asq::api {
namespace {

// The bad fields, in order, joined by a space.
std::string bad_fields(std::string_view json) {
  const PersonCommand command = decode_person_command(json);
  if (!command.refusal) return "none";
  if (command.refusal->code != ErrorCode::invalid)
    return std::string(error_name(command.refusal->code));
  std::string fields;
  for (const FieldError& field : command.refusal->fields) {
    EXPECT_TRUE(test::is_field_message(field.message)) << field.message;
    fields += (fields.empty() ? "" : " ") + field.field;
  }
  return fields;
}

TEST(PersonCommand, TheExampleOfEachRowIsGood) {
  for (const CommandRow& row : command_table()) {
    const PersonCommand command = decode_person_command(row.example);
    EXPECT_FALSE(command.refusal) << row.type;
    EXPECT_EQ(command.row, &row) << row.type;
    EXPECT_EQ(command.id.empty(), !row.answered) << row.type;
    EXPECT_EQ(row.answered, !row.reply.empty()) << row.type;
  }
}

TEST(PersonCommand, ASendHasAllItsFields) {
  const PersonCommand command = decode_person_command(
      R"({"id":2,"type":"send","chat_id":1,"text":"Hi","client_id":"c","reply_to":3,"more":null})");
  const auto& send = std::get<SendCommand>(command.fields);
  EXPECT_EQ(send.chat_id.value, ChatId(1));
  EXPECT_EQ(send.text.value, "Hi");
  EXPECT_EQ(send.client_id->value, "c");
  EXPECT_EQ(send.reply_to->value, Seq(3));
}

TEST(PersonCommand, AnIdIsKeptAsItIs) {
  const auto id = [](const std::string& said) {
    const PersonCommand command = decode_person_command(R"({"id":)" + said + R"(,"type":"hello"})");
    return command.refusal ? "refused" : command.id;
  };
  for (const std::string good :
       {"0", "-1", "9007199254740991", "-9007199254740991", R"("")", R"("a \"b\" я")"}) {
    EXPECT_EQ(id(good), good);
  }
  EXPECT_EQ(id(R"("\u0061")"), R"("a")");
  EXPECT_EQ(id('"' + std::string(64, 'x') + '"'), '"' + std::string(64, 'x') + '"');
  for (const std::string bad : {"9007199254740992", "-9007199254740992", "-9223372036854775808",
                                "18446744073709551615", "1.0", "1e3", "true", "[]", "{}"}) {
    EXPECT_EQ(id(bad), "refused") << bad;
  }
  EXPECT_EQ(id('"' + std::string(65, 'x') + '"'), "refused");
}

TEST(PersonCommand, EveryBadFieldIsNamedAtOnce) {
  EXPECT_EQ(bad_fields(R"({"type":"send","chat_id":"1","text":"","client_id":"","reply_to":0})"),
            "id chat_id text client_id reply_to");
  EXPECT_EQ(bad_fields(R"({"id":1,"type":"edit"})"), "chat_id seq text");
  EXPECT_EQ(bad_fields(R"({"id":1,"type":"react","chat_id":1,"seq":1,"emoji":"ab"})"), "emoji");
  // Taken once, and so to be taken back.
  const std::string tags = R"(","chat_id":1,"seq":1,"emoji":"🏴\udb40\udc61\udb40\udc7f"})";
  EXPECT_EQ(bad_fields(R"({"id":1,"type":"react)" + tags), "emoji");
  EXPECT_EQ(bad_fields(R"({"id":1,"type":"unreact)" + tags), "none");
  EXPECT_EQ(bad_fields(R"({"id":1,"type":"read","chat_id":1,"seq":-1})"), "seq");
  EXPECT_EQ(bad_fields(R"({"id":1,"type":"watch","user_ids":[1,"2",0]})"),
            "user_ids[1] user_ids[2]");
  EXPECT_EQ(bad_fields(R"({"id":1,"type":"hello","since":7})"), "since");
  EXPECT_EQ(bad_fields(R"({"id":1,"type":"refresh","token":""})"), "token");
  EXPECT_EQ(bad_fields(R"({"id":[],"type":"typing","chat_id":1})"), "id");
}

TEST(PersonCommand, ACursorIsNeverAnError) {
  for (const char* since : {R"("")", R"("x")", "null"}) {
    EXPECT_EQ(bad_fields(std::string(R"({"id":1,"type":"hello","since":)") + since + "}"), "none");
  }
}

TEST(PersonCommand, WhatIsNoCommandIsToldSo) {
  EXPECT_EQ(bad_fields(""), "malformed_json");
  EXPECT_EQ(bad_fields("hello"), "malformed_json");
  EXPECT_EQ(bad_fields(R"({"id":1,"id":2,"type":"hello"})"), "malformed_json");
  EXPECT_EQ(bad_fields("[]"), "body");
  EXPECT_EQ(bad_fields("7"), "body");
  EXPECT_EQ(bad_fields(R"({"id":1})"), "type");
  EXPECT_EQ(bad_fields("{}"), "id type");
  EXPECT_EQ(bad_fields(R"({"id":1,"type":7})"), "type");
  EXPECT_EQ(bad_fields(R"({"id":1,"type":"dance"})"), "unknown_command");
  EXPECT_EQ(bad_fields(R"({"id":1,"type":"Send"})"), "unknown_command");
  EXPECT_EQ(decode_person_command(R"({"id":"a","type":"dance"})").id, R"("a")");
}

TEST(PersonCommand, HalfASurrogatePairIsAnErrorOfItsField) {
  EXPECT_EQ(bad_fields(R"({"id":1,"type":"send","chat_id":1,"text":"\ud800"})"), "text");
  EXPECT_EQ(bad_fields(R"({"id":"\ud800","type":"hello"})"), "id");
  EXPECT_EQ(bad_fields(R"({"id":1,"type":"\ud800"})"), "type");
}

TEST(PersonCommand, ARefusedSendStillHasWhatCouldBeRead) {
  const PersonCommand command =
      decode_person_command(R"({"id":1,"type":"send","chat_id":4,"text":"","client_id":"c"})");
  ASSERT_TRUE(command.refusal);
  const auto& send = std::get<SendCommand>(command.fields);
  EXPECT_EQ(send.chat_id.value, ChatId(4));
  EXPECT_EQ(send.client_id->value, "c");
}

// ---- what is answered

TEST(PersonReply, AnErrorHasItsIdIfThereIsOne) {
  Error error(ErrorCode::invalid);
  error.fields = {{"text", "This field is required."}};
  EXPECT_EQ(
      command_error_json("3", error, "r-1"),
      R"({"id":3,"type":"error","error":{"code":"invalid",)"
      R"("detail":"Some fields are missing or wrong.","retryable":false,)"
      R"("errors":[{"field":"text","message":"This field is required."}],"request_id":"r-1"}})");
  Error limited(ErrorCode::rate_limited);
  limited.retry_after = std::chrono::seconds(2);
  EXPECT_EQ(command_error_json("", limited, "r-2"),
            R"({"type":"error","error":{"code":"rate_limited",)"
            R"("detail":"Too many requests; try again later.","retryable":true,"retry_after":2,)"
            R"("request_id":"r-2"}})");
}

TEST(PersonReply, HelloSaysWhereOneIsAndOnWhatTerms) {
  const Cursor cursor{5, LogPosition(6)};
  const std::string terms = hello_terms(std::chrono::seconds(25), {{}, {}, {20, 200}, {0, 0}}, 0);
  EXPECT_EQ(reply_json("1", hello_reply(UserId(7), cursor, true, terms)),
            R"({"id":1,"type":"hello","user_id":7,"cursor":")" + wire::encode_cursor(cursor) +
                R"(","resumed":true,"version":")" ASQ_VERSION
                R"(","ping_seconds":25,"limits":{"text_characters":16384,)"
                R"("commands_under_way":64,"watched":1000,"missed_events":10000,)"
                R"("sends_per_second":20,"sends_at_once":200,"requests_per_second":null,)"
                R"("requests_at_once":null,"bytes_per_send":4194304,"sockets":null}})");
}

TEST(PersonReply, OkSaysWhatCameOfIt) {
  EXPECT_EQ(reply_json(R"("a")", ok_reply(ReadState{Seq(3), 4})),
            R"({"id":"a","type":"ok","read_seq":3,"unread":4})");
  const std::vector<Presence> presence{{UserId(2), PresenceState::online, from_micros(0)},
                                       {UserId(3), PresenceState::offline, std::nullopt}};
  EXPECT_EQ(reply_json("1", ok_reply(presence)),
            R"({"id":1,"type":"ok","presence":[)"
            R"({"user_id":2,"state":"online","last_seen":"1970-01-01T00:00:00.000000Z"},)"
            R"({"user_id":3,"state":"offline","last_seen":null}]})");
  EXPECT_EQ(reply_json("1", refreshed_reply(std::chrono::seconds(60))),
            R"({"id":1,"type":"refreshed","expires_in":60})");
}

}  // namespace
}  // namespace asq::api
