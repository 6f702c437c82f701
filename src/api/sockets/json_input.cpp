#include "api/sockets/json_input.hpp"

#include <utility>

#include "base/json.hpp"

namespace asq::api {

JsonInput::JsonInput(std::string_view text) : json_(&arena_) {
  auto json = parse_json(text, &arena_);
  if (json) {
    json_ = std::move(*json);
    return;
  }
  JsonFault& fault = json.error();
  if (fault.kind == JsonFault::Kind::malformed) {
    refusal_ = Error(ErrorCode::malformed_json, std::move(fault.message));
    return;
  }
  json_ = std::move(fault.repaired);
  no_text_ = std::move(fault.places);
}

Input JsonInput::input() const {
  Input input;
  input.json = &json_;
  input.no_text = no_text_;
  return input;
}

}  // namespace asq::api
