#include "api/http/client_address.hpp"

#include <gtest/gtest.h>

namespace asq::api {
namespace {

TEST(ClientAddress, WithoutTrustedProxiesIsThePeer) {
  const TrustedProxies proxies({});
  EXPECT_EQ(proxies.client_address("192.0.2.1", {"198.51.100.7"}), "192.0.2.1");
}

TEST(ClientAddress, IsTheRightmostHopThatIsNotTrusted) {
  const TrustedProxies proxies({"10.0.0.0/8", "2001:db8::/32", "127.0.0.1"});
  struct Hop {
    std::string_view peer;
    std::vector<std::string_view> forwarded;
    std::string client;
  };
  for (const auto& [peer, forwarded, client] : std::vector<Hop>{
           {"192.0.2.1", {"1.1.1.1"}, "192.0.2.1"},
           {"10.1.2.3", {}, "10.1.2.3"},
           {"10.1.2.3", {"1.1.1.1"}, "1.1.1.1"},
           {"10.1.2.3", {"6.6.6.6, 1.1.1.1"}, "1.1.1.1"},
           {"10.1.2.3", {"6.6.6.6, 1.1.1.1, 10.9.9.9"}, "1.1.1.1"},
           {"10.1.2.3", {"6.6.6.6", "1.1.1.1,10.9.9.9"}, "1.1.1.1"},
           {"10.1.2.3", {"10.1.1.1, 10.1.1.2"}, "10.1.1.1"},
           {"10.1.2.3", {"1.1.1.1, nonsense"}, "10.1.2.3"},
           {"10.1.2.3", {""}, "10.1.2.3"},
           {"10.1.2.3", {"fe80::1%1"}, "10.1.2.3"},
           {"10.1.2.3", {"1.1.1.1:5678"}, "1.1.1.1"},
           {"10.1.2.3", {"[2a00::5]:80"}, "2a00::5"},
           {"::ffff:10.1.2.3", {"1.1.1.1"}, "1.1.1.1"},
           {"2001:db8::1", {"2a00::5"}, "2a00::5"},
           {"127.0.0.1", {"1.1.1.1"}, "1.1.1.1"},
           {"127.0.0.2", {"1.1.1.1"}, "127.0.0.2"},
       }) {
    EXPECT_EQ(proxies.client_address(peer, forwarded), client) << peer;
  }
}

TEST(Unheeded, IsWhatAProxySaysOfItsClientInVain) {
  const TrustedProxies proxies({"10.0.0.0/8"});
  using Headers = std::vector<net::Header>;
  const net::Header read{"x-forwarded-for", "1.1.1.1"};
  const net::Header other{"forwarded", "for=1.1.1.1"};
  const net::Header real{"X-Real-Ip", "1.1.1.1"};
  struct Case {
    std::string peer;
    Headers headers;
    std::string_view header;  // empty: nothing is in vain
    std::string_view cause;   // how it begins
  };
  const std::string_view untrusted = "The peer is not one of trusted_proxies,";
  const std::string_view unread = "Only X-Forwarded-For is read,";
  const std::string_view no_address = "Its last entry is not an address,";
  for (const auto& [peer, headers, header, cause] : std::vector<Case>{
           {"192.0.2.1", {}, "", ""},
           {"192.0.2.1", {{"X-Forwarded-Proto", "https"}}, "", ""},
           {"192.0.2.1", {real, other, read}, "X-Forwarded-For", untrusted},
           {"192.0.2.1", {real, other}, "Forwarded", untrusted},
           {"192.0.2.1", {real}, "X-Real-IP", untrusted},
           {"nonsense", {read}, "X-Forwarded-For", untrusted},
           {"10.1.2.3", {}, "", ""},
           {"::ffff:10.1.2.3", {read}, "", ""},
           {"10.1.2.3", {real, other, read}, "", ""},
           {"10.1.2.3", {real, other}, "Forwarded", unread},
           {"10.1.2.3", {real}, "X-Real-IP", unread},
           {"10.1.2.3", {{"X-Forwarded-For", "unknown, 1.1.1.1"}}, "", ""},
           {"10.1.2.3", {{"X-Forwarded-For", "1.1.1.1, unix:"}}, "X-Forwarded-For", no_address},
           {"10.1.2.3", {read, {"X-Forwarded-For", ""}}, "X-Forwarded-For", no_address},
       }) {
    net::HttpHead head;
    head.peer_address = peer;
    head.headers = headers;
    const auto found = proxies.unheeded(head);
    ASSERT_EQ(found ? found->header : "", header) << peer;
    EXPECT_TRUE(!found || found->cause.starts_with(cause)) << found->cause;
  }
}

TEST(Unheeded, WithoutTrustedProxiesIsWhateverIsForwarded) {
  net::HttpHead head;
  head.peer_address = "127.0.0.1";
  EXPECT_FALSE(TrustedProxies({}).unheeded(head));
  head.headers = {{"X-Forwarded-For", "1.1.1.1"}};
  EXPECT_TRUE(TrustedProxies({}).unheeded(head));
}

TEST(TrustedProxies, KnowsAddressesAndBlocks) {
  for (const char* block :
       {"127.0.0.1", "10.0.0.0/8", "0.0.0.0/0", "::1", "fd00::/8", "10.1.2.3/8"})
    EXPECT_TRUE(TrustedProxies::well_formed(block)) << block;
  for (const char* block : {"", "localhost", "10.0.0.0/33", "10.0.0/8", "::1/129", "10.0.0.0/",
                            "10.0.0.0/-1", "10.0.0.0/8x", "/8"})
    EXPECT_FALSE(TrustedProxies::well_formed(block)) << block;
}

TEST(LimitedAddress, IsTheClientsAndOfIpv6Its64) {
  const TrustedProxies proxies({"10.0.0.1"});
  net::HttpHead head;
  head.peer_address = "10.0.0.1";
  head.headers = {{"X-Forwarded-For", "2001:db8::7"}};
  net::HttpHead other = head;
  other.headers = {{"X-Forwarded-For", "2001:db8::8"}};
  EXPECT_EQ(limited_address(proxies, head), limited_address(proxies, other));
  other.peer_address = "10.0.0.2";
  EXPECT_EQ(limited_address(proxies, other), "10.0.0.2");
}

TEST(ClientNetwork, Ipv6LiesIn48And56And64Ipv4In24) {
  const auto networks = [](const std::string& address) { return client_network(address).networks; };
  const auto one = networks("2001:db8:1:100::1");
  EXPECT_EQ(networks("2001:db8:1:100:f::9"), one) << "the same /64";
  const auto same_56 = networks("2001:db8:1:1ff::1");
  EXPECT_EQ(same_56[1], one[1]);
  EXPECT_NE(same_56[2], one[2]);
  const auto same_48 = networks("2001:db8:1:200::1");
  EXPECT_EQ(same_48[0], one[0]);
  EXPECT_NE(same_48[1], one[1]);
  EXPECT_NE(networks("2001:db8:2:100::1")[0], one[0]);

  EXPECT_EQ(networks("192.0.2.1")[0], networks("192.0.2.255")[0]);
  EXPECT_NE(networks("192.0.2.1")[1], networks("192.0.2.255")[1]);
  EXPECT_NE(networks("192.0.2.1")[0], networks("192.0.3.1")[0]);
  EXPECT_EQ(networks("::ffff:192.0.2.1"), networks("192.0.2.1"));
  EXPECT_EQ(networks("nonsense"), networks("nonsense"));
  EXPECT_EQ(client_network("192.0.2.1").address, "192.0.2.1");
  EXPECT_EQ(client_network("2001:db8::7").address, client_network("2001:db8::8").address);
  EXPECT_EQ(client_network("2001:db8::7").host, "2001:db8::7");
}

}  // namespace
}  // namespace asq::api
