#include "api/sockets/json_input.hpp"

#include <utility>

#include "base/json.hpp"
#include "base/utf8.hpp"

namespace asq::api {

JsonInput::JsonInput(std::string_view text) : json_(&arena_) {
  auto json = parse_json(without_byte_order_mark(text), &arena_);  // RFC 8259 section 8.1
  if (json) {
    json_ = std::move(*json);
    return;
  }
  JsonError& error = json.error();
  if (error.kind == JsonError::Kind::malformed) {
    refusal_ = Error(ErrorCode::malformed_json, std::move(error.message));
    return;
  }
  json_ = std::move(error.repaired);
  no_text_ = std::move(error.places);
}

Input JsonInput::input() const {
  Input input;
  input.json = &json_;
  input.no_text = no_text_;
  return input;
}

}  // namespace asq::api
