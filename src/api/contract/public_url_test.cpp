#include "api/contract/public_url.hpp"

#include <gtest/gtest.h>

namespace asq::api {
namespace {

TEST(PublicUrl, PrefixIsItsPath) {
  EXPECT_EQ(path_prefix(""), "");
  EXPECT_EQ(path_prefix("https://chat.example.com"), "");
  EXPECT_EQ(path_prefix("http://[::1]:8000"), "");
  EXPECT_EQ(path_prefix("https://example.com/chat-server"), "/chat-server");
  EXPECT_EQ(path_prefix("https://example.com:8443/a/b"), "/a/b");
}

TEST(PublicUrl, OriginIsWithoutThePath) {
  EXPECT_EQ(public_origin(""), "");
  EXPECT_EQ(public_origin("https://chat.example.com:8443"), "https://chat.example.com:8443");
  EXPECT_EQ(public_origin("https://example.com/a/b"), "https://example.com");
}

TEST(PublicUrl, LinkIsAbsoluteWhereTheAddressIsKnown) {
  EXPECT_EQ(public_link("", "docs/errors"), "docs/errors");
  EXPECT_EQ(public_link("https://example.com/a", "docs/errors"),
            "https://example.com/a/docs/errors");
}

TEST(PublicUrl, AnInvitationIsBelowItOrBelowTheServersOwnAddress) {
  EXPECT_EQ(invite_link("", "abc"), "/i/abc");
  EXPECT_EQ(invite_link("https://example.com/a", "abc"), "https://example.com/a/i/abc");
}

}  // namespace
}  // namespace asq::api
