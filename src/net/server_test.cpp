#include "net/server.hpp"

#include "net/test_server.hpp"

namespace asq::net {
namespace {

using namespace test;

TEST(Server, answers_a_request) {
  RunningServer server;
  Client client(server.port);

  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");

  const auto answer = client.read_answer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "hello");
  EXPECT_NE(answer.head.find("\r\nDate: "), std::string::npos);
}

TEST(Server, echoes_over_a_websocket) {
  RunningServer server;
  WsClient client(server.port);

  client.send(client_text("hello"));

  EXPECT_TRUE(client.handshake.starts_with("HTTP/1.1 101 "));
  EXPECT_NE(client.handshake.find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"),
            std::string::npos);
  EXPECT_EQ(client.read_frame().payload, "hello");
}

}  // namespace
}  // namespace asq::net
