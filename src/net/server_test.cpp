#include "net/server.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <future>
#include <string>
#include <vector>

#include "net/test_server.hpp"

namespace asq::net {
namespace {

using namespace test;

constexpr std::string_view kGet = "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view kSlow = "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(Server, serves_from_all_its_loops_on_one_port) {
  RunningServer server({}, 3);
  std::vector<std::unique_ptr<WsClient>> clients;
  for (int i = 0; i < 30; ++i) {
    clients.push_back(std::make_unique<WsClient>(server.port));
    clients.back()->send(client_text(std::to_string(i)));
  }
  for (int i = 0; i < 30; ++i) {
    EXPECT_EQ(clients[static_cast<std::size_t>(i)]->read_frame().payload, std::to_string(i));
  }
  EXPECT_EQ(server.server->open_websockets(), 30);
  EXPECT_EQ(server.server->open_connections(), 30);
}

// ---- starting

std::string start_failure(const std::string& host, std::uint16_t port) {
  TestClock clock;
  Loop loop(clock);
  TestHandler handler;
  Server server({&loop}, handler, {});
  const auto started = server.start(host, port);
  return started ? "" : started.error();
}

TEST(Server, says_that_a_port_is_in_use_though_ports_are_shared) {
  const RunningServer first;
  const std::string sentence = start_failure("127.0.0.1", first.port);
  EXPECT_EQ(sentence, "Cannot listen on 127.0.0.1:" + std::to_string(first.port) +
                          ": the port is in use by another program.");
}

TEST(Server, says_that_an_address_is_none_of_this_machine) {
  EXPECT_NE(start_failure("192.0.2.1", 0).find("this machine has no such address"),
            std::string::npos);
  EXPECT_NE(start_failure("not an address", 0).find("this machine has no such address"),
            std::string::npos);
}

TEST(Server, starts_again_at_once_on_the_port_it_had) {
  std::uint16_t port = 0;
  {
    RunningServer server;
    port = server.port;
    Client client(port);
    client.send(kGet);
    ASSERT_EQ(client.read_answer().status, 200);
    server.server->drain(1s);
  }
  EXPECT_EQ(start_failure("127.0.0.1", port), "");
}

TEST(Server, listens_on_ipv6) {
  EXPECT_EQ(start_failure("::1", 0), "");
  EXPECT_EQ(start_failure("[::1]", 0), "");
}

// ---- draining

TEST(Drain, closes_idle_connections_and_refuses_new_ones) {
  RunningServer server;
  Client idle(server.port);
  idle.send(kGet);
  ASSERT_EQ(idle.read_answer().status, 200);

  server.server->drain(5s);

  EXPECT_EQ(server.server->open_connections(), 0);
  EXPECT_TRUE(idle.at_end());
  EXPECT_FALSE(Client(server.port).connected());
}

TEST(Drain, lets_a_request_under_way_answer) {
  RunningServer server;
  server.handler.hold = true;
  Client client(server.port);
  client.send(kSlow);
  ASSERT_TRUE(eventually([&] { return server.handler.running == 1; }));

  auto drained = std::async(std::launch::async, [&] { server.server->drain(10s); });
  ASSERT_TRUE(eventually([&] { return !Client(server.port).connected(); }));
  server.handler.hold = false;

  const auto answer = client.read_answer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_NE(answer.head.find("Connection: close"), std::string::npos);
  client.end_output();
  EXPECT_EQ(drained.wait_for(5s), std::future_status::ready);
}

TEST(Drain, closes_sockets_with_1012) {
  RunningServer server;
  WsClient client(server.port);
  auto drained = std::async(std::launch::async, [&] { server.server->drain(10s); });

  EXPECT_EQ(client.read_frame().code(), 1012);
  client.send(client_close(1012));
  client.end_output();

  EXPECT_EQ(drained.wait_for(4s), std::future_status::ready) << "not only at the deadline";
  EXPECT_EQ(server.handler.sockets.closed, 1);
}

TEST(Drain, waits_two_seconds_for_a_peer_that_does_not_answer_the_close) {
  RunningServer server;
  WsClient client(server.port);
  auto drained = std::async(std::launch::async, [&] { server.server->drain(60s); });
  ASSERT_EQ(client.read_frame().code(), 1012);

  server.clock.advance(2s);  // of the 5 s that another close frame has

  EXPECT_EQ(drained.wait_for(3s), std::future_status::ready);
}

TEST(Drain, closes_a_socket_that_is_never_finished) {
  RunningServer server;
  WsClient client(server.port);
  client.send(client_text("busy"));
  ASSERT_EQ(client.read_frame().payload, "busy");
  auto drained = std::async(std::launch::async, [&] { server.server->drain(60s); });
  ASSERT_TRUE(eventually([&] { return !Client(server.port).connected(); }));

  server.clock.advance(2s);

  EXPECT_EQ(client.read_frame().code(), 1012);
  client.send(client_close(1012));
  client.end_output();
  EXPECT_EQ(drained.wait_for(5s), std::future_status::ready);
}

TEST(Drain, waits_two_seconds_for_the_rest_of_a_body) {
  RunningServer server;
  Client client(server.port);
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
  ASSERT_TRUE(eventually([&] { return server.handler.begun == 1; }));
  auto drained = std::async(std::launch::async, [&] { server.server->drain(60s); });
  ASSERT_TRUE(eventually([&] { return !Client(server.port).connected(); }));

  server.clock.advance(2s);

  EXPECT_EQ(drained.wait_for(3s), std::future_status::ready);
  EXPECT_TRUE(client.at_end());
}

TEST(Drain, ends_by_force_at_its_deadline) {
  RunningServer server;
  server.handler.hold = true;
  Client client(server.port);
  client.send(kSlow);
  WsClient socket(server.port);
  ASSERT_TRUE(eventually([&] { return server.handler.running == 1; }));

  server.server->drain(50ms);

  EXPECT_EQ(server.server->open_connections(), 0);
  EXPECT_EQ(server.handler.sockets.closed, 1);
  EXPECT_TRUE(client.at_end());
  server.handler.hold = false;
  EXPECT_TRUE(eventually([&] { return server.handler.running == 0; }));
}

// ---- out of descriptors (EMFILE)

// All descriptors of the process, until it is destroyed.
class Shortage {
 public:
  Shortage() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit low = before_;
    low.rlim_cur = 200;
    ::setrlimit(RLIMIT_NOFILE, &low);
    for (int fd = ::dup(0); fd >= 0; fd = ::dup(0)) taken_.push_back(fd);
  }
  Shortage(const Shortage&) = delete;
  Shortage& operator=(const Shortage&) = delete;
  ~Shortage() {
    for (const int fd : taken_) ::close(fd);
    ::setrlimit(RLIMIT_NOFILE, &before_);
  }
  void give_back_one() {
    ::close(taken_.back());
    taken_.pop_back();
  }

 private:
  rlimit before_{};
  std::vector<int> taken_;
};

TEST(Server, pauses_accepting_while_descriptors_are_short_and_serves_who_is_there) {
  RunningServer server;
  WsClient old(server.port);
  std::unique_ptr<Client> late;
  {
    Shortage shortage;
    shortage.give_back_one();
    late = std::make_unique<Client>(server.port);  // takes that one
    late->send(kGet);
    for (int i = 0; i < 100; ++i) {
      old.send(client_text("still there"));
      ASSERT_EQ(old.read_frame().payload, "still there");
    }
    EXPECT_EQ(server.server->open_connections(), 1);
  }
  EXPECT_EQ(late->read_answer().status, 200) << "it waited in the kernel's queue";
}

TEST(Server, closes_who_has_been_idle_longest_when_descriptors_are_short) {
  RunningServer server;
  std::vector<std::unique_ptr<Client>> idle;
  for (int i = 0; i < 40; ++i) {
    idle.push_back(std::make_unique<Client>(server.port));
    idle.back()->send(kGet);
    ASSERT_EQ(idle.back()->read_answer().status, 200);
  }
  const WsClient socket(server.port);
  Shortage shortage;
  shortage.give_back_one();

  Client late(server.port);
  late.send(kGet);

  EXPECT_EQ(late.read_answer().status, 200);
  EXPECT_TRUE(idle.front()->at_end());
  idle.back()->send(kGet);
  EXPECT_EQ(idle.back()->read_answer().status, 200) << "it has been idle for the shortest time";
  EXPECT_EQ(server.handler.sockets.closed, 0);
}

}  // namespace
}  // namespace asq::net
