#include "app/setting_types.hpp"

#include <gtest/gtest.h>

#include "api/http/client_address.hpp"

namespace asq::app {
namespace {

using std::chrono::seconds;

TEST(SettingTypes, DurationNeedsAUnit) {
  const auto parse = [](std::string_view text) {
    return parse_duration(text, seconds(0), seconds(86'400));
  };
  EXPECT_EQ(parse("0s").value(), seconds(0));
  EXPECT_EQ(parse("90s").value(), seconds(90));
  EXPECT_EQ(parse("2m").value(), seconds(120));
  EXPECT_EQ(parse("24h").value(), seconds(86'400));
  EXPECT_EQ(parse("1d").value(), seconds(86'400));
  for (const char* bad : {"", "s", "90", "90 s", "-1s", "+1s", "1.5h", "2d", "9223372036854775807d",
                          "99999999999999999999s", "1h30m", "1S"}) {
    EXPECT_FALSE(parse(bad)) << bad;
  }
}

TEST(SettingTypes, DurationIsShownInTheUnitThatReadsBest) {
  EXPECT_EQ(format_duration(seconds(0)), "0s");
  EXPECT_EQ(format_duration(seconds(60)), "60s");
  EXPECT_EQ(format_duration(seconds(90)), "90s");
  EXPECT_EQ(format_duration(seconds(120)), "2m");
  EXPECT_EQ(format_duration(seconds(86'400)), "24h");
  EXPECT_EQ(format_duration(seconds(30 * 86'400)), "30d");
}

TEST(SettingTypes, SizeNeedsAUnit) {
  const auto parse = [](std::string_view text) {
    return parse_size(text, 1, std::size_t{1} << 40);
  };
  EXPECT_EQ(parse("4096B").value(), 4096U);
  EXPECT_EQ(parse("3KiB").value(), 3072U);
  EXPECT_EQ(parse("1MiB").value(), 1U << 20);
  EXPECT_EQ(parse("2GiB").value(), std::size_t{2} << 30);
  for (const char* bad : {"", "1", "1MB", "1mib", "0B", "-1B", "8589934592GiB"})
    EXPECT_FALSE(parse(bad)) << bad;
  EXPECT_EQ(format_size(1 << 20), "1MiB");
  EXPECT_EQ(format_size(1500), "1500B");
}

TEST(SettingTypes, RateIsACountPerDurationWithABurst) {
  EXPECT_EQ(parse_rate("20/60s").value(), (Rate{20, seconds(60), 20}));
  EXPECT_EQ(parse_rate("20/1s burst 200").value(), (Rate{20, seconds(1), 200}));
  EXPECT_EQ(parse_rate("0").value(), Rate{});
  for (const char* bad : {"", "20", "20/", "/1s", "20/0s", "0/1s", "20/1s burst", "20/1s burst 0",
                          "20/1s 200", "20/1sburst 2", "-1/1s", "20/1s burst 2 x"}) {
    EXPECT_FALSE(parse_rate(bad)) << bad;
  }
  EXPECT_EQ(format_rate({20, seconds(60), 20}), "20/60s burst 20");
  EXPECT_EQ(format_rate({}), "0");
}

TEST(SettingTypes, EndpointTakesNamesAndBothFamilies) {
  EXPECT_EQ(parse_endpoint("127.0.0.1:8000").value(), (Endpoint{"127.0.0.1", 8000}));
  EXPECT_EQ(parse_endpoint("localhost:0").value(), (Endpoint{"localhost", 0}));
  EXPECT_EQ(parse_endpoint("[::1]:8000").value(), (Endpoint{"::1", 8000}));
  for (const char* bad : {"", "8000", ":8000", "a:", "a:65536", "a:-1", "::1:8000", "[::1]", "[]:1",
                          "[x]:1", "http://a:80", "a b:1"}) {
    EXPECT_FALSE(parse_endpoint(bad)) << bad;
  }
  EXPECT_EQ(format_endpoint({"::1", 80}), "[::1]:80");
  EXPECT_EQ(format_endpoint({"a", 80}), "a:80");
}

TEST(SettingTypes, ListSplitsAtCommas) {
  EXPECT_EQ(split_list(" a , b,,c "), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_TRUE(split_list("").empty());
}

TEST(SettingTypes, OriginIsWhatABrowserSends) {
  EXPECT_TRUE(parse_origins("https://chat.example.com, http://localhost:5173"));
  EXPECT_TRUE(parse_origins("*"));
  EXPECT_TRUE(parse_origins("null, capacitor://localhost, file://, HTTPS://A.example:443"));
  for (const char* bad : {"**", "https://*", "https://*.example.com", "chat.example.com",
                          "https://", "https://a/", "https://a:65536", "NULL", "https://a?b",
                          "capacitor://localhost/app", "https://чат.рф", "https://a b"}) {
    EXPECT_FALSE(parse_origins(bad)) << bad;
  }
}

TEST(SettingTypes, PublicUrlIsAnAddressPerhapsWithAPrefix) {
  const std::vector<std::pair<std::string, std::string>> good{
      {"", ""},
      {"http://a", "http://a"},
      {"https://chat.example.com", "https://chat.example.com"},
      {"https://chat.example.com/", "https://chat.example.com"},
      {"HTTPS://Chat.Example.COM/Team", "https://chat.example.com/Team"},
      {"https://example.com:1/a/b-c._~/", "https://example.com:1/a/b-c._~"},
      {"http://127.0.0.1:65535", "http://127.0.0.1:65535"},
      {"http://[::1]:8000/chat", "http://[::1]:8000/chat"},
      {"http://[FE80::1]", "http://[fe80::1]"},
      {"https://xn--80aesfpebagmfblc0a.example", "https://xn--80aesfpebagmfblc0a.example"},
      {"http://a/" + std::string(1015, 'p'), "http://a/" + std::string(1015, 'p')},
      {"http://" + std::string(253, 'h'), "http://" + std::string(253, 'h')},
  };
  for (const auto& [text, normal] : good) EXPECT_EQ(parse_public_url(text), normal) << text;
}

TEST(SettingTypes, PublicUrlHasNothingThatCouldBeMisread) {
  for (const std::string& bad : std::vector<std::string>{"chat.example.com",
                                                         "/chat",
                                                         "//chat.example.com",
                                                         "https:",
                                                         "https://",
                                                         "https:///a",
                                                         "ftp://a",
                                                         "ws://a",
                                                         "javascript://a",
                                                         " https://a",
                                                         "https://a ",
                                                         "https://a b",
                                                         "https://user@a",
                                                         "https://user:pw@a",
                                                         "https://a?b",
                                                         "https://a/?b",
                                                         "https://a#b",
                                                         "https://a/#",
                                                         "https://a/b?",
                                                         "https://a:",
                                                         "https://a:0",
                                                         "https://a:65536",
                                                         "https://a:x",
                                                         "https://a:1:2",
                                                         "https://.a",
                                                         "https://a..b",
                                                         "https://чат.example",
                                                         "https://[::1",
                                                         "https://::1",
                                                         "https://[a]",
                                                         "https://[]",
                                                         "https://[fe80::1%1]",
                                                         "https://[::1]x",
                                                         "https://a//",
                                                         "https://a//b",
                                                         "https://a/.",
                                                         "https://a/../b",
                                                         "https://a/%2e%2e",
                                                         "https://a/%41",
                                                         "https://a/b c",
                                                         "https://a/\"b",
                                                         "https://a/<b>",
                                                         "https://a/чат",
                                                         "https://a\\b",
                                                         "http://a/" + std::string(1016, 'p'),
                                                         "http://" + std::string(254, 'h')}) {
    EXPECT_FALSE(parse_public_url(bad)) << bad;
  }
}

TEST(SettingTypes, NetworkIsAnAddressOrABlock) {
  EXPECT_TRUE(parse_networks("10.0.0.0/8, 127.0.0.1, ::1, fd00::/8"));
  for (const char* bad : {"10.0.0.0/33", "proxy.local", "1.2.3", "::1/129", "/8"}) {
    EXPECT_FALSE(parse_networks(bad)) << bad;
  }
}

// It passed the start, and was trusted by nobody.
TEST(SettingTypes, NetworkThatIsRefusedIsTheOneThatWouldNotBeUsed) {
  for (const char* text :
       {"::ffff:10.0.0.0/104", "::ffff:10.0.0.0/8", "::ffff:10.0.0.1", "010.0.0.0/8", "10.0.0.0/08",
        "fe80::1%1", "fe80::/10%1", "10.0.0.0/ 8", "10.1/16", "0x0a000001"}) {
    EXPECT_EQ(parse_networks(text).has_value(), api::TrustedProxies::well_formed(text)) << text;
  }
  EXPECT_FALSE(parse_networks("::ffff:10.0.0.0/104"));
}

}  // namespace
}  // namespace asq::app
