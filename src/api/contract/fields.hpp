// The types that the fields of requests have: each carries its rule and its JSON Schema, so that
// what is checked and what /openapi.json says can't differ.
//
// A field type has   void read(const Given&, const InputRules&, FieldErrors&)   (given is present;
// a value that is wrong leaves the field as it was and adds an error), static json::object
// schema(), and kOptional, true if it may be absent. std::optional<Field> may be absent too. JSON
// null counts as absent. Pure. Threads: values.
#pragma once

#include <boost/describe/enum.hpp>
#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/mp11/algorithm.hpp>
#include <string>
#include <vector>

#include "api/contract/given.hpp"
#include "base/clock.hpp"
#include "model/ids.hpp"

namespace asq::api {

namespace detail {
[[nodiscard]] std::optional<std::string_view> read_text(const Given& given, std::size_t least,
                                                        std::size_t most, FieldErrors& errors);
[[nodiscard]] std::optional<std::string_view> read_name(const Given& given, std::size_t most,
                                                        FieldErrors& errors);
[[nodiscard]] boost::json::object text_schema(std::size_t least, std::size_t most);
[[nodiscard]] boost::json::object name_schema(std::size_t most);
[[nodiscard]] boost::json::object integer_schema(std::int64_t least, std::int64_t most);
}  // namespace detail

// Least to Most code points, kept byte for byte.
template <std::size_t Least, std::size_t Most>
struct Text {
  static constexpr bool kOptional = false;
  std::string value;

  void read(const Given& given, const InputRules&, FieldErrors& errors) {
    if (const auto text = detail::read_text(given, Least, Most, errors)) value = *text;
  }
  static boost::json::object schema() { return detail::text_schema(Least, Most); }
};

// What people call somebody or a group, without the white space at both ends: 1 to Most code
// points, of which at least one is visible (base/name.hpp).
template <std::size_t Most>
struct Name {
  static constexpr bool kOptional = false;
  std::string value;

  void read(const Given& given, const InputRules&, FieldErrors& errors) {
    if (const auto name = detail::read_name(given, Most, errors)) value = *name;
  }
  static boost::json::object schema() { return detail::name_schema(Most); }
};
using PersonName = Name<64>;
using GroupName = Name<128>;

// A plausible address of at most 254 bytes: one '@' with something on both sides, no white space.
// White space around it is cut off.
struct Email {
  static constexpr bool kOptional = false;
  std::string value;
  void read(const Given& given, const InputRules& rules, FieldErrors& errors);
  static boost::json::object schema();
};

// Whom a request names: by an e-mail, or by an @ and the handle, which is kept in small letters.
struct Addressee {
  static constexpr bool kOptional = false;
  std::string value;
  void read(const Given& given, const InputRules& rules, FieldErrors& errors);
  static boost::json::object schema();
};

// People named so, at most 1,000. A wrong one is named by its place: participants[3].
struct Addressees {
  static constexpr std::size_t kMost = 1000;
  static constexpr bool kOptional = false;
  std::vector<std::string> value;
  void read(const Given& given, const InputRules& rules, FieldErrors& errors);
  static boost::json::object schema();
};

// A handle that somebody wants, kept in small letters (base/handle.hpp).
struct Handle {
  static constexpr bool kOptional = false;
  std::string value;
  void read(const Given& given, const InputRules& rules, FieldErrors& errors);
  static boost::json::object schema();
};

// A language tag in the form of BCP 47, such as pt-BR, at most 35 characters; or empty: none.
struct LanguageTag {
  static constexpr bool kOptional = false;
  std::string value;
  void read(const Given& given, const InputRules& rules, FieldErrors& errors);
  static boost::json::object schema();
};

// A password to be set: long enough by the configuration, at most 1,024 bytes.
struct NewPassword {
  static constexpr bool kOptional = false;
  std::string value;
  void read(const Given& given, const InputRules& rules, FieldErrors& errors);
  static boost::json::object schema();
};

// A positive integer below 2^53.
template <class IdType>
struct Identifier {
  static constexpr bool kOptional = false;
  IdType value;

  void read(const Given& given, const InputRules&, FieldErrors& errors) {
    if (const auto id = read_integer(given, 1, kMaxWireInteger, errors)) value = IdType(*id);
  }
  static boost::json::object schema() { return detail::integer_schema(1, kMaxWireInteger); }
};

// The caller's own id, which a body may name and need not. Another's is 403 not_yourself.
struct CallerId {
  static constexpr bool kOptional = true;
  std::optional<UserId> value;
  void read(const Given& given, const InputRules& rules, FieldErrors& errors);
  static boost::json::object schema();
};

// People by id, at most 1,000. A wrong one is named by its place: participant_ids[3].
struct UserIds {
  static constexpr std::size_t kMost = 1000;
  static constexpr bool kOptional = false;
  std::vector<UserId> value;
  void read(const Given& given, const InputRules& rules, FieldErrors& errors);
  static boost::json::object schema();
};

template <std::int64_t Least, std::int64_t Most>
struct Integer {
  static constexpr bool kOptional = false;
  std::int64_t value = Least;

  void read(const Given& given, const InputRules&, FieldErrors& errors) {
    if (const auto number = read_integer(given, Least, Most, errors)) value = *number;
  }
  static boost::json::object schema() { return detail::integer_schema(Least, Most); }
};

// People by id in a query: 1,2,3, at most 100. A wrong one is named by its place: ids[2].
struct UserIdList {
  static constexpr std::size_t kMost = 100;
  static constexpr bool kOptional = false;
  std::vector<UserId> value;
  void read(const Given& given, const InputRules& rules, FieldErrors& errors);
  static boost::json::object schema();
};

// Absent: Default.
template <std::int64_t Least, std::int64_t Most, std::int64_t Default>
struct IntegerOr {
  static constexpr bool kOptional = true;
  std::int64_t value = Default;

  void read(const Given& given, const InputRules&, FieldErrors& errors) {
    if (const auto number = read_integer(given, Least, Most, errors)) value = *number;
  }
  static boost::json::object schema() {
    auto schema = detail::integer_schema(Least, Most);
    schema["default"] = Default;
    return schema;
  }
};
using PageLimit = IntegerOr<1, 200, 50>;
using PageOffset = IntegerOr<0, kMaxWireInteger, 0>;

// A message's number, or 0 for "before the first".
struct SeqOrZero {
  static constexpr bool kOptional = false;
  Seq value;
  void read(const Given& given, const InputRules& rules, FieldErrors& errors);
  static boost::json::object schema();
};

// true or false.
struct Flag {
  static constexpr bool kOptional = false;
  bool value = false;
  void read(const Given& given, const InputRules& rules, FieldErrors& errors);
  static boost::json::object schema();
};

// Any RFC 3339 time.
struct Moment {
  static constexpr bool kOptional = false;
  Timestamp value;
  void read(const Given& given, const InputRules& rules, FieldErrors& errors);
  static boost::json::object schema();
};

// Exactly one emoji.
struct Emoji {
  static constexpr bool kOptional = false;
  std::string value;
  void read(const Given& given, const InputRules& rules, FieldErrors& errors);
  static boost::json::object schema();
};

// One that is taken back: also what was an emoji once (was_one_emoji() of base/emoji.hpp).
struct EmojiTakenBack {
  static constexpr bool kOptional = false;
  std::string value;
  void read(const Given& given, const InputRules& rules, FieldErrors& errors);
  static boost::json::object schema() { return Emoji::schema(); }
};

// A log cursor. A damaged one is not an error: the reply carries a fresh one.
struct LogCursor {
  static constexpr bool kOptional = false;
  std::string value;
  void read(const Given& given, const InputRules& rules, FieldErrors& errors);
  static boost::json::object schema();
};

// One word of a described enum; absent, unless it is required: its zero value.
enum class Need : std::uint8_t { optional, required };

template <class Enum, Need Whether = Need::optional>
struct OneOf {
  static constexpr bool kOptional = Whether == Need::optional;
  Enum value{};

  void read(const Given& given, const InputRules&, FieldErrors& errors) {
    const auto text = read_string(given, errors);
    if (!text || boost::describe::enum_from_string(std::string(*text).c_str(), value)) return;
    std::string words;
    for_each_word(
        [&](const char* word) { words += std::string(words.empty() ? "" : ", ") + word; });
    errors.add(given.name, "This must be one of: " + words + ".");
  }
  static boost::json::object schema() {
    boost::json::array words;
    for_each_word([&](const char* word) { words.emplace_back(word); });
    boost::json::object schema{{"type", "string"}, {"enum", words}};
    if (kOptional) schema["default"] = words.front();
    return schema;
  }

 private:
  template <class Visit>
  static void for_each_word(Visit visit) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>(
        [&](auto descriptor) { visit(descriptor.name); });
  }
};

using ClientId = Text<1, 64>;

// What a link proves itself with. Text that is no token is no wrong field: nothing is found by it.
struct LinkToken {
  static constexpr bool kOptional = false;
  std::string value;
  void read(const Given& given, const InputRules& rules, FieldErrors& errors);
  static boost::json::object schema();
};

// Whatever stands there: the server does not look at it.
struct Anything {
  static constexpr bool kOptional = false;
  void read(const Given&, const InputRules&, FieldErrors&) {}
  static boost::json::object schema() { return {{"type", "string"}}; }
};

}  // namespace asq::api
