#include "net/listener.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <memory>
#include <string>
#include <vector>

#include "net/listening_sockets.hpp"
#include "net/test_server.hpp"

namespace asq::net {
namespace {

using namespace test;

ListeningSockets listen_for_one_loop(const std::vector<std::string>& hosts) {
  std::vector<ListenAddress> addresses;
  for (const std::string& host : hosts) addresses.push_back(addresses_of(host).value().at(0));
  return listen_on(hosts.front(), addresses, 0, 1).value();
}

// A peer whose connection the kernel has completed may have sent its request: the 65th and those
// behind it were reset.
TEST(Listener, takes_all_whom_the_kernel_let_in_before_it_stops) {
  TestClock clock;
  TestHandler handler;
  Loop loop(clock);  // doesn't run
  ServerShared shared(handler, {}, std::make_shared<HeldBytes>());
  Connections connections(loop, shared);
  auto opened = listen_for_one_loop({"127.0.0.1"});
  Listener listener(loop, connections, std::move(opened.of_loops.front()));
  listener.start();
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 200; ++i) {
    clients.push_back(std::make_unique<Client>(opened.port));
    ASSERT_TRUE(clients.back()->connected());
  }

  listener.stop();

  EXPECT_EQ(shared.connections, 200);
}

TEST(Listener, accepts_on_all_of_its_sockets) {
  TestClock clock;
  TestHandler handler;
  Loop loop(clock);  // doesn't run
  ServerShared shared(handler, {}, std::make_shared<HeldBytes>());
  Connections connections(loop, shared);
  auto first = listen_for_one_loop({"127.0.0.1"});
  auto second = listen_for_one_loop({"127.0.0.1"});
  first.of_loops.front().push_back(std::move(second.of_loops.front().front()));
  Listener listener(loop, connections, std::move(first.of_loops.front()));
  listener.start();
  std::vector<std::unique_ptr<Client>> clients;
  for (const std::uint16_t port : {first.port, second.port, second.port}) {
    clients.push_back(std::make_unique<Client>(port));
  }

  listener.on_ready(EPOLLIN);

  EXPECT_EQ(shared.connections, 3);
}

// What the kernel takes for somebody who reads nothing is memory that nobody counts: by itself it
// takes megabytes.
TEST(Listener, lets_the_kernel_take_little_for_who_does_not_read) {
  const auto opened = listen_for_one_loop({"127.0.0.1"});
  const int listening = opened.of_loops.front().front().get();
  const Client client(opened.port, 4096);
  Descriptor accepted;
  ASSERT_TRUE(eventually([&] {
    accepted = Descriptor(::accept4(listening, nullptr, nullptr, SOCK_NONBLOCK));
    return accepted.valid();
  }));
  const std::string bytes(10'000'000, 'x');

  const ssize_t taken = ::send(accepted.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);

  EXPECT_GT(taken, 64'000);
  EXPECT_LT(taken, 512'000);
}

}  // namespace
}  // namespace asq::net
