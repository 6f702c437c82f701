// Who may do what by the commands of a person's socket: every command, as a stranger, an ex-member,
// a member, an admin and the owner of the group concerned. A command without a row here fails the
// test. (Anonymous there is no such socket.)
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "api/sockets/person_commands.hpp"
#include "support/api_socket.hpp"
#include "support/cast.hpp"

namespace asq::api {
namespace {

using test::ApiServer;
using test::ApiSocket;
using test::Cast;

constexpr std::array<std::string_view, 5> kActors = {"stranger", "ex", "member", "admin", "owner"};
using Outcomes = std::array<std::string_view, kActors.size()>;  // the reply's type, or the code

struct Row {
  std::string_view command;
  std::string fields;  // with the words of Cast
  Outcomes outcomes;
};

constexpr Outcomes kAnybody = {"ok", "ok", "ok", "ok", "ok"};
constexpr Outcomes kMembers = {"chat_not_found", "chat_not_found", "ok", "ok", "ok"};
constexpr Outcomes kAdmins = {"chat_not_found", "chat_not_found", "forbidden", "ok", "ok"};
constexpr Outcomes kNobody = {"chat_not_found", "chat_not_found", "forbidden", "forbidden",
                              "forbidden"};

std::vector<Row> matrix() {
  const std::string own = R"("chat_id":{chat},"seq":{own_seq})";
  const std::string others = R"("chat_id":{chat},"seq":{others_seq})";
  return {
      // The second one: hello has been said before the row is played.
      {"hello", "", {"invalid", "invalid", "invalid", "invalid", "invalid"}},
      {"send",
       R"("chat_id":{chat},"text":"hi")",
       {"chat_not_found", "chat_not_found", "sent", "sent", "sent"}},
      {"edit", own + R"(,"text":"new")", kMembers},
      {"edit", others + R"(,"text":"new")", kNobody},
      {"delete", own, kMembers},
      {"delete", others, kAdmins},
      {"react", others + R"(,"emoji":"👍")", kMembers},
      {"unreact", others + R"(,"emoji":"👍")", kMembers},
      {"read", R"("chat_id":{chat},"seq":1)", kMembers},
      // Who may has no answer: that of the next command comes instead.
      {"typing", R"("chat_id":{chat})", kMembers},
      {"watch", R"("user_ids":[{owner}])", kAnybody},
      {"unwatch", R"("user_ids":[{owner}])", kAnybody},
      {"refresh",
       R"("token":"{owner_token}")",
       {"not_yourself", "not_yourself", "not_yourself", "not_yourself", "refreshed"}},
  };
}

std::string command_of(const Row& row, const std::string& fields) {
  return R"({"id":7,"type":")" + std::string(row.command) + '"' + (fields.empty() ? "" : ",") +
         fields + "}";
}

TEST(CommandMatrix, HasARowForEveryCommand) {
  const std::vector<Row> rows = matrix();
  for (const CommandRow& row : command_table()) {
    EXPECT_TRUE(std::ranges::count(rows, row.type, &Row::command) > 0) << row.type;
  }
}

TEST(CommandMatrix, Holds) {
  ApiServer server;
  Cast cast(server, 1);
  for (const Row& row : matrix()) {
    for (std::size_t i = 0; i < kActors.size(); ++i) {
      const std::string actor(kActors[i]);
      cast.make_group();
      cast.act_as(actor, false);
      ApiSocket socket(server, cast.token(actor));
      socket.hello();
      const std::string command = command_of(row, cast.filled(row.fields));
      SCOPED_TRACE(command + " as " + actor);
      if (row.command == "typing" && row.outcomes[i] == "ok") {
        socket.say(command);
        EXPECT_EQ(ApiSocket::outcome(socket.ask(R"({"id":8,"type":"watch","user_ids":[]})")), "ok");
      } else {
        EXPECT_EQ(ApiSocket::outcome(socket.ask(command)), row.outcomes[i]);
      }
    }
  }
}

// Presence is for those who share a chat.
TEST(CommandMatrix, AStrangerWatchesNobody) {
  ApiServer server;
  Cast cast(server, 1);
  cast.make_group();
  const auto seen = [&](const std::string& actor) {
    ApiSocket socket(server, cast.token(actor));
    socket.hello();
    const auto reply =
        socket.ask(cast.filled(R"({"id":1,"type":"watch","user_ids":[{owner},{admin}]})"));
    return reply.at("presence").as_array().size();
  };
  EXPECT_EQ(seen("stranger"), 0U);
  EXPECT_EQ(seen("ex"), 0U);
  EXPECT_EQ(seen("member"), 2U);
}

}  // namespace
}  // namespace asq::api
