#include "api/http/unheeded_peers.hpp"

#include <gtest/gtest.h>

namespace asq::api {
namespace {

using std::chrono::hours;

const SteadyTime kStart{hours(1)};

class UnheededPeersTest : public ::testing::Test {
 protected:
  bool warned(const std::string& peer, SteadyTime now, std::string client = "1.1.1.1") {
    net::HttpHead head;
    head.peer_address = peer;
    head.headers = {{"X-Forwarded-For", std::move(client)}};
    return peers_.due(proxies_, head, now).has_value();
  }

  TrustedProxies proxies_{{"10.0.0.1"}};
  UnheededPeers peers_;
};

TEST_F(UnheededPeersTest, EachIsNamedOnceAnHour) {
  EXPECT_TRUE(warned("192.0.2.1", kStart));
  EXPECT_FALSE(warned("192.0.2.1", kStart, "2.2.2.2")) << "whatever it says";
  EXPECT_TRUE(warned("192.0.2.2", kStart));
  EXPECT_FALSE(warned("192.0.2.1", kStart + hours(1) - std::chrono::nanoseconds(1)));
  EXPECT_TRUE(warned("192.0.2.1", kStart + hours(1)));
}

TEST_F(UnheededPeersTest, ATrustedOneIsNotNamed) { EXPECT_FALSE(warned("10.0.0.1", kStart)); }

TEST_F(UnheededPeersTest, AHostWithAWholeNetworkIsOne) {
  EXPECT_TRUE(warned("2001:db8::1", kStart));
  EXPECT_FALSE(warned("2001:db8::2", kStart));
}

TEST_F(UnheededPeersTest, AThousandPeersDoNotFillTheLog) {
  std::size_t lines = 0;
  for (int i = 0; i < 1000; ++i) {
    if (warned("192.0." + std::to_string(i / 250) + "." + std::to_string(i % 250), kStart)) ++lines;
  }
  EXPECT_EQ(lines, UnheededPeers::kMost);
}

}  // namespace
}  // namespace asq::api
