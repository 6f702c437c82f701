// JSON from outside: what base/json accepts is what Boost's own parser accepts but for repeated
// keys and large exponents, and survives being written and read again; what decodes into a request
// obeys its rules.
#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/contract/decode.hpp"
#include "api/contract/requests.hpp"
#include "base/handle.hpp"
#include "base/json.hpp"
#include "base/name.hpp"
#include "base/utf8.hpp"
#include "hold.hpp"

namespace {

using namespace asq;
namespace json = boost::json;

// Writes the value as the server writes strings, and checks it on the way.
void write(std::string& out, const json::value& value, int depth) {
  hold(depth <= kMaxJsonDepth || !value.is_structured(), "no deeper than allowed");
  if (const auto* object = value.if_object()) {
    out += '{';
    for (const auto& member : *object) {
      if (out.back() != '{') out += ',';
      append_json_string(out, member.key());
      out += ':';
      write(out, member.value(), depth + 1);
    }
    out += '}';
  } else if (const auto* array = value.if_array()) {
    out += '[';
    for (const auto& item : *array) {
      if (out.back() != '[') out += ',';
      write(out, item, depth + 1);
    }
    out += ']';
  } else if (const auto* text = value.if_string()) {
    hold(is_valid_utf8(*text), "strings are UTF-8");
    append_json_string(out, *text);
  } else if (value.is_double()) {
    out += "0.5";  // nothing of ours is a double, and Boost can't read back all that it writes
  } else {
    out += json::serialize(value);
  }
}

// Doubles aside, everything has to be the same.
bool same(const json::value& one, const json::value& other) {
  if (one.is_double()) return other.is_double();
  if (const auto* array = one.if_array()) {
    return other.is_array() && std::ranges::equal(*array, other.get_array(), same);
  }
  if (const auto* object = one.if_object()) {
    return other.is_object() &&
           std::ranges::equal(*object, other.get_object(), [](const auto& a, const auto& b) {
             return a.key() == b.key() && same(a.value(), b.value());
           });
  }
  return one == other;
}

void check_round_trip(const json::value& value) {
  std::string text;
  write(text, value, 1);
  const auto again = parse_json(text);
  hold(again.has_value(), "what was written can be read");
  hold(same(value, *again), "and is the same");
}

void check_against_boost(std::string_view text, const std::expected<json::value, JsonError>& ours) {
  json::parse_options options;
  options.max_depth = kMaxJsonDepth;
  json::error_code error;
  const json::value theirs = json::parse(text, error, {}, options);
  if (ours) {
    if (error == json::error::exponent_overflow) return;  // RFC 8259 has no largest exponent
    hold(!error, "what is accepted is JSON");
    hold(same(*ours, theirs), "and means the same");
    return;
  }
  const JsonError& reason = ours.error();
  hold(!reason.message.empty(), "an error says what it is");
  if (reason.kind == JsonError::Kind::malformed) {
    const bool repeated = reason.message.find("twice") != std::string::npos;
    hold(error || repeated, "only a repeated key is refused beyond the grammar");
    return;
  }
  hold(!reason.places.empty() && reason.places.size() <= 16, "some places are named");
  const auto is_nul = &JsonError::Place::nul;
  const bool all_nul = std::ranges::all_of(reason.places, is_nul);
  hold(error.failed() != all_nul, "half a surrogate pair is no JSON text to Boost either");
  if (std::ranges::none_of(reason.places, is_nul)) check_round_trip(reason.repaired);
}

template <class Request>
api::Decoded<Request> decoded(const json::value& value) {
  api::Input input;
  input.json = &value;
  auto request = api::decode<Request>(input);
  if (request.refusal) {
    hold(request.refusal->code == ErrorCode::invalid, "a refusal is 422");
    hold(!request.refusal->fields.empty(), "and names a field");
  }
  return request;
}

bool fits(const std::string& text, std::size_t least, std::size_t most) {
  const std::size_t length = count_code_points(text);
  return length >= least && length <= most && is_valid_utf8(text) &&
         text.find('\0') == std::string::npos;
}

void check_requests(const json::value& value) {
  if (const auto request = decoded<api::RegisterRequest>(value); !request.refusal) {
    hold(fits(request.value.username.value, 1, 64), "username");
    hold(fault_of_name(request.value.username.value) == NameFault::none, "username");
    hold(fits(request.value.email.value, 3, 254), "email");
    hold(fits(request.value.password.value, 6, 1024), "password");
  }
  if (const auto request = decoded<api::GroupRequest>(value); !request.refusal) {
    const auto ids = request.value.participant_ids.value_or(api::UserIds()).value;
    const auto named = request.value.participants.value_or(api::Addressees()).value;
    hold(request.value.participant_ids || request.value.participants, "participants are given");
    hold(ids.size() + named.size() <= api::UserIds::kMost, "participants");
    for (const UserId id : ids) {
      hold(id.value() >= 1 && id.value() <= kMaxWireInteger, "participant");
    }
    for (const std::string& one : named) {
      hold(one.starts_with('@') ? is_handle(one.substr(1)) : fits(one, 3, 254), "participant");
    }
  }
  if (const auto request = decoded<api::GroupMessageRequest>(value); !request.refusal) {
    hold(fits(request.value.text.value, 1, api::kMaxMessageCharacters), "text");
    hold(!request.value.client_id || fits(request.value.client_id->value, 1, 64), "client_id");
  }
  (void)decoded<api::AddUserRequest>(value);
  (void)decoded<api::FindChatRequest>(value);
  (void)decoded<api::ProfileRequest>(value);
  (void)decoded<api::PasswordRequest>(value);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = parse_json(text);
  check_against_boost(text, value);
  if (value) {
    check_round_trip(*value);
    check_requests(*value);
  } else if (value.error().kind == JsonError::Kind::no_text) {
    check_requests(value.error().repaired);
  }
  return 0;
}
