// What a client says on its person's socket. What must hold:
// - a command that is not refused is of the table, and has an id if it is answered;
// - an id is said again as it was: as JSON, and is read as the same id;
// - a refusal has one of three codes, and `invalid` names a field.
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "api/sockets/person_commands.hpp"
#include "base/json.hpp"
#include "base/utf8.hpp"
#include "hold.hpp"

namespace {

using namespace asq;

void check_id(const std::string& id) {
  hold(is_valid_utf8(id), "an id is text");
  const auto json = parse_json(id);
  hold(json.has_value() && (json->is_int64() || json->is_string()), "a number or a string");
  const auto again = api::decode_person_command(R"({"type":"hello","id":)" + id + "}");
  hold(!again.refusal && again.id == id, "that is read as the same id");
}

void check_refusal(const Error& refusal) {
  switch (refusal.code) {
    case ErrorCode::malformed_json:
    case ErrorCode::unknown_command: return;
    case ErrorCode::invalid: return hold(!refusal.fields.empty(), "a field is named");
    default: hold(false, "another fault");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!is_valid_utf8(text)) return 0;  // never comes here
  const api::PersonCommand command = api::decode_person_command(text);
  if (!command.id.empty()) check_id(command.id);
  if (command.refusal) {
    check_refusal(*command.refusal);
    return 0;
  }
  hold(command.row != nullptr, "a command of the table");
  hold(!std::holds_alternative<std::monostate>(command.fields), "with its fields");
  hold(!command.row->answered || !command.id.empty(), "and its id");
  return 0;
}
