#include "net/ws_handshake.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace asq::net {
namespace {

HttpHead handshake() {
  HttpHead head;
  head.method = "GET";
  head.path = "/ws";
  head.headers = {{"Host", "localhost"},
                  {"Upgrade", "websocket"},
                  {"Connection", "Upgrade"},
                  {"Sec-WebSocket-Version", "13"},
                  {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}};
  return head;
}

HttpHead with(std::string_view name, std::string_view value) {
  HttpHead head = handshake();
  for (Header& header : head.headers) {
    if (header.name == name) header.value = value;
  }
  return head;
}

HttpHead without(std::string_view name) {
  HttpHead head = handshake();
  std::erase_if(head.headers, [name](const Header& header) { return header.name == name; });
  return head;
}

// What is offered; one without a status if nothing is.
WsOffer offered(const HttpHead& head) {
  return read_ws_offer(head).value_or(WsOffer{.status = 0, .reason = {}, .accept = {}});
}

// RFC 6455 section 1.3 has this key and its answer.
TEST(WsHandshake, accepts_the_one_of_the_rfc) {
  const WsOffer offer = offered(handshake());

  EXPECT_TRUE(offer.valid());
  EXPECT_EQ(offer.accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST(WsHandshake, reads_tokens_in_lists_and_any_case) {
  EXPECT_TRUE(offered(with("Connection", "keep-alive, upgrade")).valid());
  EXPECT_TRUE(offered(with("Upgrade", "WebSocket")).valid());
  EXPECT_TRUE(offered(with("Upgrade", "h2c , websocket")).valid());
}

TEST(WsHandshake, is_none_without_an_upgrade_to_websocket) {
  EXPECT_FALSE(read_ws_offer(without("Upgrade")));
  EXPECT_FALSE(read_ws_offer(with("Upgrade", "h2c")));
}

TEST(WsHandshake, asks_for_version_13) {
  for (const char* version : {"", "8", "12", "14", "13, 8", "013", "13x"}) {
    EXPECT_EQ(offered(with("Sec-WebSocket-Version", version)).status, 426) << version;
  }
  EXPECT_EQ(offered(without("Sec-WebSocket-Version")).status, 426);
}

TEST(WsHandshake, needs_one_key_of_16_bytes) {
  for (const char* key :
       {"", "dGhl", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQQ=",
        "dGhlIHNhbXBsZSBub25jZQAA", "dGhlIHNhbXBsZSBub25j!!==", "AAAAdGhlIHNhbXBsZSBub25jZQ=="}) {
    EXPECT_EQ(offered(with("Sec-WebSocket-Key", key)).status, 400) << key;
  }
  HttpHead twice = handshake();
  twice.headers.push_back(twice.headers.back());
  EXPECT_EQ(offered(twice).status, 400);
}

TEST(WsHandshake, needs_a_get_of_http_1_1_without_body_that_asks_for_the_upgrade) {
  HttpHead post = handshake();
  post.method = "POST";
  HttpHead old = handshake();
  old.minor_version = 0;
  HttpHead body = handshake();
  body.content_length = 3;

  for (const HttpHead& head : {post, old, body, with("Connection", "close")}) {
    EXPECT_EQ(offered(head).status, 400);
    EXPECT_FALSE(offered(head).reason.empty());
  }
}

}  // namespace
}  // namespace asq::net
