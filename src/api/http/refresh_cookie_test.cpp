#include "api/http/refresh_cookie.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asq::api {
namespace {

using std::chrono::seconds;

const DatabaseId kOwnDatabase(42);

net::HttpHead request_with(std::vector<net::Header> fields, std::string host = "chat.example:8000",
                           std::string peer = "10.0.0.1") {
  net::HttpHead head;
  head.headers = std::move(fields);
  head.local_host = std::move(host);
  head.peer_address = std::move(peer);
  return head;
}

TEST(RefreshCookie, IsForScriptsAndOtherPathsOutOfReach) {
  const TrustedProxies proxies({});
  const Doorway plain{proxies, ""};
  EXPECT_EQ(refresh_cookie(plain, request_with({}), kOwnDatabase, "1.2.x", seconds(60)),
            "asq_refresh_42=1.2.x; Max-Age=60; Path=/chat/token; HttpOnly; SameSite=Strict");
  EXPECT_EQ(no_refresh_cookie(plain, request_with({}), kOwnDatabase),
            "asq_refresh_42=; Max-Age=0; Path=/chat/token; HttpOnly; SameSite=Strict");
}

TEST(RefreshCookie, HasThePathThatBrowsersSee) {
  const TrustedProxies proxies({});
  const Doorway behind{proxies, "https://example.com/chat-server"};
  const std::string cookie =
      refresh_cookie(behind, request_with({}, "example.com"), kOwnDatabase, "t", seconds(1));
  EXPECT_EQ(cookie,
            "asq_refresh_42=t; Max-Age=1; Path=/chat-server/chat/token; HttpOnly; "
            "SameSite=Strict; Secure");
}

// A browser on the server's own machine, past the proxy that strips the path.
TEST(RefreshCookie, HasNoPrefixWhereThePageComesFromAnotherAddress) {
  const TrustedProxies proxies({});
  const Doorway behind{proxies, "https://example.com/chat-server"};
  const auto path = [&](const std::string& origin) {
    const std::string cookie =
        refresh_cookie(behind, request_with({{"Origin", origin}}), kOwnDatabase, "t", seconds(1));
    const std::size_t begin = cookie.find("Path=");
    return cookie.substr(begin, cookie.find(';', begin) - begin);
  };
  EXPECT_EQ(path("https://example.com"), "Path=/chat-server/chat/token");
  EXPECT_EQ(path("HTTPS://EXAMPLE.com:443"), "Path=/chat-server/chat/token");
  EXPECT_EQ(path("http://chat.example:8000"), "Path=/chat/token");
  EXPECT_EQ(path("http://example.com"), "Path=/chat/token");
}

TEST(RefreshCookie, HasThePrefixUnderEveryNameOfAProxy) {
  const TrustedProxies proxies({"10.0.0.0/8"});
  const Doorway behind{proxies, "https://example.com/chat-server"};
  auto head =
      request_with({{"Origin", "https://www.example.com"}, {"X-Forwarded-For", "192.0.2.1"}});
  head.peer_address = "10.0.0.1";
  EXPECT_THAT(refresh_cookie(behind, head, kOwnDatabase, "t", seconds(1)),
              testing::HasSubstr("Path=/chat-server/chat/token;"));
  head.peer_address = "192.0.2.7";
  EXPECT_THAT(refresh_cookie(behind, head, kOwnDatabase, "t", seconds(1)),
              testing::HasSubstr("Path=/chat/token;"));
}

TEST(CameByHttps, IsWhatATrustedProxySays) {
  const TrustedProxies proxies({"10.0.0.0/8"});
  const Doorway doorway{proxies, "https://chat.example"};
  const auto said = [&](const std::string& proto, const std::string& peer) {
    return came_by_https(doorway,
                         request_with({{"X-Forwarded-Proto", proto}}, "chat.example:8000", peer));
  };
  EXPECT_TRUE(said("https", "10.0.0.1"));
  EXPECT_TRUE(said("HTTPS, http", "10.0.0.1"));
  EXPECT_FALSE(said("http", "10.0.0.1"));
  EXPECT_FALSE(said("", "10.0.0.1"));
  EXPECT_FALSE(said("https", "192.0.2.1")) << "anybody can say so";
}

TEST(CameByHttps, IsOtherwiseThePublicAddressIfItIsTheOneAskedFor) {
  const TrustedProxies proxies({});
  const auto by = [&](std::string_view public_url, const std::string& host) {
    return came_by_https({proxies, public_url}, request_with({}, host));
  };
  EXPECT_TRUE(by("https://chat.example", "chat.example"));
  EXPECT_TRUE(by("https://chat.example", "CHAT.example:443"));
  EXPECT_TRUE(by("https://chat.example:8443/chat-server", "chat.example:8443"));
  EXPECT_FALSE(by("https://chat.example", "chat.example:8443"));
  EXPECT_FALSE(by("https://chat.example", "localhost:8000"));
  EXPECT_FALSE(by("http://chat.example", "chat.example"));
  EXPECT_FALSE(by("", "chat.example"));
  EXPECT_FALSE(by("https://chat.example", ""));
}

TEST(OwnPage, IsOfTheAddressAskedForPortIncluded) {
  const TrustedProxies proxies({});
  const auto own = [&](std::vector<net::Header> fields) {
    return is_of_own_page({proxies, ""}, request_with(std::move(fields)));
  };
  EXPECT_TRUE(own({{"Origin", "http://chat.example:8000"}}));
  EXPECT_TRUE(own({{"Origin", "https://chat.example:8000"}})) << "a proxy may speak TLS for us";
  for (const std::string origin :
       {"http://chat.example", "http://chat.example:8001", "https://evil.example:8000", "null", "",
        "chat.example:8000", "http://chat.example:8000/", "ftp://chat.example:8000"}) {
    EXPECT_FALSE(own({{"Origin", origin}})) << origin;
  }
  EXPECT_FALSE(own({}));
  EXPECT_FALSE(own({{"Origin", "http://chat.example:8000"}, {"Origin", "http://evil.example"}}));
}

TEST(OwnPage, IsByTheSchemeThatTheRequestCameBy) {
  const TrustedProxies proxies({"10.0.0.0/8"});
  const auto own = [&](const std::string& origin) {
    return is_of_own_page(
        {proxies, ""},
        request_with({{"Origin", origin}, {"X-Forwarded-Proto", "https"}}, "chat.example"));
  };
  EXPECT_TRUE(own("https://chat.example"));
  EXPECT_FALSE(own("http://chat.example"));
}

// Where nobody says whether it was http or https, a Host without a port stands for both of their
// ports, 80 and 443.
TEST(OwnPage, OfAHostWithoutAPortMayBeOfEitherDefaultPort) {
  const TrustedProxies proxies({});
  const auto own = [&](const std::string& origin, const std::string& host) {
    return is_of_own_page({proxies, ""}, request_with({{"Origin", origin}}, host));
  };
  for (const std::string host : {"chat.example", "chat.example:80", "chat.example:443"}) {
    EXPECT_EQ(own("http://chat.example", host), host != "chat.example:443") << host;
    EXPECT_EQ(own("http://chat.example:80", host), host != "chat.example:443") << host;
    EXPECT_EQ(own("https://chat.example", host), host != "chat.example:80") << host;
    EXPECT_EQ(own("https://chat.example:443", host), host != "chat.example:80") << host;
    EXPECT_FALSE(own("https://chat.example:8443", host)) << host;
  }
}

TEST(OwnPage, IsNotWhatTheBrowserSaysIsAnother) {
  const TrustedProxies proxies({});
  const auto own = [&](const std::string& site) {
    return is_of_own_page(
        {proxies, "https://chat.example"},
        request_with({{"Origin", "https://chat.example"}, {"Sec-Fetch-Site", site}},
                     "chat.example"));
  };
  EXPECT_TRUE(own("same-origin"));
  for (const std::string site : {"same-site", "cross-site", "none", ""}) {
    EXPECT_FALSE(own(site)) << site;
  }
}

// A proxy may pass on another Host than the one that browsers ask for.
TEST(OwnPage, IsOfThePublicAddressToo) {
  const TrustedProxies proxies({});
  const Doorway doorway{proxies, "https://example.com/chat-server"};
  EXPECT_TRUE(
      is_of_own_page(doorway, request_with({{"Origin", "https://example.com"}}, "10.0.0.2:8000")));
  EXPECT_FALSE(
      is_of_own_page(doorway, request_with({{"Origin", "http://example.com"}}, "example.com")));
}

TEST(ShownRefreshCookie, IsFoundAmongOthersByItsWholeName) {
  const auto shown = [](std::vector<net::Header> fields) {
    return std::string(shown_refresh_cookie(request_with(std::move(fields)), kOwnDatabase));
  };
  EXPECT_EQ(shown({{"Cookie", "asq_refresh_42=t"}}), "t");
  EXPECT_EQ(shown({{"Cookie", "a=b; asq_refresh_42=t.u; c=d"}}), "t.u");
  EXPECT_EQ(shown({{"Cookie", "a=b"}, {"cookie", "asq_refresh_42=t"}}), "t");
  EXPECT_EQ(shown({{"Cookie", "asq_refresh_42=first; asq_refresh_42=second"}}), "first");
  for (const std::string cookies :
       {"", ";", "asq_refresh_42", "asq_refresh_42=", "asq_refresh_421=t", "xasq_refresh_42=t",
        "asq_refresh_4=t", "ASQ_REFRESH_42=t"}) {
    EXPECT_EQ(shown({{"Cookie", cookies}}), "") << cookies;
  }
  EXPECT_EQ(shown({}), "");
}

}  // namespace
}  // namespace asq::api
