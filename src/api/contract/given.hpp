// What a client gave for one field of a request, before the field's own type has looked at it, and
// the list of what is wrong. Pure. Threads: values.
#pragma once

#include <algorithm>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace asq::api {

// What the configuration has to say about input.
struct InputRules {
  std::size_t min_password_characters = 6;
};

// All that is wrong with one request, so that everything is named at once. Beyond kMost they are
// only counted: such an entry stands in the list, and says nothing.
class FieldErrors {
 public:
  static constexpr std::size_t kMost = 100;

  // A long name is cut (base/utf8.hpp).
  void add(std::string_view field, std::string message);
  [[nodiscard]] bool empty() const { return errors_.empty(); }
  [[nodiscard]] std::size_t size() const { return errors_.size(); }
  [[nodiscard]] bool has(std::string_view field) const {
    return std::ranges::find(errors_, field, &FieldError::field) != errors_.end();
  }
  // Of the field, or of a part of it: of ids also ids[3].
  [[nodiscard]] bool has_any_of(std::string_view field) const {
    return std::ranges::any_of(errors_, [field](const FieldError& error) {
      return error.field.starts_with(field) &&
             (error.field.size() == field.size() || error.field[field.size()] == '[');
    });
  }
  [[nodiscard]] std::vector<FieldError> take() { return std::move(errors_); }

 private:
  std::vector<FieldError> errors_;
};

// Either a JSON value, or text from a form, a query, a path or a header field; or nothing.
struct Given {
  std::string_view name;  // as the client wrote it: the field's or its alias
  const boost::json::value* json = nullptr;
  std::optional<std::string_view> text;
  bool malformed = false;  // percent-encoding
  bool repeated = false;   // more than one value
  bool no_text = false;    // somewhere in it; named already, not to be read
  [[nodiscard]] bool present() const { return json != nullptr || text.has_value(); }
};

// The string, valid UTF-8 without U+0000; otherwise nullopt, and an error is added.
[[nodiscard]] std::optional<std::string_view> read_string(const Given& given, FieldErrors& errors);
// An integer in [least, most]: of JSON a number without fraction or exponent, of text its canonical
// decimal form. Never through a double.
[[nodiscard]] std::optional<std::int64_t> read_integer(const Given& given, std::int64_t least,
                                                       std::int64_t most, FieldErrors& errors);

}  // namespace asq::api
