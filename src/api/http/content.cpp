#include "api/http/content.hpp"

#include <algorithm>
#include <utility>

#include "base/json.hpp"
#include "base/utf8.hpp"
#include "net/ascii.hpp"

namespace asq::api {
namespace {

std::string_view media_type(Content content) {
  return content == Content::form ? "application/x-www-form-urlencoded" : "application/json";
}

// Takes what stands before the next ';', and that. One within quotes separates nothing. nullopt: a
// quote has no end.
std::optional<std::string_view> take_piece(std::string_view& rest) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < rest.size() && (quoted || rest[end] != ';'); ++end) {
    if (rest[end] == '"') quoted = !quoted;
    if (rest[end] == '\\' && quoted) ++end;
  }
  if (quoted) return std::nullopt;
  const std::string_view piece = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return net::trim_blanks(piece);
}

// Of a quoted string what is meant (RFC 9110 section 5.6.4).
std::string unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string(text);
  std::string meant;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '\\' && i + 2 < text.size()) ++i;
    meant += text[i];
  }
  return meant;
}

// By the names that clients use. US-ASCII is part of it: libraries name it where a text has nothing
// else.
bool is_utf8(std::string_view charset) {
  const std::string name = net::lower_case(unquoted(charset));
  return name == "utf-8" || name == "utf8" || name == "us-ascii";
}

// The type itself, and no charset but UTF-8 (RFC 9110 section 8.3).
bool is_type(std::string_view field, std::string_view wanted) {
  const auto type = take_piece(field);
  if (!type || net::lower_case(*type) != wanted) return false;
  while (!field.empty()) {
    const auto parameter = take_piece(field);
    if (!parameter) return false;
    const std::size_t equals = parameter->find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = net::trim_blanks(parameter->substr(0, equals));
    if (!net::equals_ignoring_case(name, "charset")) continue;
    if (!is_utf8(net::trim_blanks(parameter->substr(equals + 1)))) return false;
  }
  return true;
}

Error unsupported(std::string detail) {
  return {ErrorCode::unsupported_media_type, std::move(detail)};
}

Result<ReadContent> read_json(std::string_view body, boost::json::storage_ptr storage) {
  const std::string_view text = without_byte_order_mark(body);  // RFC 8259 section 8.1
  if (text.empty()) return fail(ErrorCode::malformed_json, "This route needs a JSON body.");
  auto value = parse_json(text, std::move(storage));
  ReadContent content;
  if (value) {
    content.json.emplace(std::move(*value));
  } else if (value.error().kind == JsonError::Kind::no_text) {
    content.json.emplace(std::move(value.error().repaired));
    content.no_text = std::move(value.error().places);
  } else {
    return fail(ErrorCode::malformed_json, std::move(value.error().message));
  }
  return content;
}

Result<ReadContent> read_parameters(std::string_view text) {
  ReadContent content;
  content.parameters = parse_urlencoded(text);
  if (!content.parameters) return fail(ErrorCode::bad_request, "The form has too many parameters.");
  return content;
}

// A parameter without a value was not sent (RFC 6749 section 3.2).
Result<ReadContent> read_form(std::string_view body) {
  auto content = read_parameters(body);
  if (content) {
    std::erase_if(*content->parameters, [](const Parameter& sent) { return sent.value.empty(); });
  }
  return content;
}

}  // namespace

std::optional<Error> refuse_by_header(const Route& route, const net::HttpHead& head) {
  if (!head.has_body()) return std::nullopt;
  if (route.content != Content::none) {
    const auto types = head.find_all("Content-Type");
    const std::string wanted(media_type(route.content));
    if (types.size() != 1 || !is_type(types.front(), wanted)) {
      return unsupported("The Content-Type must be " + wanted + ", in UTF-8.");
    }
    const std::string* encoding = head.find("Content-Encoding");
    if (encoding != nullptr && net::lower_case(net::trim_blanks(*encoding)) != "identity") {
      return unsupported("The body must not have a Content-Encoding.");
    }
  }
  if (head.content_length.value_or(0) > route.body_limit) return Error(ErrorCode::body_too_large);
  return std::nullopt;
}

Result<ReadContent> read_content(const Route& route, const net::HttpHead& head,
                                 std::string_view body, boost::json::storage_ptr storage) {
  switch (route.content) {
    case Content::json: return read_json(body, std::move(storage));
    case Content::form: return read_form(body);
    case Content::none: return read_parameters(head.query);
  }
  return ReadContent{};
}

}  // namespace asq::api
