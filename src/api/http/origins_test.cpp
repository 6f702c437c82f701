#include "api/http/origins.hpp"

#include <gtest/gtest.h>

namespace asq::api {
namespace {

net::HttpHead head_from(std::vector<std::string> origins) {
  net::HttpHead head;
  head.local_host = "chat.example:8000";
  for (std::string& origin : origins) head.headers.push_back({"Origin", std::move(origin)});
  return head;
}

TEST(Origins, WithoutAListSocketsOpenFromEverywhere) {
  EXPECT_TRUE(Origins({}).may_open_socket(head_from({"https://evil.example"})));
}

TEST(Origins, WithAListOnlyItAndTheServersOwn) {
  const Origins origins({"https://app.example"});
  EXPECT_TRUE(origins.may_open_socket(head_from({})));
  EXPECT_TRUE(origins.may_open_socket(head_from({"https://app.example"})));
  EXPECT_TRUE(origins.may_open_socket(head_from({"http://chat.example:8000"})));
  EXPECT_TRUE(origins.may_open_socket(head_from({"https://CHAT.example:8000"})));
  for (const std::string origin :
       {"https://evil.example", "http://app.example", "https://app.example.evil", "null", "",
        "https://app.example:444", "http://chat.example", "chat.example:8000"}) {
    EXPECT_FALSE(origins.may_open_socket(head_from({origin}))) << origin;
  }
  EXPECT_FALSE(origins.may_open_socket(head_from({"https://app.example", "https://evil.example"})));
}

// A proxy may pass on another Host than the one that clients use.
TEST(Origins, ThePublicAddressIsTheServersOwn) {
  const Origins origins({"https://app.example"}, "https://Public.example:443");
  const auto own = head_from({"https://public.example"});
  EXPECT_TRUE(origins.may_open_socket(own));
  EXPECT_EQ(origins.refused(own), "");
  EXPECT_TRUE(origins.may_open_socket(head_from({"http://chat.example:8000"})));
  for (const std::string origin :
       {"http://public.example", "https://public.example:8443", "", "null"}) {
    EXPECT_FALSE(origins.may_open_socket(head_from({origin}))) << origin;
  }
}

// `https://example.com:443` could be listed, and no page matched it.
TEST(Origins, ComparesWithoutDefaultPortsAndUpperCase) {
  const Origins origins({"HTTPS://App.example:443", "http://other.example:80"});
  EXPECT_TRUE(origins.may_open_socket(head_from({"https://app.example"})));
  EXPECT_TRUE(origins.may_open_socket(head_from({"https://app.example:443"})));
  EXPECT_TRUE(origins.may_open_socket(head_from({"http://other.example"})));
  EXPECT_FALSE(origins.may_open_socket(head_from({"http://app.example"})));
  EXPECT_FALSE(origins.may_open_socket(head_from({"https://other.example"})));
  EXPECT_FALSE(origins.may_open_socket(head_from({"http://other.example:443"})));
}

TEST(Origins, MayBeOfAnyScheme) {
  const Origins origins({"capacitor://localhost", "null", "file://"});
  for (const std::string origin : {"capacitor://localhost", "null", "file://"}) {
    EXPECT_TRUE(origins.may_open_socket(head_from({origin}))) << origin;
  }
  for (const std::string origin : {"http://localhost", "ionic://localhost", "NULL", "file://a"}) {
    EXPECT_FALSE(origins.may_open_socket(head_from({origin}))) << origin;
  }
}

TEST(Origins, TheServersOwnIsTheSameWithTheDefaultPort) {
  const Origins origins({"https://app.example"});
  const auto opens = [&](const std::string& host, const std::string& origin) {
    net::HttpHead head = head_from({origin});
    head.local_host = host;
    return origins.may_open_socket(head);
  };
  EXPECT_TRUE(opens("chat.example", "https://chat.example"));
  EXPECT_TRUE(opens("chat.example:443", "https://chat.example"));
  EXPECT_TRUE(opens("chat.example:80", "http://chat.example"));
  EXPECT_TRUE(opens("[::1]:8000", "http://[0:0::1]:8000"));
  EXPECT_FALSE(opens("chat.example:8443", "https://chat.example"));
  EXPECT_FALSE(opens("chat.example:80", "https://chat.example"));
  EXPECT_FALSE(opens("chat.example", "capacitor://chat.example"));
  EXPECT_FALSE(opens("", "https://"));
}

// A slip in the list must not open the server to all.
TEST(Origins, AListOfWhatIsNoOriginLetsNobodyIn) {
  const Origins origins({"app.example"});
  EXPECT_TRUE(origins.any());
  EXPECT_FALSE(origins.may_open_socket(head_from({"https://app.example"})));
  EXPECT_FALSE(origins.may_open_socket(head_from({"app.example"})));
}

std::string value_of(const std::vector<net::Header>& headers, std::string_view name) {
  for (const net::Header& header : headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

TEST(Origins, CorsIsOffWithoutAList) {
  const std::string origin = "https://app.example";
  std::vector<net::Header> headers;
  Origins({}).append_headers(headers, &origin);
  Origins({}).append_preflight(headers, head_from({origin}));
  EXPECT_TRUE(headers.empty());
}

TEST(Origins, NamesTheOriginThatIsAllowed) {
  const Origins origins({"https://app.example"});
  const std::string listed = "https://app.example";
  const std::string other = "https://evil.example";
  std::vector<net::Header> headers;
  origins.append_headers(headers, &listed);
  EXPECT_EQ(value_of(headers, "Access-Control-Allow-Origin"), listed);
  EXPECT_EQ(value_of(headers, "Vary"), "Origin");
  headers.clear();
  origins.append_headers(headers, &other);
  EXPECT_EQ(value_of(headers, "Access-Control-Allow-Origin"), "");
  EXPECT_EQ(value_of(headers, "Vary"), "Origin");
}

std::string granted(const std::vector<std::string>& asked, const std::string& origin) {
  net::HttpHead head = head_from({origin});
  for (const std::string& list : asked) {
    head.headers.push_back({"access-control-request-headers", list});
  }
  std::vector<net::Header> headers;
  Origins({"https://app.example"}).append_preflight(headers, head);
  EXPECT_EQ(value_of(headers, "Vary"), "Access-Control-Request-Headers");
  EXPECT_EQ(value_of(headers, "Access-Control-Allow-Credentials"), "");
  return value_of(headers, "Access-Control-Allow-Headers");
}

// Sentry and other tracers add fields of their own to each request of a page.
TEST(Origins, APreflightIsGrantedAllFieldsThatItAsksFor) {
  const std::string app = "https://app.example";
  EXPECT_EQ(granted({"authorization,baggage,content-type,sentry-trace"}, app),
            "authorization,baggage,content-type,sentry-trace");
  EXPECT_EQ(granted({"sentry-trace , \tbaggage"}, app), "sentry-trace , \tbaggage");
  EXPECT_EQ(granted({"sentry-trace", "baggage"}, app), "sentry-trace, baggage");
  EXPECT_EQ(granted({std::string(2048, 'x')}, app).size(), 2048U);
  EXPECT_EQ(granted({"sentry-trace"}, "https://evil.example"), "");
}

TEST(Origins, APreflightThatAsksForNoListIsGrantedTheUsualFields) {
  const std::string app = "https://app.example";
  const std::string usual = granted({}, app);
  EXPECT_EQ(usual, "Authorization, Content-Type, Idempotency-Key, X-Request-Id");
  for (const std::string asked : {"", ",", "a,,b", "a,", "a b", "a:b", "a;b", "\"a\"", "ф"}) {
    EXPECT_EQ(granted({asked}, app), usual) << asked;
  }
  EXPECT_EQ(granted({std::string(2049, 'x')}, app), usual);
}

// ---- for the log

std::string refused_by(const Origins& origins, const std::string& origin,
                       const std::string& method = "GET") {
  net::HttpHead head = head_from({origin});
  head.method = method;
  if (method == "OPTIONS") head.headers.push_back({"Access-Control-Request-Method", "POST"});
  return origins.refused(head);
}

TEST(Origins, KnowsWhomItRefuses) {
  const Origins origins({"https://app.example"});
  EXPECT_EQ(refused_by(origins, "https://EVIL.example:443"), "https://evil.example");
  EXPECT_EQ(refused_by(origins, "null"), "null");
  EXPECT_EQ(refused_by(origins, "a password"), "(no origin)") << "it is not repeated";
  EXPECT_EQ(refused_by(origins, "https://app.example"), "");
  EXPECT_EQ(refused_by(origins, "https://chat.example:8000"), "") << "the server's own";
  EXPECT_EQ(origins.refused(head_from({})), "");
  EXPECT_EQ(origins.refused(head_from({"https://app.example", "https://evil.example"})),
            "https://evil.example");
  EXPECT_LE(refused_by(origins, "https://" + std::string(8000, 'x')).size(), 512U);
  EXPECT_EQ(refused_by(Origins({"*"}), "https://any.example"), "");
}

// The page of another site can't be told from the server's own behind a proxy that changes Host.
TEST(Origins, WithoutAListOnlyAPreflightIsRefused) {
  const Origins none({});
  EXPECT_EQ(refused_by(none, "https://evil.example"), "");
  EXPECT_EQ(refused_by(none, "https://evil.example", "OPTIONS"), "https://evil.example");
}

TEST(Origins, OneThatIsTooLongIsNotRepeated) {
  const Origins any({"*"});
  const auto allowed = [&](std::size_t bytes) {
    std::string origin = "https://";
    origin.resize(bytes, 'a');
    std::vector<net::Header> headers;
    any.append_headers(headers, &origin);
    return value_of(headers, "Access-Control-Allow-Origin").size();
  };
  EXPECT_EQ(allowed(511), 511U);
  EXPECT_EQ(allowed(512), 512U);
  EXPECT_EQ(allowed(513), 0U);
}

}  // namespace
}  // namespace asq::api
