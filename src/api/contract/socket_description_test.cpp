#include "api/contract/socket_description.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/describe/class.hpp>
#include <optional>

#include "api/contract/fields.hpp"
#include "api/contract/requests.hpp"

namespace asq::api {
namespace {

struct GreetFields {
  Text<1, 8> name;
  std::optional<Text<1, 8>> title;
};
BOOST_DESCRIBE_STRUCT(GreetFields, (), (name, title))

const std::vector<CommandShape> kGreetings{
    {.type = "greet",
     .summary = "Greets.",
     .reply = "ok",
     .example = R"({"id":1,"type":"greet","name":"Anna"})",
     .fields = &shape_of<GreetFields>},
    {.type = "wave",
     .answered = false,
     .summary = "Waves.",
     .example = R"({"type":"wave"})",
     .fields = &shape_of<NoFields>},
};

std::string described_socket(std::string_view path, std::string_view receives,
                             std::string_view public_url = {}) {
  const Route route{.path = path,
                    .description = "One socket.",
                    .receives = {receives},
                    .sends = {"Message", "SocketError"},
                    .guide = "a-socket"};
  return socket_description(route, kGreetings, public_url);
}

void expect_parts(const std::string& text, const std::vector<std::string>& parts) {
  for (const std::string& part : parts) EXPECT_NE(text.find(part), std::string::npos) << part;
}

TEST(SocketDescription, ListsTheCommandsOfASocketThatTakesThem) {
  const std::string text = described_socket("/chat/ws", "Command");
  expect_parts(text, {"One socket.\n", "ws://localhost:8000/chat/ws?token=",
                      "| `greet` | `name`, `title?` | `ok` | Greets. |",
                      "| `wave` |  | none, and no `id` | Waves. |",
                      "{\"id\":1,\"type\":\"greet\",\"name\":\"Anna\"}\n{\"type\":\"wave\"}\n",
                      "`Message`, `SocketError`", "| 4401 | The session has ended. | no |",
                      "(docs/guide#a-socket)"});
  EXPECT_EQ(text.find("4403"), std::string::npos) << "nobody is removed from a socket of all chats";
}

TEST(SocketDescription, ASocketOfOneChatTakesNone) {
  const std::string text = described_socket("/chat/ws/{chat_id}", "SocketMessage");
  expect_parts(text, {"ws://localhost:8000/chat/ws/1?token=", "| 4403 |", "| 1012 |"});
  EXPECT_EQ(text.find("greet"), std::string::npos);
}

TEST(SocketDescription, NamesThePublicAddress) {
  const std::string text =
      described_socket("/chat/ws", "Command", "https://example.com/chat-server");
  expect_parts(text, {"wss://example.com/chat-server/chat/ws?token=",
                      "(https://example.com/chat-server/docs/guide#a-socket)"});
  EXPECT_EQ(text.find("localhost"), std::string::npos);
}

TEST(SocketDescription, ClosesAreInOrder) {
  const auto closes = closes_of(Route{});
  EXPECT_TRUE(std::ranges::is_sorted(closes, {}, &SocketClose::code));
  EXPECT_EQ(closes.size(), 11U);
}

}  // namespace
}  // namespace asq::api
