#include "auth/link_tokens.hpp"

#include <gtest/gtest.h>

#include "auth/hmac.hpp"
#include "base/base64url.hpp"

namespace asq::auth {
namespace {

constexpr std::string_view kLinkSecret = "0123456789abcdef0123456789abcdef";
constexpr std::string_view kLinkDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

TEST(LinkToken, IsTheNumberAndTheBeginningOfItsHmac) {
  const std::string token = make_link_token(kLinkSecret, kInviteLabel, 0x0102);
  const std::string number("\x00\x00\x00\x00\x01\x02", 6);
  EXPECT_EQ(token.size(), 22U);
  EXPECT_EQ(decode_base64url(token),
            number + hmac_sha256(kLinkSecret, "asq invite 1:" + number).substr(0, 10));
}

TEST(LinkToken, ComesBackAsItsNumber) {
  for (const std::int64_t number :
       {std::int64_t{1}, std::int64_t{255}, std::int64_t{1} << 40, kMaxLinkNumber}) {
    const std::string token = make_link_token(kLinkSecret, kInviteLabel, number);
    EXPECT_EQ(verify_link_token(kLinkSecret, kInviteLabel, token), number);
    EXPECT_EQ(make_link_token(kLinkSecret, kInviteLabel, number), token) << "the same every time";
  }
}

TEST(LinkToken, WithAnotherCharacterIsNone) {
  const std::string token = make_link_token(kLinkSecret, kInviteLabel, 7);
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (const char c : kLinkDigits) {
      std::string other = token;
      other[i] = c;
      EXPECT_EQ(verify_link_token(kLinkSecret, kInviteLabel, other).has_value(), other == token)
          << other;
    }
  }
}

TEST(LinkToken, OfAnotherSecretOrKindIsNone) {
  const std::string token = make_link_token(kLinkSecret, kInviteLabel, 7);
  EXPECT_FALSE(verify_link_token("another secret of another server", kInviteLabel, token));
  EXPECT_FALSE(verify_link_token(kLinkSecret, "asq other 1:", token));
}

TEST(LinkToken, OtherTextIsNone) {
  const std::string token = make_link_token(kLinkSecret, kInviteLabel, 7);
  for (const std::string& text : {std::string(), std::string("x"), token.substr(1), token + "A",
                                  token + "=", std::string(22, 'A'), std::string(22, '\0'),
                                  std::string(22, '%'), std::string(8000, 'A')}) {
    EXPECT_FALSE(verify_link_token(kLinkSecret, kInviteLabel, text)) << text;
  }
}

}  // namespace
}  // namespace asq::auth
