#include "net/counted_as.hpp"

#include <gtest/gtest.h>

#include "net/unproven.hpp"

namespace asq::net {
namespace {

TEST(CountedAs, is_of_an_ipv6_host_its_64) {
  EXPECT_EQ(counted_as("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(counted_as("2001:db8:1:2:3::4"), counted_as("2001:db8:1:2:ffff::"));
  EXPECT_NE(counted_as("2001:db8:1:2::"), counted_as("2001:db8:1:3::"));
  EXPECT_EQ(counted_as("unknown"), "unknown");
}

// One host owns 2^64 addresses: counted one by one it could take every descriptor.
TEST(UnprovenPeers, counts_an_ipv6_host_once) {
  UnprovenPeers peers(2);
  auto first = peers.enter("2001:db8::1");
  const auto second = peers.enter("2001:db8::2");
  EXPECT_TRUE(first.granted() && second.granted());
  EXPECT_FALSE(peers.enter("2001:db8::3").granted());
  EXPECT_TRUE(peers.enter("2001:db8:0:1::1").granted()) << "another host";
  first.release();
  EXPECT_TRUE(peers.enter("2001:db8::3").granted());
}

TEST(UnprovenPeers, counts_every_ipv4_address) {
  UnprovenPeers peers(1);
  const auto one = peers.enter("192.0.2.1");
  EXPECT_TRUE(one.granted());
  EXPECT_TRUE(peers.enter("192.0.2.2").granted());
  EXPECT_FALSE(peers.enter("192.0.2.1").granted());
}

}  // namespace
}  // namespace asq::net
