// What connections hold for their peers, and what happens beyond the bounds: net/http_room.cpp and
// net/ws_room.cpp.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "net/test_requests.hpp"
#include "net/test_server.hpp"

namespace asq::net {
namespace {

using namespace test;

constexpr std::size_t kBody = 10'000;

std::string account(int number) { return "X-Account: " + std::to_string(number) + "\r\n"; }
std::string begun(int number, std::size_t size = kBody) {
  return "POST /echo HTTP/1.1\r\nHost: a\r\n" + account(number) +
         "Content-Length: " + std::to_string(size) + "\r\n\r\nx";
}

class RoomTest : public testing::Test {
 protected:
  // A server of one loop on 127.0.0.1.
  void start(const HeldBytes::Options& bounds) {
    ServerLimits limits;
    limits.outbox_bytes = 64U << 20U;
    server = std::make_unique<RunningServer>(limits, 1, "127.0.0.1", bounds);
    server->handler.body_limit = 2'000'000;
  }
  // A client that has sent this, and the server has read it.
  Client& sends(const std::string& bytes) {
    clients.push_back(std::make_unique<Client>(server->port, 4096));
    clients.back()->send(bytes);
    let_the_loop_catch_up(server->port);
    return *clients.back();
  }
  [[nodiscard]] std::size_t held(Held kind) const { return server->held->in_all(kind); }

  std::unique_ptr<RunningServer> server;
  std::vector<std::unique_ptr<Client>> clients;
};

TEST_F(RoomTest, refuses_a_body_beyond_the_share_of_the_account_only) {
  start({.input = {.per_account = 2 * kBody}, .output = {}});
  sends(begun(1));
  sends(begun(1));
  EXPECT_EQ(held(Held::input), 2 * kBody);

  Client& third = sends(begun(1));
  EXPECT_EQ(third.read_answer().status, 429);
  third.send(std::string(kBody - 1, 'x') + get("/peer"));
  EXPECT_EQ(third.read_answer().status, 200) << "what came was dropped, the connection goes on";

  Client& other = sends(begun(2));
  other.send(std::string(kBody - 1, 'x'));
  EXPECT_EQ(other.read_answer().body.size(), kBody);
}

TEST_F(RoomTest, takes_bodies_up_to_the_bound) {
  for (const std::size_t size : {kBody - 1, kBody, kBody + 1}) {
    start({.input = {.per_account = 2 * kBody}, .output = {}});
    sends(begun(1));
    Client& next = sends(begun(1, size));
    next.send(std::string(size - 1, 'x'));
    EXPECT_EQ(next.read_answer().status, size <= kBody ? 200 : 429) << size;
  }
}

TEST_F(RoomTest, counts_nothing_of_a_body_that_comes_whole) {
  start({.input = {.in_all = 1}, .output = {}});
  Client client(server->port);
  client.send(post("/echo", std::string(kBody, 'x')));
  EXPECT_EQ(client.read_answer().status, 200);
  EXPECT_EQ(held(Held::input), 0U);
}

TEST_F(RoomTest, counts_a_body_in_chunks_as_it_comes) {
  start({.input = {.per_account = 2 * kBody}, .output = {}});
  sends(begun(1));
  Client& chunked =
      sends("POST /echo HTTP/1.1\r\nHost: a\r\n" + account(1) +
            "Transfer-Encoding: chunked\r\n\r\nFF0\r\n" + std::string(0xFF0, 'x') + "\r\n");
  EXPECT_GT(held(Held::input), kBody + 0xFF0 - 1);
  chunked.send("4000\r\n" + std::string(0x4000, 'x') + "\r\n0\r\n\r\n" + get("/peer"));
  EXPECT_EQ(chunked.read_answer().status, 429);
  EXPECT_EQ(chunked.read_answer().status, 200);
}

TEST_F(RoomTest, lets_go_of_a_body_when_it_is_answered_given_up_or_the_peer_leaves) {
  start({});
  Client& whole = sends(begun(1));
  whole.send(std::string(kBody - 1, 'x'));
  EXPECT_EQ(whole.read_answer().status, 200);
  Client& late = sends(begun(1));
  server->clock.advance(121s);
  EXPECT_EQ(late.read_answer().status, 408);
  sends(begun(1));
  clients.pop_back();
  EXPECT_TRUE(eventually([&] { return held(Held::input) == 0; }));
}

TEST_F(RoomTest, at_the_bound_in_all_the_largest_holder_goes_and_others_are_told_to_come_again) {
  start({.input = {.in_all = 3 * kBody}, .output = {}});
  Client& first = sends(begun(1));
  Client& second = sends(begun(1));
  Client& small = sends(begun(2, kBody / 2));

  Client& newcomer = sends(begun(3));
  EXPECT_EQ(newcomer.read_answer().status, 503);
  // All are at one address here, so the largest holder is that.
  EXPECT_TRUE(first.at_end());
  EXPECT_TRUE(second.at_end());
  EXPECT_TRUE(small.at_end());
  EXPECT_TRUE(eventually([&] { return held(Held::input) == 0; }));
  EXPECT_EQ(sends(get("/peer")).read_answer().status, 200);
}

// ---- answers that are not read

TEST_F(RoomTest, counts_an_answer_until_it_is_read) {
  start({});
  Client& reader = sends(get("/big"));
  EXPECT_GT(held(Held::output), 1'000'000U);
  EXPECT_EQ(reader.read_answer().body.size(), server->handler.big.size());
  EXPECT_TRUE(eventually([&] { return held(Held::output) == 0; }));
}

TEST_F(RoomTest, closes_a_connection_whose_answer_is_beyond_the_share) {
  start({.input = {}, .output = {.per_account = 12'000'000}});
  const std::string big = "GET /big HTTP/1.1\r\nHost: a\r\n" + account(1) + "\r\n";
  Client& first = sends(big);
  Client& second = sends(big);
  EXPECT_LT(second.read_to_end().size(), server->handler.big.size());
  EXPECT_EQ(first.read_answer().body.size(), server->handler.big.size());
}

// ---- sockets

std::string half_a_message(std::size_t size) {
  const std::string whole = client_text(std::string(size, 'x'));
  return whole.substr(0, whole.size() - 1);
}

TEST_F(RoomTest, closes_a_socket_whose_unfinished_message_is_beyond_the_share) {
  start({.input = {.per_account = 2 * kBody}, .output = {}});
  WsClient one(server->port, 0, account(1));
  one.send(half_a_message(kBody));
  let_the_loop_catch_up(server->port);
  EXPECT_GE(held(Held::input), kBody);
  WsClient two(server->port, 0, account(1));
  two.send(half_a_message(kBody + 100));
  EXPECT_EQ(two.read_frame().code(), 4429);
  WsClient other(server->port, 0, account(2));
  other.send(half_a_message(kBody));
  one.send("\x12\x12\x12\x12");  // the last byte, masked as any
  EXPECT_EQ(one.read_frame().opcode, 1);
}

TEST_F(RoomTest, a_small_unfinished_message_is_not_counted) {
  start({.input = {.in_all = 1}, .output = {}});
  WsClient client(server->port);
  client.send(half_a_message(1000));
  let_the_loop_catch_up(server->port);
  EXPECT_EQ(held(Held::input), 0U);
}

}  // namespace
}  // namespace asq::net
