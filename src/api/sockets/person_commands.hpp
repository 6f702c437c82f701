// What a client says on its person's socket: the table of commands, each with its fields, and what
// came as text decoded into one of them. Stop 2 of docs/life-of-a-message.md for `send`.
// Pure; a fuzz target. Threads: any.
//
//   {"id": 7, "type": "send", "chat_id": 1, "text": "Hello!"}
#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/contract/fields.hpp"
#include "api/contract/requests.hpp"
#include "api/contract/route.hpp"
#include "base/error.hpp"

namespace asq::api {

inline constexpr std::size_t kMaxCommandIdCharacters = 64;

struct HelloCommand {
  std::optional<LogCursor> since;
};
BOOST_DESCRIBE_STRUCT(HelloCommand, (), (since))

struct SendCommand {
  Identifier<ChatId> chat_id;
  Text<1, kMaxMessageCharacters> text;
  std::optional<ClientId> client_id;
  std::optional<Identifier<Seq>> reply_to;
};
BOOST_DESCRIBE_STRUCT(SendCommand, (), (chat_id, text, client_id, reply_to))

struct EditCommand {
  Identifier<ChatId> chat_id;
  Identifier<Seq> seq;
  Text<1, kMaxMessageCharacters> text;
};
BOOST_DESCRIBE_STRUCT(EditCommand, (), (chat_id, seq, text))

struct DeleteCommand {
  Identifier<ChatId> chat_id;
  Identifier<Seq> seq;
};
BOOST_DESCRIBE_STRUCT(DeleteCommand, (), (chat_id, seq))

struct ReactCommand {
  Identifier<ChatId> chat_id;
  Identifier<Seq> seq;
  Emoji emoji;
};
BOOST_DESCRIBE_STRUCT(ReactCommand, (), (chat_id, seq, emoji))

struct UnreactCommand {
  Identifier<ChatId> chat_id;
  Identifier<Seq> seq;
  EmojiTakenBack emoji;
};
BOOST_DESCRIBE_STRUCT(UnreactCommand, (), (chat_id, seq, emoji))

struct ReadCommand {
  Identifier<ChatId> chat_id;
  SeqOrZero seq;
};
BOOST_DESCRIBE_STRUCT(ReadCommand, (), (chat_id, seq))

struct TypingCommand {
  Identifier<ChatId> chat_id;
};
BOOST_DESCRIBE_STRUCT(TypingCommand, (), (chat_id))

struct WatchCommand {
  UserIds user_ids;
};
BOOST_DESCRIBE_STRUCT(WatchCommand, (), (user_ids))

struct UnwatchCommand {
  UserIds user_ids;
};
BOOST_DESCRIBE_STRUCT(UnwatchCommand, (), (user_ids))

struct RefreshCommand {
  Text<1, 8192> token;
};
BOOST_DESCRIBE_STRUCT(RefreshCommand, (), (token))

using CommandFields = std::variant<std::monostate, HelloCommand, SendCommand, EditCommand,
                                   DeleteCommand, ReactCommand, UnreactCommand, ReadCommand,
                                   TypingCommand, WatchCommand, UnwatchCommand, RefreshCommand>;

struct CommandRow : CommandShape {
  // From its fields, see person_commands.cpp.
  CommandFields (*decode)(const Input& input, FieldErrors& errors) = nullptr;
};

[[nodiscard]] std::span<const CommandRow> command_table();
// The same, for the document.
[[nodiscard]] std::vector<CommandShape> command_shapes();

struct PersonCommand {
  std::string id;                   // as JSON: 7 or "a"; empty: none that can be used
  const CommandRow* row = nullptr;  // nullptr: no command that there is
  CommandFields fields;             // as far as they could be read, also of a refused one
  std::optional<Error> refusal;     // malformed_json, invalid (all bad fields), unknown_command
};

[[nodiscard]] PersonCommand decode_person_command(std::string_view json);

}  // namespace asq::api
