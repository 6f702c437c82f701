#include "api/sockets/person_commands.hpp"

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <utility>

#include "api/sockets/json_input.hpp"
#include "base/json.hpp"
#include "base/utf8.hpp"

namespace asq::api {
namespace {

template <class Command>
CommandFields decode_fields(const Input& input, FieldErrors& errors) {
  Decoded<Command> decoded = decode<Command>(input);
  if (decoded.refusal) {
    for (FieldError& field : decoded.refusal->fields) {
      errors.add(field.field, std::move(field.message));
    }
  }
  return std::move(decoded.value);
}

template <class Command>
CommandRow takes(CommandShape shape) {
  shape.fields = &shape_of<Command>;
  return {shape, &decode_fields<Command>};
}

std::array<CommandRow, 11> make_table() {
  return {
      takes<HelloCommand>(
          {.type = "hello",
           .summary = "Starts the socket, after a cursor or at the newest event; must come first.",
           .reply = "hello",
           .example = R"({"id":1,"type":"hello"})"}),
      takes<SendCommand>(
          {.type = "send",
           .limit = LimitKind::sends,
           .summary = "Sends a message; the reply means that it is on disk.",
           .reply = "sent",
           .example = R"({"id":2,"type":"send","chat_id":1,"text":"Hello!","client_id":"7f9c"})"}),
      takes<EditCommand>(
          {.type = "edit",
           .limit = LimitKind::changes,
           .summary = "Edits your message.",
           .reply = "ok",
           .example = R"({"id":3,"type":"edit","chat_id":1,"seq":7,"text":"Hello, group!"})"}),
      takes<DeleteCommand>({.type = "delete",
                            .limit = LimitKind::changes,
                            .summary = "Deletes a message: your own, or any as an admin.",
                            .reply = "ok",
                            .example = R"({"id":4,"type":"delete","chat_id":1,"seq":7})"}),
      takes<ReactCommand>(
          {.type = "react",
           .limit = LimitKind::changes,
           .summary = "Reacts with one emoji.",
           .reply = "ok",
           .example = R"({"id":5,"type":"react","chat_id":1,"seq":7,"emoji":"👍"})"}),
      takes<UnreactCommand>(
          {.type = "unreact",
           .limit = LimitKind::changes,
           .summary = "Removes your reaction.",
           .reply = "ok",
           .example = R"({"id":6,"type":"unreact","chat_id":1,"seq":7,"emoji":"👍"})"}),
      takes<ReadCommand>({.type = "read",
                          .summary = "Moves your read marker forward, never back.",
                          .reply = "ok",
                          .example = R"({"id":7,"type":"read","chat_id":1,"seq":7})"}),
      takes<TypingCommand>({.type = "typing",
                            .answered = false,
                            .summary = "Tells the others that you are typing.",
                            .example = R"({"type":"typing","chat_id":1})"}),
      takes<WatchCommand>(
          {.type = "watch",
           .summary = "Subscribes to the presence of people who share a chat with you.",
           .reply = "ok",
           .example = R"({"id":8,"type":"watch","user_ids":[2,3]})"}),
      takes<UnwatchCommand>({.type = "unwatch",
                             .summary = "Unsubscribes from it.",
                             .reply = "ok",
                             .example = R"({"id":9,"type":"unwatch","user_ids":[3]})"}),
      takes<RefreshCommand>({.type = "refresh",
                             .summary = "Presents a new access token of the same user.",
                             .reply = "refreshed",
                             .example = R"({"id":10,"type":"refresh","token":"eyJ…"})"}),
  };
}

// As JSON, so that it is said again just as it was; empty: it is none, and errors say so.
std::string read_id(const Input& input, bool needed, FieldErrors& errors) {
  const Given given = input.find(Place::content, "id", {}, errors);
  if (given.no_text) return {};  // named already
  if (!given.present()) {
    if (needed) errors.add("id", "This field is required.");
    return {};
  }
  if (const std::int64_t* number = given.json->if_int64();
      number != nullptr && *number >= -kMaxWireInteger && *number <= kMaxWireInteger) {
    return std::to_string(*number);
  }
  const auto* text = given.json->if_string();
  if (text == nullptr || count_code_points(*text) > kMaxCommandIdCharacters) {
    errors.add("id", "This must be an integer, or a string of at most 64 characters.");
    return {};
  }
  std::string id;
  append_json_string(id, *text);
  return id;
}

// The row of the command, or why there is none.
std::expected<const CommandRow*, ErrorCode> read_type(const Input& input, FieldErrors& errors) {
  const Given given = input.find(Place::content, "type", {}, errors);
  if (given.no_text) return std::unexpected(ErrorCode::invalid);
  if (!given.present()) {
    errors.add("type", "This field is required.");
    return std::unexpected(ErrorCode::invalid);
  }
  const auto type = read_string(given, errors);
  if (!type) return std::unexpected(ErrorCode::invalid);
  const auto row = std::ranges::find(command_table(), *type, &CommandRow::type);
  if (row == command_table().end()) return std::unexpected(ErrorCode::unknown_command);
  return &*row;
}

}  // namespace

std::span<const CommandRow> command_table() {
  static const auto kTable = make_table();
  return kTable;
}

std::vector<CommandShape> command_shapes() {
  std::vector<CommandShape> shapes;
  for (const CommandShape& shape : command_table()) shapes.push_back(shape);
  return shapes;
}

PersonCommand decode_person_command(std::string_view json) {
  PersonCommand command;
  const JsonInput read(json);
  command.refusal = read.refusal();
  if (command.refusal) return command;
  const Input input = read.input();
  FieldErrors errors;
  if (!input.has_fields()) {
    input.check_content(errors);
    command.refusal = fail(errors.take()).error();
    return command;
  }
  FieldErrors of_type;
  const auto row = read_type(input, of_type);
  command.id = read_id(input, !row || (*row)->answered, errors);
  if (!row && row.error() == ErrorCode::unknown_command) {
    command.refusal = Error(ErrorCode::unknown_command);
    return command;
  }
  if (row) {
    command.row = *row;
    command.fields = command.row->decode(input, errors);
  } else {
    for (FieldError& field : of_type.take()) errors.add(field.field, std::move(field.message));
    input.check_content(errors);
  }
  if (!errors.empty()) command.refusal = fail(errors.take()).error();
  return command;
}

}  // namespace asq::api
