#include "net/http_parser.hpp"

#include <gtest/gtest.h>

namespace asq::net {
namespace {

std::expected<HttpHead, HttpFault> parse(const std::string& raw) {
  const HeadScan scan = scan_head(raw, {});
  EXPECT_EQ(scan.kind, HeadScan::Kind::head) << scan.fault.reason;
  return parse_head(std::string_view(raw).substr(0, scan.head.size), scan.head);
}

TEST(ParseHead, gives_fields_in_order_without_their_blanks) {
  const auto head = parse(
      "PATCH /chat/me?a=b HTTP/1.1\r\nHost: a:1\r\nX-One:  1 \r\nx-one: 2\r\nEmpty:\r\n"
      "Content-Length: 7\r\n\r\n");

  ASSERT_TRUE(head);
  EXPECT_EQ(head->method, "PATCH");
  EXPECT_EQ(head->path, "/chat/me");
  EXPECT_EQ(head->query, "a=b");
  EXPECT_EQ(head->local_host, "a:1");
  EXPECT_EQ(head->content_length, 7U);
  EXPECT_TRUE(head->has_body());
  EXPECT_EQ(head->find_all("X-ONE"), (std::vector<std::string_view>{"1", "2"}));
  EXPECT_EQ(*head->find("empty"), "");
  EXPECT_EQ(head->find("absent"), nullptr);
  EXPECT_FALSE(head->websocket);
}

TEST(ParseHead, takes_every_known_method) {
  for (const std::string method : {"GET", "HEAD", "OPTIONS", "DELETE", "TRACE", "PROPFIND", "LINK",
                                   "M-SEARCH", "UNSUBSCRIBE", "MKCALENDAR", "ACL"}) {
    const auto head = parse(method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_TRUE(head) << method;
    EXPECT_EQ(head->method, method);
  }
}

TEST(ParseHead, takes_absolute_targets_and_old_clients) {
  EXPECT_EQ(parse("GET http://b/c HTTP/1.1\r\nHost: a\r\n\r\n")->local_host, "b");
  EXPECT_EQ(parse("GET / HTTP/1.0\r\n\r\n")->minor_version, 0);
}

TEST(ParseHead, takes_chunked_bodies_and_headers_of_8_KiB) {
  EXPECT_TRUE(parse("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")->chunked);
  EXPECT_TRUE(parse("GET / HTTP/1.1\r\nHost: a\r\nA: " + std::string(8000, 'x') + "\r\n\r\n"));
}

TEST(ParseHead, offers_a_websocket_where_one_is_asked_for) {
  const auto head = parse(
      "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->websocket.value_or(WsOffer{}).status, 426);
}

}  // namespace
}  // namespace asq::net
