#include "api/http/content.hpp"

#include <algorithm>
#include <utility>

#include "base/json.hpp"
#include "net/ascii.hpp"

namespace asq::api {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), net::to_lower);
  return result;
}

std::string_view media_type(Content content) {
  return content == Content::form ? "application/x-www-form-urlencoded" : "application/json";
}

// The type itself, and no charset but UTF-8 (RFC 9110 section 8.3).
bool is_type(std::string_view field, std::string_view wanted) {
  std::size_t end = field.find(';');
  if (lower(net::trim_blanks(field.substr(0, end))) != wanted) return false;
  while (end != std::string_view::npos) {
    field.remove_prefix(end + 1);
    end = field.find(';');
    const std::string parameter = lower(net::trim_blanks(field.substr(0, end)));
    if (parameter.starts_with("charset=") && parameter != "charset=utf-8" &&
        parameter != "charset=\"utf-8\"") {
      return false;
    }
  }
  return true;
}

Error unsupported(std::string detail) {
  return {ErrorCode::unsupported_media_type, std::move(detail)};
}

Result<ReadContent> read_json(std::string_view body, boost::json::storage_ptr storage) {
  if (body.empty()) return fail(ErrorCode::malformed_json, "This route needs a JSON body.");
  auto value = parse_json(body, std::move(storage));
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
  if (!content.parameters) return fail(ErrorCode::bad_request, "There are too many parameters.");
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
    if (encoding != nullptr && lower(net::trim_blanks(*encoding)) != "identity") {
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
