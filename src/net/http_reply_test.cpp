#include "net/http_reply.hpp"

#include <gtest/gtest.h>

#include "base/frame.hpp"

namespace asq::net {
namespace {

HttpResponse response(int status, std::string body = {}) {
  HttpResponse made;
  made.status = status;
  made.body = make_frame(std::move(body));
  return made;
}

std::string head(const HttpResponse& made, int minor_version = 1, bool keep_alive = true) {
  return encode_reply_head(
      made, {.date = "Now", .minor_version = minor_version, .keep_alive = keep_alive});
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(ReplyHead, has_status_date_and_length) {
  EXPECT_EQ(head(response(200, "hello")),
            "HTTP/1.1 200 OK\r\nDate: Now\r\nContent-Length: 5\r\n\r\n");
  EXPECT_TRUE(head(response(429)).starts_with("HTTP/1.1 429 Too Many Requests\r\n"));
  EXPECT_TRUE(head(response(456)).starts_with("HTTP/1.1 456 \r\n"));
}

// RFC 9110 section 8.6
TEST(ReplyHead, has_no_length_where_there_can_be_no_body) {
  EXPECT_FALSE(has(head(response(204)), "Content-Length"));
  EXPECT_FALSE(has(head(response(304)), "Content-Length"));
  EXPECT_TRUE(has(head(response(200)), "Content-Length: 0\r\n"));
}

// RFC 9112 section 9.3
TEST(ReplyHead, says_whether_the_connection_stays) {
  EXPECT_FALSE(has(head(response(200)), "Connection"));
  EXPECT_TRUE(has(head(response(200), 1, false), "Connection: close\r\n"));
  EXPECT_TRUE(has(head(response(200), 0, true), "Connection: keep-alive\r\n"));
}

// RFC 9110 section 15.5.22, RFC 6455 section 4.4
TEST(ReplyHead, tells_426_what_to_upgrade_to) {
  const std::string text = head(response(426), 1, false);
  EXPECT_TRUE(has(text, "Upgrade: websocket\r\n"));
  EXPECT_TRUE(has(text, "Connection: Upgrade, close\r\n"));
  EXPECT_TRUE(has(text, "Sec-WebSocket-Version: 13\r\n"));
}

TEST(ReplyHead, leaves_out_a_field_that_would_break_the_header) {
  HttpResponse made = response(200);
  made.headers = {{"A", "b\r\nSet-Cookie: x"}, {"B c", "d"}, {"Good", "yes"}};
  const std::string text = head(made);
  EXPECT_FALSE(has(text, "Set-Cookie"));
  EXPECT_FALSE(has(text, "B c"));
  EXPECT_TRUE(has(text, "Good: yes\r\n"));
}

TEST(SendsBody, not_for_head_and_not_where_there_can_be_none) {
  EXPECT_TRUE(sends_body(200, false));
  EXPECT_TRUE(sends_body(404, false));
  EXPECT_FALSE(sends_body(200, true));
  EXPECT_FALSE(sends_body(204, false));
  EXPECT_FALSE(sends_body(304, false));
}

// The example of RFC 9110 section 5.6.7
TEST(HttpDate, is_an_imf_fixdate) {
  EXPECT_EQ(http_date(std::chrono::sys_seconds(std::chrono::seconds(784111777))),
            "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace
}  // namespace asq::net
