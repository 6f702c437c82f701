#include "api/http/normalized_origin.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace asq::api {
namespace {

// RFC 6454 sections 4 and 6.2
TEST(NormalizedOrigin, HasSchemeAndHostInLowerCaseAndNoDefaultPort) {
  for (const auto& [text, normal] : std::vector<std::pair<std::string, std::string>>{
           {"https://chat.example", "https://chat.example"},
           {"HTTPS://Chat.EXAMPLE", "https://chat.example"},
           {"https://chat.example:443", "https://chat.example"},
           {"https://chat.example:0443", "https://chat.example"},
           {"https://chat.example:", "https://chat.example"},
           {"http://chat.example:80", "http://chat.example"},
           {"http://chat.example:443", "http://chat.example:443"},
           {"https://chat.example:80", "https://chat.example:80"},
           {"https://chat.example:0", "https://chat.example:0"},
           {"https://chat.example:65535", "https://chat.example:65535"},
           {"ws://chat.example:80", "ws://chat.example"},
           {"wss://chat.example:443", "wss://chat.example"},
           {"http://[2001:DB8:0:0::1]:8000", "http://[2001:db8::1]:8000"},
           {"http://[::1]:80", "http://[::1]"},
           {"http://127.0.0.1:8000", "http://127.0.0.1:8000"},
           {"null", "null"}}) {
    EXPECT_EQ(normalized_origin(text), normal) << text;
  }
}

// Capacitor, Tauri, Electron and browser extensions.
TEST(NormalizedOrigin, TakesAnyScheme) {
  for (const std::string origin :
       {"capacitor://localhost", "tauri://localhost", "app://obsidian.md", "file://",
        "chrome-extension://abcdefghijklmnopabcdefghijklmnop", "vscode-webview://0uu1:443",
        "x+y-z.1://a_b~c%20"}) {
    EXPECT_EQ(normalized_origin(origin), origin);
  }
}

TEST(NormalizedOrigin, IsNoneOfWhatNoBrowserSends) {
  for (const std::string text : {"",
                                 "*",
                                 "NULL",
                                 "null ",
                                 "chat.example",
                                 "chat.example:443",
                                 "://chat.example",
                                 "1http://a",
                                 "ht tp://a",
                                 "http:/a",
                                 "https://",
                                 "https://:443",
                                 "file://:1",
                                 "wss://",
                                 "https://a/",
                                 "https://a/b",
                                 "https://a?b",
                                 "https://a#b",
                                 "https://u@a",
                                 "https://a b",
                                 "https://*",
                                 "https://*.example",
                                 "https://a,b",
                                 "https://a:b",
                                 "https://a:-1",
                                 "https://a:+1",
                                 "https://a:65536",
                                 "https://a:1:2",
                                 "https://a:1/",
                                 "https://чат.рф",
                                 "http://[::1",
                                 "http://[]",
                                 "http://[::1]a",
                                 "http://[::1]]",
                                 "http://[::g]",
                                 "http://[fe80::1%1]",
                                 "http://::1",
                                 "http://a\n"}) {
    EXPECT_EQ(normalized_origin(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace asq::api
