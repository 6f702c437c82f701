#include "net/http_connection.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "net/test_requests.hpp"
#include "net/test_server.hpp"

namespace asq::net {
namespace {

using namespace test;

// ---- RFC 9112 section 9.3: persistence

TEST(HttpConnection, answers_one_request_after_the_other) {
  RunningServer server;
  Client client(server.port);
  for (const char* text : {"one", "two", "three"}) {
    client.send(post("/echo", text));
    EXPECT_EQ(client.read_answer().body, text);
  }
}

TEST(HttpConnection, reads_a_request_that_comes_byte_by_byte) {
  RunningServer server;
  Client client(server.port);
  for (const char c : post("/echo", "slow")) client.send(std::string_view(&c, 1));
  EXPECT_EQ(client.read_answer().body, "slow");
}

TEST(HttpConnection, ignores_empty_lines_before_a_request) {
  RunningServer server;
  Client client(server.port);
  client.send("\r\n\r\n" + post("/echo", "x") + "\r\n" + post("/echo", "y"));
  EXPECT_EQ(client.read_answer().body, "x");
  EXPECT_EQ(client.read_answer().body, "y");
}

TEST(HttpConnection, closes_when_asked_to_and_for_old_clients) {
  RunningServer server;
  for (const std::string& request :
       {get("/echo", "Connection: close\r\n"), std::string("GET /echo HTTP/1.0\r\n\r\n")}) {
    Client client(server.port);
    client.send(request);
    EXPECT_TRUE(has(client.read_answer().head, "Connection: close\r\n"));
    EXPECT_TRUE(client.at_end());
  }
}

TEST(HttpConnection, keeps_an_old_client_that_asks_for_it) {
  RunningServer server;
  Client client(server.port);
  for (int i = 0; i < 2; ++i) {
    client.send("GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_TRUE(has(client.read_answer().head, "Connection: keep-alive\r\n"));
  }
}

TEST(HttpConnection, answers_a_client_that_has_ended_its_half) {
  RunningServer server;
  Client client(server.port);
  client.send(post("/echo", "last words"));
  client.end_output();
  EXPECT_EQ(client.read_answer().body, "last words");
  EXPECT_TRUE(client.at_end());
}

// `printf ... | nc -N`: it has sent everything, and takes its time to read.
TEST(HttpConnection, answers_all_requests_of_a_slow_reader_that_has_ended_its_half) {
  RunningServer server;
  Client client(server.port, 4096);
  std::string requests;
  for (int i = 0; i < 5; ++i) requests += get("/big") + post("/slow", "x");
  client.send(requests);
  client.end_output();
  let_the_loop_catch_up(server.port);
  for (int i = 0; i < 5; ++i) {
    ASSERT_EQ(client.read_answer().body.size(), server.handler.big.size()) << i;
    ASSERT_EQ(client.read_answer().body, "x") << i;
  }
  EXPECT_TRUE(client.at_end());
}

// ---- exceptions

// The answer itself can't be made, within the handler of the input or behind a coroutine.
TEST(HttpConnection, ends_who_cannot_be_answered) {
  RunningServer server;
  server.handler.refuse_throws = true;
  for (const std::string& requests : {get("/throw"), get("/slow") + get("/begin-throws")}) {
    Client client(server.port);
    client.send(requests);
    client.read_to_end();
    EXPECT_TRUE(eventually([&] { return server.server->open_connections() == 0; }));
  }
  Client other(server.port);
  other.send(post("/echo", "still there"));
  EXPECT_EQ(other.read_answer().body, "still there");
}

// ---- section 9.3.2: pipelining

TEST(HttpConnection, answers_pipelined_requests_in_their_order) {
  RunningServer server;
  Client client(server.port);
  std::string requests;
  for (int i = 0; i < 200; ++i) {
    requests += post(i % 7 == 0 ? "/slow" : "/echo", std::to_string(i));
  }
  client.send(requests);
  for (int i = 0; i < 200; ++i) ASSERT_EQ(client.read_answer().body, std::to_string(i));
}

TEST(HttpConnection, runs_one_request_at_a_time) {
  RunningServer server;
  server.handler.hold = true;
  Client client(server.port);
  client.send(post("/slow", "1") + post("/slow", "2"));
  ASSERT_TRUE(eventually([&] { return server.handler.running == 1; }));

  server.handler.hold = false;

  EXPECT_EQ(client.read_answer().body, "1");
  EXPECT_EQ(client.read_answer().body, "2");
}

TEST(HttpConnection, begins_no_more_requests_than_a_slow_reader_takes_answers) {
  RunningServer server;
  Client client(server.port, 4096);
  std::string requests;
  for (int i = 0; i < 20; ++i) requests += get("/big");

  client.send(requests);
  ASSERT_TRUE(eventually([&] { return server.handler.begun > 0; }));
  Client other(server.port);
  other.send(get("/echo"));
  ASSERT_EQ(other.read_answer().status, 200);

  EXPECT_LT(server.handler.begun, 5);
  for (int i = 0; i < 20; ++i) ASSERT_EQ(client.read_answer().body.size(), 8'000'000U) << i;
}

// ---- bodies

TEST(HttpConnection, reads_chunked_bodies) {
  RunningServer server;
  Client client(server.port);
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  client.send("3\r\nabc\r\n");
  client.send("2;x\r\nde\r\n0\r\n\r\n" + post("/echo", "next"));
  EXPECT_EQ(client.read_answer().body, "abcde");
  EXPECT_EQ(client.read_answer().body, "next");
}

TEST(HttpConnection, reads_the_body_of_a_get) {
  RunningServer server;
  Client client(server.port);
  client.send(get("/echo", "Content-Length: 2\r\n") + "hi" + get("/echo"));
  EXPECT_EQ(client.read_answer().body, "hi");
  EXPECT_EQ(client.read_answer().body, "");
}

TEST(HttpConnection, says_100_when_it_will_take_the_body) {
  RunningServer server;
  Client client(server.port);
  client.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ok");
  EXPECT_EQ(client.read_answer().body, "ok");
}

TEST(HttpConnection, says_no_100_when_it_will_not_and_closes) {
  RunningServer server;
  for (const std::string path : {"/refuse", "/echo"}) {
    Client client(server.port);
    client.send("POST " + path + " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n" +
                "Content-Length: 5000\r\n\r\n");
    const auto answer = client.read_answer();
    EXPECT_EQ(answer.status, path == "/refuse" ? 403 : 413);
    EXPECT_TRUE(has(answer.head, "Connection: close\r\n"));
    client.end_output();
    EXPECT_TRUE(client.at_end());
  }
}

// ---- refusals, each with the next request on the same connection

TEST(HttpConnection, drops_the_body_of_a_refused_request_and_goes_on) {
  RunningServer server;
  Client client(server.port);
  client.send(post("/refuse", std::string(100'000, 'x')) + post("/echo", "next"));
  EXPECT_EQ(client.read_answer().status, 403);
  EXPECT_EQ(client.read_answer().body, "next");
}

TEST(HttpConnection, refuses_a_body_over_the_limit_before_reading_it_and_goes_on) {
  RunningServer server;
  Client client(server.port);
  const std::string request = post("/echo", std::string(1001, 'x'));
  client.send(request.substr(0, request.size() - 1));
  EXPECT_EQ(client.read_answer().status, 413) << "though the last byte is still to come";
  client.send("x" + post("/echo", std::string(1000, 'y')));
  EXPECT_EQ(client.read_answer().body.size(), 1000U);
}

TEST(HttpConnection, refuses_a_chunked_body_that_grows_over_the_limit_and_goes_on) {
  RunningServer server;
  Client client(server.port);
  std::string request = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 30; ++i) request += "64\r\n" + std::string(100, 'x') + "\r\n";
  client.send(request + "0\r\n\r\n" + post("/echo", "next"));
  EXPECT_EQ(client.read_answer().status, 413);
  EXPECT_EQ(client.read_answer().body, "next");
}

TEST(HttpConnection, refuses_a_chunk_by_its_size_before_it_comes_and_goes_on) {
  RunningServer server;
  Client client(server.port);
  client.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n3e8\r\n");
  EXPECT_EQ(client.read_answer().status, 413) << "though none of its 1000 bytes is here";
  client.send(std::string(1000, 'x') + "\r\n0\r\n\r\n" + post("/echo", "next"));
  EXPECT_EQ(client.read_answer().body, "next");
}

TEST(HttpConnection, closes_after_a_chunk_that_is_too_much_to_drop) {
  RunningServer server;
  Client client(server.port);
  client.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n");
  const auto answer = client.read_answer();
  EXPECT_EQ(answer.status, 413);
  EXPECT_TRUE(has(answer.head, "Connection: close\r\n"));
  EXPECT_TRUE(client.at_end());
}

TEST(HttpConnection, closes_after_a_refusal_whose_body_is_too_much_to_drop) {
  ServerLimits limits;
  limits.max_dropped_body = 10'000;
  RunningServer server(limits);
  Client client(server.port);
  client.send("POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 10001\r\n\r\n");
  EXPECT_TRUE(has(client.read_answer().head, "Connection: close\r\n"));
  client.send(std::string(20'000, 'x'));
  EXPECT_TRUE(client.at_end());
}

struct Refused {
  std::string name;
  std::string request;
  int status;
};
class HttpRefusal : public testing::TestWithParam<Refused> {};

// What the next request means is unknown then: it must not be answered.
TEST_P(HttpRefusal, is_answered_once_and_ends_the_connection) {
  RunningServer server;
  Client client(server.port);
  client.send(GetParam().request + post("/echo", "smuggled"));
  client.end_output();

  const auto answer = client.read_answer();

  EXPECT_EQ(answer.status, GetParam().status);
  EXPECT_TRUE(has(answer.head, "Connection: close\r\n"));
  EXPECT_TRUE(client.at_end());
}

const std::string kChunkedPost =
    "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

INSTANTIATE_TEST_SUITE_P(
    Strict, HttpRefusal,
    testing::ValuesIn(std::vector<Refused>{
        {"no_host", "GET / HTTP/1.1\r\n\r\n", 400},
        {"both_lengths", get("/echo", "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"), 400},
        {"unknown_coding", get("/echo", "Transfer-Encoding: xchunked\r\n"), 400},
        {"folded", get("/echo", "A: b\r\n c\r\n"), 400},
        {"compressed", get("/echo", "Transfer-Encoding: gzip, chunked\r\n"), 501},
        {"long_target", get("/" + std::string(8000, 'x')), 414},
        {"long_head", get("/", "A: " + std::string(17000, 'x') + "\r\n"), 431},
        {"other_expectation", get("/echo", "Expect: magic\r\n"), 417},
        {"unknown_method", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
        {"other_version", "GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505},
        {"bad_chunk", kChunkedPost + "x\r\n", 400},
        {"bad_chunk_extension", kChunkedPost + "2;\r\n{}\r\n0\r\n\r\n", 400},
        {"trailers", kChunkedPost + "1\r\na\r\n0\r\nHost: b\r\n\r\n", 400},
        {"throwing_handler", get("/begin-throws"), 500},
        {"throwing_exchange", get("/throw"), 500}}),
    [](const auto& refused) { return refused.param.name; });

// ---- HEAD and large answers

TEST(HttpConnection, sends_a_head_without_the_body_but_with_its_length) {
  RunningServer server;
  Client client(server.port);
  client.send("HEAD /big HTTP/1.1\r\nHost: a\r\n\r\n" + post("/echo", "next"));
  EXPECT_TRUE(has(client.read_answer(true).head, "Content-Length: 8000000\r\n"));
  EXPECT_EQ(client.read_answer().body, "next");
}

TEST(HttpConnection, sends_a_large_answer_whole_to_a_slow_reader_even_when_it_closes) {
  RunningServer server;
  Client client(server.port, 4096);
  client.send(get("/big", "Connection: close\r\n"));
  EXPECT_EQ(client.read_answer().body, server.handler.big);
  EXPECT_TRUE(client.at_end());
}

// ---- deadlines

TEST(HttpConnection, allows_an_address_so_many_connections_without_a_request) {
  ServerLimits limits;
  limits.max_unproven_per_address = 2;
  RunningServer server(limits);
  Client first(server.port);
  Client second(server.port);
  ASSERT_TRUE(eventually([&] { return server.server->open_connections() == 2; }));

  Client third(server.port);
  third.send(get("/echo"));
  EXPECT_EQ(third.read_answer().status, 503);
  EXPECT_TRUE(third.at_end());

  first.send(get("/echo"));
  EXPECT_EQ(first.read_answer().status, 200);
  Client fourth(server.port);
  fourth.send(get("/echo"));
  EXPECT_EQ(fourth.read_answer().status, 200) << "the first has proven itself";
}

TEST(HttpConnection, closes_those_beyond_twice_the_bound_and_who_is_to_be_told_and_sends_nothing) {
  ServerLimits limits;
  limits.max_unproven_per_address = 1;
  RunningServer server(limits);
  Client served(server.port);
  Client told(server.port);
  ASSERT_TRUE(eventually([&] { return server.server->open_connections() == 2; }));
  EXPECT_TRUE(Client(server.port).at_end());
  server.clock.advance(3s);
  EXPECT_TRUE(told.at_end()) << "long before the time for a header is over";
  served.send(get("/echo"));
  EXPECT_EQ(served.read_answer().status, 200);
}

// ---- the peer

TEST(HttpConnection, knows_the_address_of_the_peer) {
  RunningServer server;
  Client client(server.port);
  client.send(get("/peer"));
  EXPECT_EQ(client.read_answer().body, "127.0.0.1");
}

TEST(HttpConnection, names_an_ipv4_peer_of_an_ipv6_socket_in_its_own_form) {
  RunningServer server({}, 1, "::");
  Client client(server.port);
  client.send(get("/peer"));
  EXPECT_EQ(client.read_answer().body, "127.0.0.1");
}

TEST(HttpConnection, lets_a_request_run_to_its_end_when_the_client_is_gone) {
  RunningServer server;
  server.handler.hold = true;
  {
    Client client(server.port);
    client.send(post("/slow", "x"));
    ASSERT_TRUE(eventually([&] { return server.handler.running == 1; }));
  }
  server.handler.hold = false;
  EXPECT_TRUE(eventually(
      [&] { return server.handler.running == 0 && server.server->open_connections() == 0; }));
}

// ---- upgrades

TEST(HttpConnection, leaves_the_refusal_of_a_bad_handshake_to_the_handler) {
  RunningServer server;
  Client client(server.port);
  std::string request(kHandshake);
  request.replace(request.find("13"), 2, "12");
  client.send(request + post("/echo", "next"));
  const auto answer = client.read_answer();
  EXPECT_EQ(answer.status, 426);
  EXPECT_EQ(answer.body, "no handshake");
  EXPECT_TRUE(has(answer.head, "Sec-WebSocket-Version: 13\r\n"));
  EXPECT_EQ(client.read_answer().body, "next");
}

}  // namespace
}  // namespace asq::net
