#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "auth/hmac.hpp"
#include "auth/tokens.hpp"
#include "base/base64url.hpp"

namespace asq::auth {
namespace {

const Key kKey{"k.1-x", "0f8Zp2!xL#vQ7rT9uW1yB3nM5cD6eG8h"};
const Key kOldKey{"k0", "h8Ge6Dc5Mn3By1Wu9Tr7Qv#Lx!2pZ8f0"};
const KeyRing kRing({kKey});

constexpr DatabaseId kHere(99);

std::string token_of(std::int64_t session, std::int64_t generation) {
  return make_refresh_token(kRing, {SessionId(session), generation, kHere});
}

TEST(RefreshToken, ComesBackAsItsClaims) {
  for (const std::int64_t session : {std::int64_t{1}, std::int64_t{12}, kMaxWireInteger}) {
    for (const std::int64_t generation : {std::int64_t{1}, std::int64_t{7}, kMaxWireInteger}) {
      for (const std::optional<DatabaseId> database :
           {std::optional<DatabaseId>(), std::optional(kHere),
            std::optional(DatabaseId(kMaxWireInteger))}) {
        const RefreshClaims claims{SessionId(session), generation, database};
        EXPECT_EQ(verify_refresh_token(kRing, make_refresh_token(kRing, claims)), claims);
      }
    }
  }
}

TEST(RefreshToken, TheSameSessionAndGenerationGiveTheSameToken) {
  EXPECT_EQ(token_of(12, 3), token_of(12, 3));
}

TEST(RefreshToken, OtherSessionsGenerationsAndKeysGiveOthers) {
  std::set<std::string> tokens;
  for (std::int64_t session = 1; session <= 30; ++session) {
    for (std::int64_t generation = 1; generation <= 30; ++generation) {
      tokens.insert(token_of(session, generation));
    }
  }
  EXPECT_EQ(tokens.size(), 900U);
  EXPECT_FALSE(tokens.contains(make_refresh_token(KeyRing({kOldKey}), {SessionId(1), 1, kHere})));
  EXPECT_FALSE(tokens.contains(make_refresh_token(kRing, {SessionId(1), 1, DatabaseId(98)})));
  EXPECT_FALSE(tokens.contains(make_refresh_token(kRing, {SessionId(1), 1, std::nullopt})));
}

TEST(RefreshToken, OldKeysVerifyAfterARotationUntilTheyAreForgotten) {
  const std::string token = make_refresh_token(KeyRing({kOldKey}), {SessionId(12), 3, kHere});
  EXPECT_TRUE(verify_refresh_token(KeyRing({kKey, kOldKey}), token));
  EXPECT_FALSE(verify_refresh_token(kRing, token));
}

TEST(RefreshToken, AChangeOfAnyBitIsRefused) {
  const std::string good = token_of(12, 3);
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string token = good;
      token[i] = static_cast<char>(token[i] ^ (1 << bit));
      ASSERT_FALSE(verify_refresh_token(kRing, token)) << i << " " << bit;
    }
    ASSERT_FALSE(verify_refresh_token(kRing, good.substr(0, i))) << i;
  }
}

// What the server would have signed, had it been spelled so: the numbers have one spelling each.
TEST(RefreshToken, NumbersAreCanonicalAndInRange) {
  for (const char* numbers : {"012.3",
                              "12.03",
                              "+12.3",
                              "12.+3",
                              "-12.3",
                              "12.-3",
                              "0.3",
                              "12.0",
                              " 12.3",
                              "12 .3",
                              "12.3 ",
                              ".3",
                              "12.",
                              "12",
                              "0x12.3",
                              "1e1.3",
                              "9007199254740992.3",
                              "12.9007199254740992",
                              "9223372036854775808.3",
                              "18446744073709551617.3",
                              "12.18446744073709551617"}) {
    for (const auto& [purpose, database] :
         {std::pair("asq refresh token 1:", "."), std::pair("asq refresh token 2:", ".99.")}) {
      const std::string text = kKey.kid + database + numbers;
      const std::string mac = hmac_sha256(kKey.secret, purpose + text);
      EXPECT_FALSE(verify_refresh_token(kRing, text + "." + encode_base64url(mac))) << text;
    }
  }
}

// A kid may end like a number, so the text of one form can be that of the other: the purpose that
// is signed with it tells them apart.
TEST(RefreshToken, AKidWithADotIsNoDatabase) {
  const Key plain{"k", kKey.secret};
  const Key dotted{"k.99", kKey.secret};
  const KeyRing both({plain, dotted});
  const RefreshClaims old{SessionId(12), 3, std::nullopt};
  const RefreshClaims named{SessionId(12), 3, kHere};
  EXPECT_EQ(verify_refresh_token(both, make_refresh_token(KeyRing({dotted}), old)), old);
  EXPECT_EQ(verify_refresh_token(both, make_refresh_token(KeyRing({plain}), named)), named);
}

TEST(RefreshToken, GarbageIsRefused) {
  const std::string good = token_of(12, 3);
  for (const std::string& token : std::vector<std::string>{
           "", ".", "..", "...", "....", "garbage", good + "=", good + ".", "." + good, good + " ",
           good + std::string(1, '\0'), std::string(5000, '.'), std::string(5000, '1')}) {
    EXPECT_FALSE(verify_refresh_token(kRing, token)) << token;
  }
}

// One key signs both kinds, and neither passes for the other.
TEST(RefreshToken, IsNoAccessTokenAndTheOtherWayRound) {
  const Timestamp now = from_micros(1'795'421'730'000'000);
  const std::string access = make_access_token(kRing, "asq", {UserId(7), SessionId(12), 3, kHere},
                                               now, std::chrono::seconds(60));
  EXPECT_FALSE(verify_refresh_token(kRing, access));
  EXPECT_FALSE(verify_access_token(kRing, "asq", token_of(12, 3), now));
  // Nor does a bare HMAC of the text, which is what the key signs for access tokens.
  const std::string text = kKey.kid + ".99.12.3";
  const std::string mac = encode_base64url(hmac_sha256(kKey.secret, text));
  EXPECT_FALSE(verify_refresh_token(kRing, text + "." + mac));
}

}  // namespace
}  // namespace asq::auth
