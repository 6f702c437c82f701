#include "api/contract/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>

#include "api/contract/answer_headers.hpp"
#include "api/contract/error_table.hpp"
#include "api/contract/given.hpp"
#include "base/json.hpp"
#include "base/random.hpp"
#include "base/utf8.hpp"

namespace asq::api {
namespace {

// error_description holds printable ASCII but for quote and backslash (RFC 6750 section 3).
std::string described(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    safe += (c < 0x20 || c > 0x7e || c == '"' || c == '\\') ? '?' : c;
  }
  return safe;
}

std::string challenge(const Error& error, bool token_shown) {
  std::string value = R"(Bearer realm="asq")";
  if (token_shown && error.code == ErrorCode::unauthenticated) {
    value +=
        R"(, error="invalid_token", error_description=")" + described(public_detail(error)) + '"';
  }
  return value;
}

}  // namespace

std::string new_request_id() {
  static const std::string kBeginning = random_hex(8);
  static std::atomic<std::uint64_t> count{0};
  return fmt::format("{}-{:x}", kBeginning, count.fetch_add(1, std::memory_order_relaxed) + 1);
}

void append_field_errors(std::string& out, const std::vector<FieldError>& fields) {
  out += R"(,"errors":[)";
  const std::size_t end = out.size() + kMostErrorBytes;
  const std::size_t most = std::min(fields.size(), FieldErrors::kMost);
  std::size_t named = 0;
  for (; named < most; ++named) {
    const std::size_t before = out.size();
    out += named == 0 ? R"({"field":)" : R"(,{"field":)";
    append_json_string(out, shown_name(fields[named].field));
    out += R"(,"message":)";
    append_json_string(out, fields[named].message);
    out += '}';
    if (out.size() <= end) continue;
    out.resize(before);
    break;
  }
  out += ']';
  if (named == fields.size()) return;
  out += R"(,"errors_omitted":)" + std::to_string(fields.size() - named);
}

std::string_view oauth_error(const Error& error) {
  switch (error.code) {
    case ErrorCode::invalid_credentials:
    case ErrorCode::unauthenticated: return "invalid_grant";
    case ErrorCode::bad_request:
    case ErrorCode::malformed_json:
    case ErrorCode::unsupported_media_type:
    case ErrorCode::origin_not_allowed:
    case ErrorCode::body_too_large: return "invalid_request";
    case ErrorCode::invalid: {
      const bool grant = std::ranges::any_of(
          error.fields, [](const FieldError& field) { return field.field == "grant_type"; });
      return grant ? "unsupported_grant_type" : "invalid_request";
    }
    default: return "temporarily_unavailable";  // the standard has no word of its own here
  }
}

std::string problem_json(const Error& error, std::string_view request_id, int status,
                         std::string_view prefix, std::string_view oauth) {
  const ErrorRow& row = error_row(error.code);
  const bool own_status = status == 0 || status == row.status;
  std::string out = R"({"type":)";
  append_json_string(out, fmt::format("{}/docs/errors#{}", prefix, error_name(error.code)));
  out += R"(,"title":)";
  append_json_string(out, own_status ? row.title : reason_phrase(status));
  out += R"(,"status":)" + std::to_string(own_status ? row.status : status);
  out += R"(,"detail":)";
  append_json_string(out, public_detail(error));
  out += R"(,"code":")";
  out += error_name(error.code);
  out += row.retryable ? R"(","retryable":true)" : R"(","retryable":false)";
  out += R"(,"request_id":)";
  append_json_string(out, request_id);
  if (!oauth.empty()) out.append(R"(,"error":")").append(oauth).append("\"");
  if (row.status == 422) append_field_errors(out, error.fields);
  out += '}';
  return out;
}

void append_error_headers(std::vector<net::Header>& headers, const Error& error, bool token_shown) {
  const int status = error_row(error.code).status;
  if (brings_challenge(status)) {
    headers.push_back({std::string(kChallenge), challenge(error, token_shown)});
  }
  // Who is told to come again is told when; without better knowledge in a second.
  if (error.retry_after || brings_retry_after(status)) {
    const auto wait = error.retry_after.value_or(std::chrono::seconds(1));
    headers.push_back({std::string(kRetryAfter), std::to_string(wait.count())});
  }
}

}  // namespace asq::api
