// The document as it is served, against its committed copy and against what the server writes.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "api/contract/answer_headers.hpp"
#include "api/contract/error_table.hpp"
#include "api/contract/examples.hpp"
#include "api/contract/invite_replies.hpp"
#include "api/contract/problem.hpp"
#include "api/contract/replies.hpp"
#include "api/contract/schema.hpp"
#include "api/http/long_replies.hpp"
#include "api/routes/route_table.hpp"
#include "api/sockets/chat_command.hpp"
#include "api/sockets/person_replies.hpp"
#include "base/json.hpp"
#include "wire/events.hpp"
#include "wire/json.hpp"

namespace asq::api {
namespace {

namespace json = boost::json;

std::filesystem::path docs() { return ASQ_DOCS; }

std::filesystem::path committed_copy() { return docs() / "openapi.json"; }

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A change of the contract is a change of this file, and so is seen in review. To write it anew:
//   ASQ_UPDATE_OPENAPI=1 build/.../asq_api_tests --gtest_filter='OpenApi.IsItsCommittedCopy'
TEST(OpenApi, IsItsCommittedCopy) {
  if (std::getenv("ASQ_UPDATE_OPENAPI") != nullptr) {
    std::ofstream(committed_copy()) << openapi_document();
  }
  EXPECT_TRUE(contents(committed_copy()) == openapi_document())
      << "docs/openapi.json is not what the server serves";
}

json::value document() { return parse_json(openapi_document()).value(); }

// Whoever has only the document learns what to say on a socket, and where to read on.
TEST(OpenApi, EverySocketIsDescribedInWords) {
  const json::value served = document();
  for (const Route& route : route_table()) {
    if (route.auth != Auth::socket) continue;
    const json::value& operation = served.at("paths").at(route.path).at("get");
    const std::string text(operation.at("description").as_string());
    for (const auto& close : operation.at("x-websocket").at("closes").as_object()) {
      EXPECT_NE(text.find("| " + std::string(close.key()) + " |"), std::string::npos)
          << close.key();
    }
    EXPECT_NE(text.find("docs/guide#" + std::string(route.guide)), std::string::npos) << route.path;
  }
}

TEST(OpenApi, HasEveryRouteOfTheTable) {
  const json::value served = document();
  for (const Route& route : route_table()) {
    if (route.tag.empty()) continue;
    std::string method(route.method);
    for (char& c : method) c = static_cast<char>(c | 0x20);
    const auto* path = served.at("paths").as_object().if_contains(route.path);
    ASSERT_NE(path, nullptr) << route.path;
    EXPECT_TRUE(path->as_object().contains(method)) << method << " " << route.path;
  }
}

TEST(ApiReference, NamesEveryRouteAndEveryError) {
  const std::string reference = contents(docs() / "api.md");
  for (const Route& route : route_table()) {
    if (route.tag.empty()) continue;
    const std::string name = "`" + std::string(route.method) + " " + std::string(route.path) + "`";
    EXPECT_NE(reference.find(name), std::string::npos) << name;
  }
  for (const ErrorRow& row : error_table()) {
    const std::string line =
        "| `" + std::string(error_name(row.code)) + "` | " + std::to_string(row.status);
    EXPECT_NE(reference.find(line), std::string::npos) << line;
  }
}

void collect_references(const json::value& value, std::set<std::string>& found) {
  if (const auto* object = value.if_object()) {
    for (const auto& member : *object) {
      if (member.key() == "$ref") {
        found.emplace(member.value().as_string());
      } else {
        collect_references(member.value(), found);
      }
    }
  } else if (const auto* array = value.if_array()) {
    for (const auto& item : *array) collect_references(item, found);
  }
}

TEST(OpenApi, EveryReferenceLeadsSomewhere) {
  const json::value served = document();
  std::set<std::string> references;
  collect_references(served, references);
  EXPECT_GT(references.size(), 20U);
  for (const std::string& reference : references) {
    json::error_code error;
    EXPECT_NE(served.find_pointer(reference.substr(1), error), nullptr) << reference;
  }
}

// As much of JSON Schema as the replies' schemas use. "" or where the value does not fit.
class Validator {
 public:
  std::string check(const json::value& value, const json::value& schema, const std::string& at) {
    const auto& rules = schema.as_object();
    if (const auto* reference = rules.if_contains("$ref")) {
      const auto name = std::string(reference->as_string()).substr(sizeof "#/components/schemas");
      return check(value, schemas_.at(name), at);
    }
    if (const auto* choices = rules.if_contains("oneOf")) return check_choices(value, *choices, at);
    if (const auto* type = rules.if_contains("type"); type != nullptr && !has_type(value, *type)) {
      return at + ": type";
    }
    if (const auto* words = rules.if_contains("enum")) {
      const auto& list = words->as_array();
      if (std::find(list.begin(), list.end(), value) == list.end()) return at + ": enum";
    }
    if (const auto* constant = rules.if_contains("const"); constant && *constant != value) {
      return at + ": const";
    }
    if (value.is_object()) return check_object(value.as_object(), rules, at);
    if (value.is_array()) return check_items(value.as_array(), rules, at);
    return {};
  }
  std::string check(const json::value& value, std::string_view name) {
    return check(value, schemas_.at(name), std::string(name));
  }

 private:
  std::string check_choices(const json::value& value, const json::value& choices,
                            const std::string& at) {
    int fitting = 0;
    for (const auto& choice : choices.as_array()) fitting += check(value, choice, at).empty();
    return fitting == 1 ? "" : at + ": oneOf";
  }
  std::string check_object(const json::object& object, const json::object& rules,
                           const std::string& at) {
    for (const auto& name : rules.at("required").as_array()) {
      if (!object.contains(name.as_string()))
        return at + ": lacks " + std::string(name.as_string());
    }
    const auto& properties = rules.at("properties").as_object();
    for (const auto& member : object) {
      const auto* schema = properties.if_contains(member.key());
      const std::string place = at + "." + std::string(member.key());
      if (schema == nullptr) return place + ": not in the schema";
      if (auto wrong = check(member.value(), *schema, place); !wrong.empty()) return wrong;
    }
    return {};
  }
  std::string check_items(const json::array& array, const json::object& rules,
                          const std::string& at) {
    for (const auto& item : array) {
      if (auto wrong = check(item, rules.at("items"), at + "[]"); !wrong.empty()) return wrong;
    }
    return {};
  }
  static bool has_type(const json::value& value, const json::value& type) {
    if (const auto* types = type.if_array()) {
      return std::any_of(types->begin(), types->end(),
                         [&](const json::value& one) { return has_type(value, one); });
    }
    const auto& name = type.as_string();
    return (name == "object" && value.is_object()) || (name == "array" && value.is_array()) ||
           (name == "string" && value.is_string()) || (name == "integer" && value.is_int64()) ||
           (name == "number" && value.is_number()) || (name == "boolean" && value.is_bool()) ||
           (name == "null" && value.is_null());
  }

  json::object schemas_ = document().at("components").at("schemas").as_object();
};

TEST(OpenApi, ExamplesFitTheirSchemas) {
  Validator validator;
  for (const Route& route : route_table()) {
    for (const Success& success : route.successes) {
      if (success.example.empty()) continue;
      EXPECT_EQ(validator.check(parse_json(success.example).value(), success.schema), "")
          << route.path;
    }
  }
}

TEST(OpenApi, RequestExamplesDecode) {
  for (const Route& route : route_table()) {
    if (!route.example.empty()) {
      EXPECT_TRUE(parse_json(route.example)) << route.path;
    }
  }
}

Message full_message() {
  Message message{MessageId(1), ChatId(1), Seq(1), UserId(1), "t", from_micros(0), true, "c"};
  message.reply_to = Seq(1);
  message.edited_at = from_micros(0);
  message.deleted = true;
  message.reactions = {{"👍", 1, {UserId(1)}}};
  return message;
}

Chat full_chat() {
  Chat chat;
  chat.id = ChatId(1);
  chat.type = ChatType::group;
  chat.creator_id = UserId(1);
  chat.participant_ids = std::vector{UserId(1)};
  chat.member_count = 1;
  chat.last_message = full_message();
  return chat;
}

template <class Reply>
json::value written(const Reply& reply) {
  std::string text;
  if constexpr (LongReply<Reply>) {
    boost::asio::io_context loop{1};
    boost::asio::co_spawn(loop, write_in_pieces(text, reply), boost::asio::detached);
    loop.run();
  } else {
    append_json(text, reply);
  }
  return parse_json(text).value();
}

TEST(OpenApi, WhatIsWrittenFitsItsSchema) {
  Validator validator;
  Session session;
  session.id = SessionId(1);
  const OwnUser user{{UserId(1), "n", "e@x.y", from_micros(0), false, false, "nnn", "pt-BR"}};
  EXPECT_EQ(validator.check(written(user), "OwnUser"), "");
  EXPECT_EQ(validator.check(written(TokenReply{"a", "r", 1, user}), "Tokens"), "");
  EXPECT_EQ(validator.check(written(SessionsReply{{{session, true}}}), "Sessions"), "");
  EXPECT_EQ(validator.check(written(full_chat()), "Chat"), "");
  EXPECT_EQ(validator.check(written(ChatsReply{{full_chat()}, "cursor"}), "Chats"), "");
  EXPECT_EQ(validator.check(written(ChatsReply{}), "Chats"), "");
  EXPECT_EQ(validator.check(written(SeenUser{user.user, true}), "User"), "");
  SeenUser gone{user.user};
  gone.user.deleted = true;
  EXPECT_EQ(validator.check(written(gone), "User"), "");
  EXPECT_EQ(validator.check(written(PeopleReply{{{user.user, true}, gone}, "cursor"}), "People"),
            "");
  EXPECT_EQ(validator.check(written(PeopleReply{}), "People"), "");
  const Member member{user.user, Role::admin, from_micros(0), Seq(0)};
  EXPECT_EQ(validator.check(written(member), "Member"), "");
  EXPECT_EQ(validator.check(written(MembersReply{{member}, "cursor"}), "Members"), "");
  EXPECT_EQ(validator.check(written(MembersReply{}), "Members"), "");
  EXPECT_EQ(validator.check(written(ReadReply{Seq(7), 3}), "ReadState"), "");
  EXPECT_EQ(validator.check(written(MessagesPage{{full_message()}, true, false}), "MessagesPage"),
            "");
  Invite invite;
  EXPECT_EQ(validator.check(written(InviteReply{{invite, "t", {}}, "/i/t"}), "Invite"), "");
  invite.chat_id = ChatId(1);
  invite.expires_at = from_micros(0);
  invite.max_uses = 1;
  const InviteReply full_invite{{invite, "t", user.user}, "/i/t"};
  EXPECT_EQ(validator.check(written(full_invite), "Invite"), "");
  EXPECT_EQ(validator.check(written(InvitesReply{{full_invite, full_invite}, "cursor"}), "Invites"),
            "");
  EXPECT_EQ(validator.check(written(InvitePreviewReply{}), "InvitePreview"), "");
  InvitePreviewReply preview;
  preview.preview.chat.emplace().name = "n";
  preview.preview.invited_by = user.user;
  preview.preview.expires_at = from_micros(0);
  EXPECT_EQ(validator.check(written(preview), "InvitePreview"), "");
  EXPECT_EQ(validator.check(written(AcceptedReply{full_chat()}), "Chat"), "");
  EXPECT_EQ(validator.check(written(MessageReply{full_message(), true}), "Message"), "");
  EXPECT_EQ(validator.check(written(std::vector{full_message()}), "Messages"), "");
}

// One of each kind of event that a catch-up can give.
chat::SyncPage full_sync_page() {
  const User user{UserId(1), "n", "e@x.y", from_micros(0)};
  using How = MessageChanged::How;
  chat::SyncPage page;
  const auto add = [&page](auto what) {
    page.events.emplace_back(LoggedEvent{LogPosition(1), std::move(what)});
  };
  add(MessageAppended{full_message()});
  for (const How how : {How::edited, How::deleted, How::reaction}) {
    add(MessageChanged{how, full_message()});
  }
  add(ChatAdded{full_chat()});
  add(ChatChanged{full_chat()});
  add(ChatRemoved{ChatId(1)});
  add(MemberAdded{ChatId(1), user, Role::member, UserId(2)});
  add(MemberRemoved{ChatId(1), UserId(1), UserId(2)});
  add(MemberRoleChanged{ChatId(1), UserId(1), Role::admin, UserId(2)});
  add(UserUpdated{user, {}});
  page.events.emplace_back(MovedMarker{LogPosition(2), {ChatId(1), UserId(1), Seq(1)}});
  return page;
}

TEST(OpenApi, EveryEventFitsItsSchema) {
  Validator validator;
  const json::value sync = written(SyncReply{full_sync_page()});
  EXPECT_EQ(validator.check(sync, "Sync"), "");
  EXPECT_EQ(validator.check(written(SyncReply{}), "Sync"), "");
  std::set<std::string> types;
  for (const auto& event : sync.at("events").as_array()) {
    types.emplace(event.at("type").as_string());
  }
  EXPECT_EQ(types.size(), 12U);
}

Error refusal_with(ErrorCode code) {
  Error error(code);
  if (error_row(code).status == 422) error.fields = {{"text", "This field is required."}};
  return error;
}

TEST(OpenApi, EveryProblemFitsItsSchema) {
  Validator validator;
  for (const ErrorRow& row : error_table()) {
    const json::value problem = parse_json(problem_json(refusal_with(row.code), "id")).value();
    EXPECT_EQ(validator.check(problem, "Problem"), "") << error_name(row.code);
    if (row.status != 422) continue;
    EXPECT_EQ(validator.check(problem, "InputProblem"), "") << error_name(row.code);
  }
}

// What is listed as always there is there, whoever makes the error, and nothing else is.
TEST(OpenApi, NamesTheHeaderFieldsOfEveryRefusal) {
  for (const ErrorRow& row : error_table()) {
    std::vector<net::Header> headers;
    append_error_headers(headers, Error(row.code), false);
    std::vector<std::string> written{std::string(kRequestId), std::string(kVersion)};
    for (const net::Header& header : headers) written.push_back(header.name);
    const auto named = headers_of(row.status, false);
    EXPECT_TRUE(std::ranges::equal(written, named)) << error_name(row.code);
  }
}

TEST(OpenApi, NamesTheLimitOfEveryRouteThatHasOne) {
  const json::value served = document();
  for (const Route& route : route_table()) {
    if (route.tag.empty()) continue;
    std::string method(route.method);
    for (char& c : method) c = static_cast<char>(c | 0x20);
    const auto& answers = served.at("paths").at(route.path).at(method).at("responses").as_object();
    EXPECT_TRUE(answers.contains("default")) << route.path;
    const bool limited = route.limit != LimitKind::none;
    EXPECT_EQ(answers.contains("429"), limited) << route.path;
    for (const auto& answer : answers) {
      const auto& headers = answer.value().as_object();
      if (answer.key() == "default") continue;
      EXPECT_EQ(headers.at("headers").as_object().contains(kLimitLeft),
                limited && answer.key() != "101")
          << route.path << " " << answer.key();
    }
  }
}

// A generator takes a field with a default for one that is always there.
TEST(OpenApi, NoFieldOfABodyHasADefault) {
  const json::value served = document();
  for (const auto& schema : served.at("components").at("schemas").as_object()) {
    EXPECT_EQ(json::serialize(schema.value()).find(R"("default")"), std::string::npos)
        << schema.key();
  }
}

json::value said(const std::string& reply) { return parse_json(reply_json("7", reply)).value(); }

TEST(OpenApi, WhatAPersonsSocketSaysFitsItsSchema) {
  Validator validator;
  const Cursor cursor{};
  RateOptions off;
  off.sends = off.requests = {};
  for (const RateOptions& rates : {RateOptions{}, off}) {
    const std::string terms = hello_terms(std::chrono::seconds(30), rates, 0);
    EXPECT_EQ(validator.check(said(hello_reply(UserId(1), cursor, true, terms)), "HelloReply"), "");
  }
  EXPECT_EQ(validator.check(said(sent_reply({full_message(), true})), "SentReply"), "");
  EXPECT_EQ(validator.check(said(ok_reply(full_message())), "OkReply"), "");
  EXPECT_EQ(validator.check(said(ok_reply(ReadState{Seq(7), 3})), "OkReply"), "");
  EXPECT_EQ(validator.check(said(refreshed_reply(std::chrono::seconds(9))), "RefreshedReply"), "");
  for (const std::string& event :
       {wire::event_json(Typing{ChatId(1), UserId(2)}), wire::live_json(cursor),
        wire::resync_json(cursor), wire::event_json(PresenceChanged{})}) {
    EXPECT_EQ(validator.check(parse_json(event).value(), "PassingEvent"), "") << event;
  }
}

TEST(OpenApi, WhatSocketsRefuseWithFitsItsSchema) {
  Validator validator;
  for (const ErrorRow& row : error_table()) {
    Error error = refusal_with(row.code);
    error.retry_after = std::chrono::seconds(1);
    const auto of_person = parse_json(command_error_json("7", error, "id")).value();
    EXPECT_EQ(validator.check(of_person, "CommandError"), "") << error_name(row.code);
    const auto of_chat = parse_json(socket_error_json(error, "c")).value();
    EXPECT_EQ(validator.check(of_chat, "SocketError"), "") << error_name(row.code);
  }
}

}  // namespace
}  // namespace asq::api
