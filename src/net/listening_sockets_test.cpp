#include "net/listening_sockets.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <string>
#include <vector>

#include "net/test_server.hpp"

namespace asq::net {
namespace {

using namespace test;

ListenAddress only_address_of(const std::string& host) { return addresses_of(host).value().at(0); }

// What ::1 can't be bound on, no test can reach.
bool has_ipv6() { return listen_on("::1", {only_address_of("::1")}, 0, 1).has_value(); }

// A peer that has connected from this machine.
Descriptor connected_to(const std::string& host, std::uint16_t port) {
  ListenAddress address = only_address_of(host);
  if (address.storage.ss_family == AF_INET6) {
    reinterpret_cast<sockaddr_in6&>(address.storage).sin6_port = htons(port);
  } else {
    reinterpret_cast<sockaddr_in&>(address.storage).sin_port = htons(port);
  }
  Descriptor socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address.storage), address.size)) {
    socket.close();
  }
  return socket;
}

TEST(AddressesOf, a_numeric_host_is_its_one_address) {
  for (const std::string host : {"127.0.0.1", "0.0.0.0", "::1", "[::1]", "::"}) {
    EXPECT_EQ(addresses_of(host).value().size(), 1U) << host;
  }
}

TEST(AddressesOf, no_host_is_a_sentence) {
  const auto none = addresses_of("no address");
  ASSERT_FALSE(none);
  EXPECT_TRUE(none.error().starts_with("Cannot listen on \"no address\": ")) << none.error();
}

TEST(IsLoopback, is_true_of_addresses_of_this_machine_alone) {
  for (const std::string host : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"}) {
    EXPECT_TRUE(is_loopback(only_address_of(host))) << host;
  }
  for (const std::string host : {"0.0.0.0", "126.255.255.255", "128.0.0.1", "::", "::2",
                                 "2001:db8::1", "::ffff:128.0.0.1"}) {
    EXPECT_FALSE(is_loopback(only_address_of(host))) << host;
  }
}

// An address that the machine lacks does not count.
TEST(ListenOn, says_whether_others_can_reach_it) {
  const auto beyond = [](const std::vector<std::string>& hosts) {
    std::vector<ListenAddress> addresses;
    for (const std::string& host : hosts) addresses.push_back(only_address_of(host));
    testing::internal::CaptureStderr();
    const bool answer = listen_on("a.name", addresses, 0, 1).value().beyond_loopback;
    (void)testing::internal::GetCapturedStderr();
    return answer;
  };
  EXPECT_FALSE(beyond({"127.0.0.1"}));
  EXPECT_FALSE(beyond({"127.0.0.1", "2001:db8::1"}));
  EXPECT_FALSE(beyond({"127.0.0.1", "127.0.0.2"}));
  EXPECT_TRUE(beyond({"0.0.0.0"}));
}

// `localhost` meant 127.0.0.1 only, and browsers try ::1 first.
TEST(ListenOn, listens_on_all_addresses_of_a_name_with_one_port) {
  if (!has_ipv6()) GTEST_SKIP() << "no IPv6 here";
  const auto opened =
      listen_on("localhost", {only_address_of("127.0.0.1"), only_address_of("::1")}, 0, 3).value();

  ASSERT_EQ(opened.of_loops.size(), 3U);
  for (const auto& of_loop : opened.of_loops) EXPECT_EQ(of_loop.size(), 2U);
  EXPECT_TRUE(connected_to("127.0.0.1", opened.port).valid());
  EXPECT_TRUE(connected_to("::1", opened.port).valid());
}

TEST(ListenOn, leaves_out_an_address_that_the_machine_lacks) {
  const auto here = only_address_of("127.0.0.1");
  const auto elsewhere = only_address_of("2001:db8::1");
  for (const auto& addresses :
       {std::vector{here, elsewhere}, std::vector{elsewhere, here}, std::vector{here}}) {
    testing::internal::CaptureStderr();
    const auto opened = listen_on("a.name", addresses, 0, 2);
    const std::string log = testing::internal::GetCapturedStderr();

    ASSERT_TRUE(opened) << opened.error();
    for (const auto& of_loop : opened->of_loops) EXPECT_EQ(of_loop.size(), 1U);
    EXPECT_TRUE(connected_to("127.0.0.1", opened->port).valid());
    const std::string left_out = "[2001:db8::1]:" + std::to_string(opened->port);
    EXPECT_EQ(log.find(left_out) != std::string::npos, addresses.size() == 2) << log;
  }
}

TEST(ListenOn, refuses_if_the_machine_has_none_of_them) {
  const std::vector<ListenAddress> elsewhere{only_address_of("192.0.2.1"),
                                             only_address_of("2001:db8::1")};
  EXPECT_EQ(listen_on("a.name", elsewhere, 8000, 1).error(),
            "Cannot listen on a.name:8000 (192.0.2.1:8000): this machine has no such address.");
}

// It lost its brackets: "2001:db8::1:8000".
TEST(ListenOn, writes_an_ipv6_address_in_brackets) {
  const std::vector<ListenAddress> elsewhere{only_address_of("2001:db8::1")};
  const std::string sentence =
      "Cannot listen on [2001:db8::1]:8000: this machine has no such address.";
  EXPECT_EQ(listen_on("2001:db8::1", elsewhere, 8000, 1).error(), sentence);
  EXPECT_EQ(listen_on("[2001:db8::1]", elsewhere, 8000, 1).error(), sentence);
}

// Who came over the other address would reach another program.
TEST(ListenOn, refuses_a_port_that_is_in_use_on_one_of_its_addresses) {
  if (!has_ipv6()) GTEST_SKIP() << "no IPv6 here";
  const auto v4 = only_address_of("127.0.0.1");
  const auto v6 = only_address_of("::1");
  const auto other = listen_on("::1", {v6}, 0, 1).value();
  const std::string port = std::to_string(other.port);

  EXPECT_EQ(listen_on("localhost", {v4, v6}, other.port, 1).error(),
            "Cannot listen on localhost:" + port + " ([::1]:" + port +
                "): the port is in use by another program.");
}

}  // namespace
}  // namespace asq::net
