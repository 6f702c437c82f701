#include "net/http_reply.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "net/ascii.hpp"
#include "net/http_parser.hpp"

namespace asq::net {
namespace {

bool is_clean(const Header& header) {
  return is_token(header.name) && std::ranges::all_of(header.value, is_line_character);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

void append_fields(std::string& out, const std::vector<Header>& headers) {
  for (const Header& header : headers) {
    if (is_clean(header)) append_field(out, header.name, header.value);
  }
}

bool has_field(const HttpResponse& response, std::string_view name) {
  return std::ranges::any_of(response.headers, [name](const Header& header) {
    return equals_ignoring_case(header.name, name);
  });
}

void append_upgrade_hints(std::string& out, const HttpResponse& response) {
  if (!has_field(response, "Upgrade")) append_field(out, "Upgrade", "websocket");
  if (!has_field(response, "Sec-WebSocket-Version")) {
    append_field(out, "Sec-WebSocket-Version", "13");
  }
}

std::string_view connection_field(const HttpResponse& response, const ReplyFrame& frame) {
  if (response.status == 426) return frame.keep_alive ? "Upgrade" : "Upgrade, close";
  if (!frame.keep_alive) return "close";
  return frame.minor_version == 0 ? "keep-alive" : "";  // 1.1 keeps it unasked
}

}  // namespace

bool sends_body(int status, bool head_request) {
  return !head_request && status >= 200 && status != 204 && status != 304;
}

std::string encode_reply_head(const HttpResponse& response, const ReplyFrame& frame) {
  std::string out;
  out.reserve(256);
  fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", response.status,
                 reason_phrase(response.status));
  append_field(out, "Date", frame.date);
  append_fields(out, response.headers);
  if (response.status == 426) append_upgrade_hints(out, response);
  const auto connection = connection_field(response, frame);
  if (!connection.empty()) append_field(out, "Connection", connection);
  const std::size_t size = response.body ? response.body->size() : 0;
  const bool has_length =
      response.status >= 200 && response.status != 204 && (response.status != 304 || size > 0);
  if (has_length) fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", size);
  out.append("\r\n");
  return out;
}

std::string encode_upgrade_head(const std::vector<Header>& headers, std::string_view accept,
                                std::string_view date) {
  std::string out = "HTTP/1.1 101 Switching Protocols\r\n";
  append_field(out, "Date", date);
  append_field(out, "Upgrade", "websocket");
  append_field(out, "Connection", "Upgrade");
  append_field(out, "Sec-WebSocket-Accept", accept);
  append_fields(out, headers);
  out.append("\r\n");
  return out;
}

std::string http_date(std::chrono::sys_seconds time) {
  constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format(
      "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays.at(std::chrono::weekday(day).c_encoding()),
      static_cast<unsigned>(date.day()), kMonths.at(static_cast<unsigned>(date.month()) - 1),
      static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
      clock.seconds().count());
}

}  // namespace asq::net
