#include "api/contract/given.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/utf8.hpp"

namespace asq::api {
namespace {

// False, with an error added, for what no field type can read.
bool readable(const Given& given, FieldErrors& errors) {
  if (given.repeated) {
    errors.add(given.name, "This must be given only once.");
  } else if (given.malformed) {
    errors.add(given.name, "This must be percent-encoded correctly.");
  } else {
    return true;
  }
  return false;
}

// "0", "17", "-3"; not "", "+1", "007", "-0", "1.0", " 1".
std::optional<std::int64_t> canonical_integer(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  const bool canonical = digits == "0" ? digits.size() == text.size() : !digits.starts_with('0');
  return canonical ? std::optional(number) : std::nullopt;
}

std::optional<std::int64_t> json_integer(const boost::json::value& value) {
  // What Boost calls uint64 is beyond int64, and so beyond every range of ours.
  return value.is_int64() ? std::optional(value.get_int64()) : std::nullopt;
}

}  // namespace

void FieldErrors::add(std::string_view field, std::string message) {
  if (errors_.size() < kMost) {
    errors_.push_back({shown_name(field), std::move(message)});
  } else {
    errors_.emplace_back();
  }
}

std::optional<std::string_view> read_string(const Given& given, FieldErrors& errors) {
  if (!readable(given, errors)) return std::nullopt;
  std::string_view text;
  if (given.json == nullptr) {
    text = *given.text;
    if (!is_valid_utf8(text)) {
      errors.add(given.name, "This must be valid UTF-8.");
      return std::nullopt;
    }
  } else if (const auto* string = given.json->if_string()) {
    text = *string;
  } else {
    errors.add(given.name, "This must be a string.");
    return std::nullopt;
  }
  if (text.find('\0') != std::string_view::npos) {
    errors.add(given.name, "This must not contain U+0000.");
    return std::nullopt;
  }
  return text;
}

std::optional<std::int64_t> read_integer(const Given& given, std::int64_t least, std::int64_t most,
                                         FieldErrors& errors) {
  if (!readable(given, errors)) return std::nullopt;
  const auto number =
      given.json != nullptr ? json_integer(*given.json) : canonical_integer(*given.text);
  if (number && *number >= least && *number <= most) return number;
  errors.add(given.name, fmt::format("This must be an integer from {} to {}.", least, most));
  return std::nullopt;
}

}  // namespace asq::api
