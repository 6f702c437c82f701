#include "net/counted_as.hpp"

#include <gtest/gtest.h>

#include <vector>

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
  EXPECT_FALSE(first.surplus() || second.surplus());
  EXPECT_TRUE(peers.enter("2001:db8::3").surplus());
  EXPECT_FALSE(peers.enter("2001:db8:0:1::1").surplus()) << "another host";
  first.release();
  EXPECT_FALSE(peers.enter("2001:db8::3").surplus());
}

TEST(UnprovenPeers, counts_every_ipv4_address) {
  UnprovenPeers peers(1);
  const auto one = peers.enter("192.0.2.1");
  EXPECT_FALSE(one.surplus());
  EXPECT_FALSE(peers.enter("192.0.2.2").surplus());
  EXPECT_TRUE(peers.enter("192.0.2.1").surplus());
}

TEST(UnprovenPeers, lets_in_as_many_again_to_be_told_and_no_more) {
  UnprovenPeers peers(1);
  auto served = peers.enter("192.0.2.1");
  const auto told = peers.enter("192.0.2.1");
  EXPECT_TRUE(told.granted() && told.too_many());
  EXPECT_FALSE(peers.enter("192.0.2.1").granted());
  served.release();
  EXPECT_FALSE(told.too_many()) << "there is room by now";
}

TEST(UnprovenPeers, has_no_bound_at_0) {
  UnprovenPeers peers(0);
  std::vector<UnprovenPeers::Permit> all;
  for (int i = 0; i < 5000; ++i) all.push_back(peers.enter("192.0.2.1"));
  EXPECT_TRUE(all.back().granted());
  EXPECT_FALSE(all.back().surplus());
}

}  // namespace
}  // namespace asq::net
