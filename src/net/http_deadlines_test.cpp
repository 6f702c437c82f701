// How long an HTTP connection waits for its peer: for a header, a body, and for what it sends to be
// read.
#include <gtest/gtest.h>

#include <string>

#include "net/http_connection.hpp"
#include "net/test_requests.hpp"
#include "net/test_server.hpp"

namespace asq::net {
namespace {

using namespace test;

// SIGSTOP, or a suspended machine: nobody could be heard meanwhile.
TEST(HttpConnection, does_not_count_a_pause_of_the_process_against_its_peers) {
  RunningServer server;
  Client idle(server.port);
  idle.send(get("/echo"));
  ASSERT_EQ(idle.read_answer().status, 200);
  Client head(server.port);
  head.send("GET /echo HTTP/1.1\r\nHos");
  Client body(server.port);
  body.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
  let_the_loop_catch_up(server.port);
  {
    HeldLoop held(server.loop());
    server.clock.advance(500s);
    held.post([&server] { server.loop().resume_after(500s); });
  }
  ASSERT_TRUE(server.swept());
  idle.send(get("/echo"));
  EXPECT_EQ(idle.read_answer().status, 200);
  head.send("t: a\r\n\r\n");
  EXPECT_EQ(head.read_answer().status, 200);
  body.send("cd");
  EXPECT_EQ(body.read_answer().body, "abcd");
}

TEST(HttpConnection, gives_up_on_a_header_that_comes_too_slowly) {
  RunningServer server;
  Client client(server.port);
  client.send("GET /echo HTTP/1.1\r\nHos");
  let_the_loop_catch_up(server.port);
  server.clock.advance(11s);
  EXPECT_EQ(client.read_answer().status, 408);
  EXPECT_TRUE(client.at_end());
}

// The time is for the whole header, not from one byte to the next.
TEST(HttpConnection, gives_up_on_a_header_that_trickles) {
  RunningServer server;
  Client client(server.port);
  client.send("GET /echo HTTP/1.1\r\nX-Slow: ");
  let_the_loop_catch_up(server.port);
  server.clock.advance(6s);
  ASSERT_TRUE(server.swept());
  client.send("a");
  let_the_loop_catch_up(server.port);
  server.clock.advance(6s);
  EXPECT_EQ(client.read_answer().status, 408);
  EXPECT_TRUE(client.at_end());
}

TEST(HttpConnection, says_nothing_to_a_connection_that_never_spoke) {
  RunningServer server;
  Client client(server.port);
  ASSERT_TRUE(eventually([&] { return server.server->open_connections() == 1; }));
  server.clock.advance(11s);
  EXPECT_TRUE(client.at_end());
}

TEST(HttpConnection, ends_an_idle_connection) {
  RunningServer server;
  Client client(server.port);
  client.send(get("/echo"));
  EXPECT_EQ(client.read_answer().status, 200);
  server.clock.advance(59s);
  client.send(get("/echo"));
  EXPECT_EQ(client.read_answer().status, 200);
  server.clock.advance(61s);
  EXPECT_TRUE(client.at_end());
}

TEST(HttpConnection, gives_up_on_a_body_that_comes_too_slowly) {
  RunningServer server;
  Client client(server.port);
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\nabc");
  let_the_loop_catch_up(server.port);
  server.clock.advance(12s);
  EXPECT_EQ(client.read_answer().status, 408);
}

// It was answered as if nobody knew whose request that was.
TEST(HttpConnection, lets_the_exchange_refuse_a_body_that_can_not_be_read) {
  RunningServer server;
  Client broken(server.port);
  broken.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n");
  const auto answer = broken.read_answer();
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body, "refused by /echo");
  EXPECT_TRUE(has(answer.head, "Connection: close\r\n"));
  EXPECT_TRUE(broken.at_end());

  Client slow(server.port);
  slow.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\nabc");
  let_the_loop_catch_up(server.port);
  server.clock.advance(12s);
  EXPECT_EQ(slow.read_answer().body, "refused by /echo");
}

// What came at once paid for an hour of silence.
TEST(HttpConnection, gives_up_on_a_body_that_stops_coming_however_much_came_before) {
  ServerLimits limits;
  limits.min_body_bytes_per_second = 10;
  RunningServer server(limits);
  Client client(server.port);
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n" +
              std::string(899, 'x'));
  let_the_loop_catch_up(server.port);
  server.clock.advance(11s);
  ASSERT_TRUE(server.swept());
  server.clock.advance(11s);
  EXPECT_EQ(client.read_answer().status, 408);
  EXPECT_TRUE(client.at_end());
}

TEST(HttpConnection, gives_up_on_a_body_that_keeps_coming_for_too_long) {
  ServerLimits limits;
  limits.min_body_bytes_per_second = 1;
  limits.body_timeout = 40s;
  RunningServer server(limits);
  Client client(server.port);
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n");
  for (int i = 0; i < 4; ++i) {
    client.send(std::string(100, 'x'));
    let_the_loop_catch_up(server.port);
    server.clock.advance(11s);
    ASSERT_TRUE(server.swept());
  }
  EXPECT_EQ(client.read_answer().status, 408);
}

// 50 MiB of them would have been kept for a route that reads none.
TEST(HttpConnection, keeps_nothing_of_a_body_that_nobody_wants) {
  RunningServer server;
  Client client(server.port);
  client.send(post("/bodiless", std::string(1000, 'x')) + post("/bodiless", "") +
              post("/bodiless", std::string(1001, 'x')) + post("/echo", "next"));
  EXPECT_EQ(client.read_answer().body, "0");
  EXPECT_EQ(client.read_answer().body, "0");
  EXPECT_EQ(client.read_answer().status, 413) << "it is counted all the same";
  EXPECT_EQ(client.read_answer().body, "next");
}

TEST(HttpConnection, gives_up_on_a_peer_that_reads_nothing) {
  RunningServer server;
  Client client(server.port, 4096);
  client.send(get("/big"));
  ASSERT_EQ(client.read(1), "H");
  ASSERT_TRUE(eventually([&] {
    server.clock.advance(31s);
    return server.server->open_connections() == 0;
  }));
}

// A byte in half a minute was enough to keep an answer of any size waiting.
TEST(HttpConnection, gives_up_on_a_peer_that_reads_too_slowly) {
  ServerLimits limits;
  limits.min_answer_bytes_per_second = 200'000;
  RunningServer server(limits);
  Client client(server.port, 4096);
  client.send(get("/big"));
  std::size_t got = 0;
  do {
    got += client.read(1'000'000).size();
    server.clock.advance(20s);  // 50,000 a second
    ASSERT_TRUE(server.swept());
  } while (got < server.handler.big.size() && server.server->open_connections() > 0);
  EXPECT_LT(got, server.handler.big.size());
  EXPECT_EQ(server.server->open_connections(), 0);
}

// The kernel had taken some megabytes, and took no more until a good part of them was read.
TEST(HttpConnection, is_patient_with_a_peer_that_reads_slowly_but_steadily) {
  ServerLimits limits;
  limits.min_answer_bytes_per_second = 2'000;
  RunningServer server(limits);
  Client client(server.port, 4096);
  client.send(get("/big", "Connection: close\r\n"));
  std::size_t got = client.read(1).size();
  // Until the kernel takes no more, and the first window began: a turn writes only a part.
  for (int turn = 0; turn < 64; ++turn) let_the_loop_catch_up(server.port);
  for (int i = 0; i < 4; ++i) {
    got += client.read(100'000).size();
    server.clock.advance(31s);  // 3,200 a second
    ASSERT_TRUE(server.swept());
  }
  EXPECT_EQ(server.server->open_connections(), 1);
  got += client.read_to_end().size();
  EXPECT_GT(got, server.handler.big.size());
}

}  // namespace
}  // namespace asq::net
