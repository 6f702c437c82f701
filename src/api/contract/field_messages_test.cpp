// Every message about a bad field that decoding a request can give. Those of sockets and of chat/
// are held to the same form by tests/support/api_server.hpp and tests/support/http_api.py.
#include <gtest/gtest.h>

#include "api/contract/requests.hpp"
#include "support/decoding.hpp"
#include "support/field_message.hpp"

namespace asq::api {
namespace {

using test::from_json;
using test::from_parameters;

// "username: This field is required.", one below the other.
template <class Request>
std::string told(const Decoded<Request>& decoded) {
  std::string lines;
  if (!decoded.refusal) return lines;
  for (const FieldError& error : decoded.refusal->fields) {
    EXPECT_TRUE(test::is_field_message(error.message)) << error.message;
    lines += error.field + ": " + error.message + "\n";
  }
  return lines;
}

template <class Request>
std::string json(const std::string& text, std::vector<PathParameter> path = {}) {
  return told(from_json<Request>(text, std::move(path)));
}
template <class Request>
std::string parameters(const std::string& text, std::vector<PathParameter> path = {}) {
  return told(from_parameters<Request>(text, std::move(path)));
}

TEST(FieldMessage, OfABodyAndOfWhatIsMissing) {
  EXPECT_EQ(json<RegisterRequest>("[]"), "body: This must be a JSON object.\n");
  EXPECT_EQ(json<RegisterRequest>("{}"),
            "username: This field is required.\n"
            "email: This field is required.\n"
            "password: This field is required.\n");
  EXPECT_EQ(parameters<TokenRequest>(""),
            "username: This field is required.\n"
            "password: This field is required.\n");
  EXPECT_EQ(parameters<TokenRequest>("grant_type=refresh_token&cookie=yes"),
            "cookie: This must be true or false.\n");
}

TEST(FieldMessage, OfText) {
  EXPECT_EQ(json<RegisterRequest>(R"({"username":1,"email":"x","password":"short"})"),
            "username: This must be a string.\n"
            "email: This must be an e-mail address.\n"
            "password: This must have at least 6 characters.\n");
  EXPECT_EQ(json<RegisterRequest>(R"({"username":"","email":"a@)" + std::string(253, 'b') +
                                  R"(","password":")" + std::string(1025, 'x') + "\"}"),
            "username: This must have at least one visible character.\n"
            "email: This must have at most 254 bytes.\n"
            "password: This must have at most 1024 bytes.\n");
  EXPECT_EQ(json<ProfileRequest>(R"({"username":")" + std::string(65, 'x') + "\"}"),
            "username: This must have at most 64 characters.\n");
  EXPECT_EQ(json<ProfileRequest>(R"({"username":"a\u0007"})"),
            "username: This must not contain control characters or line breaks.\n");
}

TEST(FieldMessage, OfHandlesAndOfWhomTheyName) {
  EXPECT_EQ(
      json<ProfileRequest>(R"({"handle":"a..b","language":"e"})"),
      "handle: This must be 3 to 32 letters from a to z, digits, underscores and dots, with no "
      "dot at either end and no two dots together.\n"
      "language: This must be a language tag, such as en or pt-BR.\n");
  EXPECT_EQ(json<DirectChatRequest>(R"({"second_email":"@ab"})"),
            "second_email: This must have a handle behind the @: 3 to 32 letters from a to z, "
            "digits, underscores and dots, with no dot at either end and no two dots together.\n");
  EXPECT_EQ(json<DirectChatRequest>(R"({"second_email":"dima"})"),
            "second_email: This must be an e-mail address, or @ and a handle.\n");
  EXPECT_EQ(json<GroupRequest>(R"({"name":"x","participants":"@dima"})"),
            "participants: This must be an array of e-mail addresses and @handles.\n");
  EXPECT_EQ(json<GroupRequest>(R"({"name":"x","participants":["@dima","dima",7]})"),
            "participants[1]: This must be an e-mail address, or @ and a handle.\n"
            "participants[2]: This must be a string.\n");
  EXPECT_EQ(json<GroupRequest>(R"({"name":"x"})"),
            "participant_ids: This is required where participants is not given.\n");
}

TEST(FieldMessage, OfManyParticipants) {
  std::string ids = "1";
  std::string people = R"("@dima")";
  for (int i = 1; i < 501; ++i) ids += ",1";
  for (int i = 1; i < 500; ++i) people += R"(,"@dima")";
  EXPECT_EQ(json<GroupRequest>(R"({"name":"x","participant_ids":[)" + ids +
                               R"(],"participants":[)" + people + "]}"),
            "participants: At most 1000 people can be given in participant_ids and participants "
            "together.\n");
  for (int i = 500; i < 1001; ++i) people += R"(,"@dima")";
  EXPECT_EQ(json<GroupRequest>(R"({"name":"x","participants":[)" + people + "]}"),
            "participants: This must have at most 1000 people.\n");
}

TEST(FieldMessage, OfAListOfIds) {
  EXPECT_EQ(parameters<PeopleListQuery>("ids=1,x,,03"),
            "ids[1]: This must be an integer from 1 to 9007199254740991.\n"
            "ids[2]: This must be an integer from 1 to 9007199254740991.\n"
            "ids[3]: This must be an integer from 1 to 9007199254740991.\n");
  std::string many = "ids=1";
  for (int i = 0; i < 100; ++i) many += ",1";
  EXPECT_EQ(parameters<PeopleListQuery>(many), "ids: This must have at most 100 ids.\n");
  EXPECT_EQ(parameters<PeopleListQuery>("ids=1&query=an&cursor=x"),
            "ids: This can't be given together with query.\n"
            "ids: This can't be given together with cursor.\n");
}

TEST(FieldMessage, OfTextThatIsNone) {
  EXPECT_EQ(json<ProfileRequest>(R"({"username":"a\u0000"})"),
            "username: This must not contain U+0000.\n");
  EXPECT_EQ(json<ProfileRequest>(R"({"username":"\ud800"})"),
            "username: This must not contain half of a surrogate pair.\n");
  EXPECT_EQ(parameters<TokenRequest>("username=%00&password=%ff"),
            "username: This must not contain U+0000.\n"
            "password: This must be valid UTF-8.\n");
  EXPECT_EQ(parameters<TokenRequest>("username=%zz&password=a&password=b"),
            "username: This must be percent-encoded correctly.\n"
            "password: This must be given only once.\n");
}

TEST(FieldMessage, OfNumbersListsAndWords) {
  EXPECT_EQ(json<GroupRequest>(R"({"creator_id":0,"name":"x","participant_ids":1})"),
            "creator_id: This must be an integer from 1 to 9007199254740991.\n"
            "participant_ids: This must be an array of user ids.\n");
  EXPECT_EQ(json<GroupRequest>(R"({"name":"x","participant_ids":["1"]})"),
            "participant_ids[0]: This must be an integer from 1 to 9007199254740991.\n");
  std::string ids = "1";
  for (int i = 0; i < 1000; ++i) ids += ",1";
  EXPECT_EQ(json<GroupRequest>(R"({"name":"x","participant_ids":[)" + ids + "]}"),
            "participant_ids: This must have at most 1000 ids.\n");
  EXPECT_EQ(json<ChatChangeRequest>(R"({"admins_only_invite":"yes"})", {{"chat_id", "1"}}),
            "admins_only_invite: This must be true or false.\n");
  EXPECT_EQ(json<MemberChangeRequest>(R"({"role":"king"})", {{"chat_id", "1"}, {"user_id", "1"}}),
            "role: This must be one of: member, admin, owner.\n");
  EXPECT_EQ(parameters<WindowQuery>("at=today&limit=201", {{"chat_id", "1"}}),
            "at: This must be an RFC 3339 time, such as 2026-11-23T08:15:30Z.\n"
            "limit: This must be an integer from 1 to 200.\n");
  EXPECT_EQ(parameters<ReactionRequest>("", {{"chat_id", "1"}, {"seq", "1"}, {"emoji", "x"}}),
            "emoji: This must be exactly one emoji.\n");
  EXPECT_EQ(parameters<SyncQuery>("since=a&since=b"), "since: This must be given only once.\n");
  EXPECT_EQ(json<SyncQuery>(R"({"since":1})"), "since: This must be a string.\n");
}

TEST(FieldMessage, OfFieldsThatContradictEachOther) {
  EXPECT_EQ(json<FindChatRequest>(R"({"id":1,"user_id":2,"name":"x"})"),
            "user_id: This must have the same value as the field id.\n");
  EXPECT_EQ(parameters<WindowQuery>("before=1&after=1", {{"chat_id", "1"}}),
            "before: At most one of before, after, around and at can be given.\n"
            "after: At most one of before, after, around and at can be given.\n");
  net::HttpHead head;
  head.headers = {{"Idempotency-Key", "a"}};
  const auto body = parse_json(R"({"chat_id":1,"text":"x","client_id":"b"})");
  Input input;
  input.head = &head;
  input.json = &*body;
  EXPECT_EQ(told(decode<GroupMessageRequest>(input)),
            "Idempotency-Key: This must have the same value as the field client_id.\n");
}

TEST(FieldMessage, HasItsForm) {
  using test::is_field_message;
  EXPECT_TRUE(is_field_message("This field is required."));
  for (const char* message : {"", "Is missing.", "is not a cursor that this server gave",
                              "This field is required", "this field is required."}) {
    EXPECT_FALSE(is_field_message(message)) << message;
  }
}

}  // namespace
}  // namespace asq::api
