#include "api/contract/fields.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/email.hpp"
#include "base/emoji.hpp"
#include "base/handle.hpp"
#include "base/name.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

namespace asq::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxEmailBytes = 254;  // RFC 5321, as erratum 1690 of RFC 3696 counts it
constexpr std::size_t kMaxLocalPartBytes = 64;
constexpr std::size_t kMaxPasswordBytes = 1024;
constexpr std::size_t kMaxLanguageBytes = 35;  // RFC 5646, section 4.4.1
constexpr std::string_view kHandlePattern = "[A-Za-z0-9_](\\.?[A-Za-z0-9_])*";
constexpr std::string_view kHandleRule =
    "3 to 32 letters from a to z, digits, underscores and dots, with no dot at either end and no "
    "two dots together";

std::string characters(std::size_t count) {
  return fmt::format("{} character{}", count, count == 1 ? "" : "s");
}

// Of an e-mail as it is compared: dots of another kind are dots there, and what is invisible is
// gone.
bool has_plausible_fold(std::string_view email) {
  const std::string folded = fold_email(email);
  const std::size_t at = folded.find('@');
  const std::string_view domain = std::string_view(folded).substr(at + 1);
  return at > 0 && !domain.empty() && domain.front() != '.' &&
         domain.find("..") == std::string_view::npos && domain.find('@') == std::string_view::npos;
}

// No quoted local parts and no address literals: mail that could be delivered, but nobody's login.
bool plausible_email(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at > kMaxLocalPartBytes) return false;
  const std::string_view domain = text.substr(at + 1);
  if (domain.empty() || domain.front() == '.' || domain.back() == '.') return false;
  if (text.front() == '.' || text[at - 1] == '.') return false;
  if (text.find("..") != std::string_view::npos) return false;
  if (fault_of_name(text) != NameFault::none) return false;  // it is shown in one line, too
  if (domain.find('@') != std::string_view::npos || has_white_space(text)) return false;
  return text.find_first_of("\"(),:;<>[\\]") == std::string_view::npos && has_plausible_fold(text);
}

// `otherwise`: what is said about text that is none.
std::optional<std::string_view> read_email(const Given& given, const char* otherwise,
                                           FieldErrors& errors) {
  const auto text = read_string(given, errors);
  if (!text) return std::nullopt;
  const std::string_view email = trim(*text);
  if (email.size() > kMaxEmailBytes) {
    errors.add(given.name, fmt::format("This must have at most {} bytes.", kMaxEmailBytes));
  } else if (!plausible_email(email)) {
    errors.add(given.name, otherwise);
  } else {
    return email;
  }
  return std::nullopt;
}

std::optional<std::string_view> read_emoji(const Given& given, bool (*is_one)(std::string_view),
                                           FieldErrors& errors) {
  const auto text = read_string(given, errors);
  if (!text || is_one(*text)) return text;
  errors.add(given.name, "This must be exactly one emoji.");
  return std::nullopt;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_letter_or_digit(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

// Letters first; what is meant by the parts is nothing to us.
bool is_language_tag(std::string_view text) {
  const std::string_view language = text.substr(0, text.find('-'));
  if (language.size() < 2 || !std::ranges::all_of(language, is_letter)) return false;
  while (true) {
    const std::string_view part = text.substr(0, text.find('-'));
    if (part.empty() || part.size() > 8) return false;
    if (!std::ranges::all_of(part, is_letter_or_digit)) return false;
    if (part.size() == text.size()) return true;
    text.remove_prefix(part.size() + 1);
  }
}

const char* words_for(NameFault fault) {
  switch (fault) {
    case NameFault::control_character:
      return "This must not contain control characters or line breaks.";
    case NameFault::bidi_control:
      return "This must not contain characters that change the direction of text, such as U+202E.";
    case NameFault::nothing_visible:
    case NameFault::none: break;
  }
  return "This must have at least one visible character.";
}

}  // namespace

namespace detail {

std::optional<std::string_view> read_text(const Given& given, std::size_t least, std::size_t most,
                                          FieldErrors& errors) {
  const auto text = read_string(given, errors);
  if (!text) return std::nullopt;
  const std::size_t length = count_code_points(*text);
  if (length < least) {
    errors.add(given.name, "This must have at least " + characters(least) + ".");
  } else if (length > most) {
    errors.add(given.name, "This must have at most " + characters(most) + ".");
  } else {
    return text;
  }
  return std::nullopt;
}

std::optional<std::string_view> read_name(const Given& given, std::size_t most,
                                          FieldErrors& errors) {
  const auto text = read_string(given, errors);
  if (!text) return std::nullopt;
  const std::string_view name = trim(*text);
  if (count_code_points(name) > most) {
    errors.add(given.name, "This must have at most " + characters(most) + ".");
    return std::nullopt;
  }
  const NameFault fault = fault_of_name(name);
  if (fault == NameFault::none) return name;
  errors.add(given.name, words_for(fault));
  return std::nullopt;
}

json::object text_schema(std::size_t least, std::size_t most) {
  return {{"type", "string"}, {"minLength", least}, {"maxLength", most}};
}

json::object name_schema(std::size_t most) {
  auto schema = text_schema(1, most);
  schema["pattern"] = "^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]*$";
  schema["description"] =
      "White space at both ends is removed. At least one character must be visible. No control "
      "characters, line breaks or characters that change the direction of text.";
  return schema;
}

json::object integer_schema(std::int64_t least, std::int64_t most) {
  return {{"type", "integer"}, {"format", "int64"}, {"minimum", least}, {"maximum", most}};
}

}  // namespace detail

void Email::read(const Given& given, const InputRules&, FieldErrors& errors) {
  if (const auto email = read_email(given, "This must be an e-mail address.", errors)) {
    value = *email;
  }
}

json::object Email::schema() {
  return {{"type", "string"},
          {"format", "email"},
          {"maxLength", kMaxEmailBytes},
          {"description", "White space around it is removed."}};
}

void Addressee::read(const Given& given, const InputRules&, FieldErrors& errors) {
  const auto text = read_string(given, errors);
  if (!text) return;
  const std::string_view named = trim(*text);
  if (!named.starts_with('@')) {
    const char* otherwise = "This must be an e-mail address, or @ and a handle.";
    if (const auto email = read_email(given, otherwise, errors)) value = *email;
    return;
  }
  const std::string handle = with_small_letters(named.substr(1));
  if (is_handle(handle)) {
    value = '@' + handle;
  } else {
    errors.add(given.name, fmt::format("This must have a handle behind the @: {}.", kHandleRule));
  }
}

json::object Addressee::schema() {
  return {{"type", "string"},
          {"maxLength", kMaxEmailBytes},
          {"description",
           "An e-mail address, or an @ and a handle (@dima), in any case. White space around it is "
           "removed."}};
}

void Addressees::read(const Given& given, const InputRules& rules, FieldErrors& errors) {
  const json::array* people = given.json != nullptr ? given.json->if_array() : nullptr;
  if (people == nullptr) {
    errors.add(given.name, "This must be an array of e-mail addresses and @handles.");
    return;
  }
  if (people->size() > kMost) {
    errors.add(given.name, fmt::format("This must have at most {} people.", kMost));
    return;
  }
  std::vector<std::string> read;
  read.reserve(people->size());
  const std::size_t before = errors.size();
  for (const json::value& person : *people) {
    const std::string place = fmt::format("{}[{}]", given.name, &person - people->data());
    Given item;
    item.name = place;
    item.json = &person;
    Addressee addressee;
    addressee.read(item, rules, errors);
    read.push_back(std::move(addressee.value));
  }
  if (errors.size() == before) value = std::move(read);
}

json::object Addressees::schema() {
  return {{"type", "array"},
          {"maxItems", kMost},
          {"items", Addressee::schema()},
          {"description", "Repeated people and yourself count once."}};
}

void Handle::read(const Given& given, const InputRules&, FieldErrors& errors) {
  const auto text = read_string(given, errors);
  if (!text) return;
  std::string handle = with_small_letters(*text);
  if (is_handle(handle)) {
    value = std::move(handle);
  } else {
    errors.add(given.name, fmt::format("This must be {}.", kHandleRule));
  }
}

json::object Handle::schema() {
  return {{"type", "string"},
          {"minLength", kMinHandleCharacters},
          {"maxLength", kMaxHandleCharacters},
          {"pattern", fmt::format("^{}$", kHandlePattern)},
          {"description", "Without an @. Capitals are accepted and kept as small letters."}};
}

void LanguageTag::read(const Given& given, const InputRules&, FieldErrors& errors) {
  const auto text = read_string(given, errors);
  if (!text) return;
  if (text->empty() || (text->size() <= kMaxLanguageBytes && is_language_tag(*text))) {
    value = *text;
  } else {
    errors.add(given.name, "This must be a language tag, such as en or pt-BR.");
  }
}

json::object LanguageTag::schema() {
  return {{"type", "string"},
          {"maxLength", kMaxLanguageBytes},
          {"pattern", "^([A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*)?$"},
          {"description", "A language tag (BCP 47), such as en or pt-BR; empty: none."}};
}

void NewPassword::read(const Given& given, const InputRules& rules, FieldErrors& errors) {
  const auto text = read_string(given, errors);
  if (!text) return;
  if (count_code_points(*text) < rules.min_password_characters) {
    errors.add(given.name,
               "This must have at least " + characters(rules.min_password_characters) + ".");
  } else if (text->size() > kMaxPasswordBytes) {
    errors.add(given.name, fmt::format("This must have at most {} bytes.", kMaxPasswordBytes));
  } else {
    value = *text;
  }
}

json::object NewPassword::schema() {
  return {{"type", "string"},
          {"format", "password"},
          {"minLength", InputRules{}.min_password_characters},
          {"maxLength", kMaxPasswordBytes},
          {"description", "The minimum can be configured; at most 1,024 bytes of UTF-8."}};
}

void CallerId::read(const Given& given, const InputRules&, FieldErrors& errors) {
  if (const auto id = read_integer(given, 1, kMaxWireInteger, errors)) value = UserId(*id);
}

json::object CallerId::schema() {
  auto schema = detail::integer_schema(1, kMaxWireInteger);
  schema["description"] = "Your own id; optional. Another user's id is 403 not_yourself.";
  return schema;
}

void UserIds::read(const Given& given, const InputRules&, FieldErrors& errors) {
  const json::array* ids = given.json != nullptr ? given.json->if_array() : nullptr;
  if (ids == nullptr) {
    errors.add(given.name, "This must be an array of user ids.");
    return;
  }
  if (ids->size() > kMost) {
    errors.add(given.name, fmt::format("This must have at most {} ids.", kMost));
    return;
  }
  std::vector<UserId> read;
  read.reserve(ids->size());
  for (const json::value& id : *ids) {
    const std::string place = fmt::format("{}[{}]", given.name, &id - ids->data());
    Given item;
    item.name = place;
    item.json = &id;
    if (const auto number = read_integer(item, 1, kMaxWireInteger, errors)) {
      read.emplace_back(*number);
    }
  }
  if (read.size() == ids->size()) value = std::move(read);
}

json::object UserIds::schema() {
  return {{"type", "array"},
          {"maxItems", kMost},
          {"items", detail::integer_schema(1, kMaxWireInteger)},
          {"description", "Repeated ids and your own count once."}};
}

void UserIdList::read(const Given& given, const InputRules&, FieldErrors& errors) {
  const auto text = read_string(given, errors);
  if (!text) return;
  const auto count = static_cast<std::size_t>(std::ranges::count(*text, ',')) + 1;
  if (count > kMost) {
    errors.add(given.name, fmt::format("This must have at most {} ids.", kMost));
    return;
  }
  std::vector<UserId> read;
  std::string_view rest = *text;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view id = rest.substr(0, rest.find(','));
    const std::string place = fmt::format("{}[{}]", given.name, i);
    Given item;
    item.name = place;
    item.text = id;
    if (const auto number = read_integer(item, 1, kMaxWireInteger, errors)) {
      read.emplace_back(*number);
    }
    rest.remove_prefix(std::min(rest.size(), id.size() + 1));
  }
  if (read.size() == count) value = std::move(read);
}

json::object UserIdList::schema() {
  return {{"type", "string"},
          {"pattern", "^[1-9][0-9]{0,15}(,[1-9][0-9]{0,15}){0,99}$"},
          {"description", "Ids with commas between them, at most 100: 1,2,3."}};
}

void SeqOrZero::read(const Given& given, const InputRules&, FieldErrors& errors) {
  if (const auto number = read_integer(given, 0, kMaxWireInteger, errors)) value = Seq(*number);
}

json::object SeqOrZero::schema() { return detail::integer_schema(0, kMaxWireInteger); }

void Flag::read(const Given& given, const InputRules&, FieldErrors& errors) {
  if (given.json != nullptr && given.json->is_bool()) {
    value = given.json->get_bool();
    return;
  }
  const auto text = given.text ? read_string(given, errors) : std::nullopt;
  if (given.text && !text) return;
  if (text == "true" || text == "false") {
    value = text == "true";
  } else {
    errors.add(given.name, "This must be true or false.");
  }
}

json::object Flag::schema() { return {{"type", "boolean"}}; }

void Moment::read(const Given& given, const InputRules&, FieldErrors& errors) {
  const auto text = read_string(given, errors);
  if (!text) return;
  if (const auto time = from_rfc3339(*text)) {
    value = *time;
  } else {
    errors.add(given.name, "This must be an RFC 3339 time, such as 2026-11-23T08:15:30Z.");
  }
}

json::object Moment::schema() { return {{"type", "string"}, {"format", "date-time"}}; }

void Emoji::read(const Given& given, const InputRules&, FieldErrors& errors) {
  if (const auto emoji = read_emoji(given, is_one_emoji, errors)) value = *emoji;
}

json::object Emoji::schema() {
  return {{"type", "string"},
          {"description", fmt::format("One emoji, of at most {} bytes of UTF-8.", kMaxEmojiBytes)}};
}

void EmojiTakenBack::read(const Given& given, const InputRules&, FieldErrors& errors) {
  if (const auto emoji = read_emoji(given, was_one_emoji, errors)) value = *emoji;
}

void LogCursor::read(const Given& given, const InputRules&, FieldErrors& errors) {
  if (given.repeated) {
    errors.add(given.name, "This must be given only once.");
  } else if (given.text) {
    value = *given.text;
  } else if (const auto* string = given.json->if_string()) {
    value = *string;
  } else {
    errors.add(given.name, "This must be a string.");
  }
}

json::object LogCursor::schema() {
  return {{"type", "string"}, {"description", "An opaque cursor from the server."}};
}

void LinkToken::read(const Given& given, const InputRules&, FieldErrors& errors) {
  if (const auto text = read_string(given, errors)) value = *text;
}

json::object LinkToken::schema() { return {{"type", "string"}}; }

}  // namespace asq::api
