#include "net/listener.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <memory>
#include <string>
#include <vector>

#include "net/test_server.hpp"

namespace asq::net {
namespace {

using namespace test;

// A peer whose connection the kernel has completed may have sent its request: the 65th and those
// behind it were reset.
TEST(Listener, takes_all_whom_the_kernel_let_in_before_it_stops) {
  TestClock clock;
  TestHandler handler;
  Loop loop(clock);  // doesn't run
  ServerShared shared(handler, {}, std::make_shared<HeldBytes>());
  Connections connections(loop, shared);
  auto opened = open_listening_socket("127.0.0.1", 0).value();
  Listener listener(loop, connections, std::move(opened.socket));
  listener.start();
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 200; ++i) {
    clients.push_back(std::make_unique<Client>(opened.port));
    ASSERT_TRUE(clients.back()->connected());
  }

  listener.stop();

  EXPECT_EQ(shared.connections, 200);
}

// What the kernel takes for somebody who reads nothing is memory that nobody counts: by itself it
// takes megabytes.
TEST(Listener, lets_the_kernel_take_little_for_who_does_not_read) {
  const auto opened = open_listening_socket("127.0.0.1", 0).value();
  const Client client(opened.port, 4096);
  Descriptor accepted;
  ASSERT_TRUE(eventually([&] {
    accepted = Descriptor(::accept4(opened.socket.get(), nullptr, nullptr, SOCK_NONBLOCK));
    return accepted.valid();
  }));
  const std::string bytes(10'000'000, 'x');

  const ssize_t taken = ::send(accepted.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);

  EXPECT_GT(taken, 64'000);
  EXPECT_LT(taken, 512'000);
}

}  // namespace
}  // namespace asq::net
