#include "auth/tokens.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <vector>

#include "base/base64url.hpp"
#include "support/signed_token.hpp"

namespace asq::auth {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using namespace asq::test;

TEST(AccessToken, NamesItsUserSessionAndEnd) {
  const auto claims = verify(fresh_token());
  ASSERT_TRUE(claims);
  EXPECT_EQ(claims->user_id, UserId(7));
  EXPECT_EQ(claims->session_id, SessionId(12));
  EXPECT_EQ(claims->database, DatabaseId(99));
  EXPECT_EQ(claims->generation, 3);
  EXPECT_EQ(claims->expires_at, from_micros((kNow + 60) * 1'000'000));
}

TEST(AccessToken, IsTheJwtThatTheHeaderFileDescribes) {
  const std::string token = fresh_token();
  const std::size_t first = token.find('.');
  const std::size_t second = token.find('.', first + 1);
  EXPECT_EQ(decode_base64url(token.substr(0, first)), kHeader);
  const auto claims =
      boost::json::parse(*decode_base64url(token.substr(first + 1, second - first - 1)));
  EXPECT_EQ(claims.at("iss"), "asq");
  EXPECT_EQ(claims.at("aud"), "asq");
  EXPECT_EQ(claims.at("sub"), "7");
  EXPECT_EQ(claims.at("sid"), "12");
  EXPECT_EQ(claims.at("db"), "99");
  EXPECT_EQ(claims.at("gen"), "3");
  EXPECT_EQ(claims.at("iat"), kNow);
  EXPECT_EQ(claims.at("nbf"), kNow);
  EXPECT_EQ(claims.at("exp"), kNow + 60);
  EXPECT_EQ(claims.at("jti").as_string().size(), 32U);
}

TEST(AccessToken, Of010NamesNoDatabase) {
  const auto claims = verify(signed_token(kHeader, kClaims));
  ASSERT_TRUE(claims);
  EXPECT_EQ(claims->database, std::nullopt);
  EXPECT_EQ(claims->generation, std::nullopt);
}

// Half of the new form is neither: what names its database can't be made to look older.
TEST(AccessToken, NamesItsDatabaseAndItsGenerationOrNeither) {
  const auto with = [](const std::string& more) {
    std::string claims(kClaims);
    claims.insert(1, more);
    return outcome(signed_token(kHeader, claims));
  };
  EXPECT_EQ(with(R"("db":"99","gen":"3",)"), "accepted");
  EXPECT_EQ(with(R"("db":"9007199254740991","gen":"1",)"), "accepted");
  for (const char* more :
       {R"("db":"99",)", R"("gen":"3",)", R"("db":"0","gen":"3",)", R"("db":"99","gen":"0",)",
        R"("db":99,"gen":"3",)", R"("db":"99","gen":3,)", R"("db":null,"gen":null,)",
        R"("db":"9007199254740992","gen":"1",)", R"("db":"099","gen":"1",)",
        R"("db":"","gen":"1",)"}) {
    EXPECT_EQ(with(more), "malformed") << more;
  }
}

TEST(AccessToken, TwoOfOneSessionAndSecondDiffer) { EXPECT_NE(fresh_token(), fresh_token()); }

TEST(AccessToken, IsGoodUpToItsExpiry) {
  const std::string token = fresh_token();
  const auto at = [](std::int64_t micros) { return from_micros(kNow * 1'000'000 + micros); };
  EXPECT_EQ(outcome(token, at(0)), "accepted");
  EXPECT_EQ(outcome(token, at(59'999'999)), "accepted");
  EXPECT_EQ(outcome(token, at(60'000'000)), "expired");
  EXPECT_EQ(outcome(token, at(61'000'000)), "expired");
}

// A wall clock that was set back, however far, once locked everybody out until it had caught up.
TEST(AccessToken, IsGoodBeforeItsSecondToo) {
  const std::string token = fresh_token();
  for (const auto back : {seconds(1), seconds(61), seconds(119), seconds(hours(24 * 365 * 50))}) {
    EXPECT_EQ(outcome(token, kTime - back), "accepted") << back.count();
  }
  EXPECT_EQ(outcome(token, from_micros(0)), "accepted");
}

TEST(AccessToken, AbsurdLifetimesEndWithTheYear9999) {
  for (const auto lifetime :
       {seconds::max(), seconds(std::int64_t{1} << 53), seconds(hours(1 << 30))}) {
    const auto token = make_access_token(kRing, kIssuer, kGrant, kTime, lifetime);
    const auto claims = verify(token);
    ASSERT_TRUE(claims);
    EXPECT_EQ(to_rfc3339(claims->expires_at), "9999-12-31T23:59:59.000000Z");
  }
  EXPECT_EQ(outcome(make_access_token(kRing, kIssuer, kGrant, kTime, seconds::min())), "expired");
}

TEST(AccessToken, OldKeysVerifyAfterARotationUntilTheyAreForgotten) {
  const std::string token = fresh_token(KeyRing({kOldKey}));
  EXPECT_TRUE(verify_access_token(KeyRing({kKey, kOldKey}), kIssuer, token, kTime));
  EXPECT_EQ(outcome(token), "bad_signature");
}

TEST(AccessToken, AKidNamesTheOneKeyThatCounts) {
  const KeyRing both({kKey, kOldKey});
  const std::string crossed = signed_token(kHeader, kClaims, kOldKey);
  const auto claims = verify_access_token(both, kIssuer, crossed, kTime);
  ASSERT_FALSE(claims);
  EXPECT_EQ(claims.error(), TokenProblem::bad_signature);
}

class ForgedHeader : public ::testing::TestWithParam<const char*> {};

// Each is signed with the right key: the header alone is what is refused.
TEST_P(ForgedHeader, IsRefusedThoughItsSignatureIsRight) {
  EXPECT_EQ(outcome(signed_token(GetParam(), kClaims)), "bad_signature");
}

INSTANTIATE_TEST_SUITE_P(
    Tokens, ForgedHeader,
    ::testing::ValuesIn(std::vector<const char*>{
        // another algorithm (RFC 8725 section 3.1)
        R"({"alg":"none","kid":"k1"})", R"({"alg":"None","kid":"k1"})",
        R"({"alg":"NONE","kid":"k1"})", R"({"alg":"nOnE","kid":"k1"})", R"({"alg":"","kid":"k1"})",
        R"({"alg":null,"kid":"k1"})", R"({"alg":["HS256"],"kid":"k1"})",
        R"({"alg":256,"kid":"k1"})", R"({"alg":"hs256","kid":"k1"})",
        R"({"alg":"HS256 ","kid":"k1"})", R"({"alg":"HS384","kid":"k1"})",
        R"({"alg":"HS512","kid":"k1"})", R"({"alg":"RS256","kid":"k1"})",
        R"({"alg":"ES256","kid":"k1"})", R"({"alg":"PS256","kid":"k1"})",
        R"({"alg":"EdDSA","kid":"k1"})", R"({"alg":"dir","kid":"k1"})", R"({"kid":"k1"})",
        R"({"Alg":"HS256","kid":"k1"})",
        // another key
        R"({"alg":"HS256"})", R"({"alg":"HS256","kid":""})", R"({"alg":"HS256","kid":"k2"})",
        R"({"alg":"HS256","kid":"K1"})", R"({"alg":"HS256","kid":"k1 "})",
        R"({"alg":"HS256","kid":"../../dev/null"})", R"({"alg":"HS256","kid":1})",
        R"({"alg":"HS256","kid":null})", R"({"alg":"HS256","kid":["k1"]})",
        R"({"alg":"HS256","kid":"k1","jwk":{"kty":"oct"}})",
        R"({"alg":"HS256","kid":"k1","jku":"https://example.com/keys"})",
        R"({"alg":"HS256","kid":"k1","x5u":"https://example.com/cert"})",
        R"({"alg":"HS256","kid":"k1","x5c":["MIIB"]})",
        R"({"alg":"HS256","kid":"k1","x5t":"AAAA"})",
        R"({"alg":"HS256","kid":"k1","x5t#S256":"AAAA"})",
        // rules of its own
        R"({"alg":"HS256","kid":"k1","crit":["exp"]})", R"({"alg":"HS256","kid":"k1","crit":[]})",
        R"({"alg":"HS256","kid":"k1","crit":["b64"],"b64":false})",
        R"({"alg":"HS256","kid":"k1","b64":false})", R"({"alg":"HS256","kid":"k1","zip":"DEF"})",
        R"({"alg":"HS256","kid":"k1","cty":"JWT"})",
        R"({"alg":"HS256","kid":"k1","enc":"A128GCM"})",
        R"({"alg":"HS256","kid":"k1","typ":"at+jwt"})", R"({"alg":"HS256","kid":"k1","typ":null})",
        R"({"alg":"HS256","kid":"k1","typ":"jwt"})"}));

class MalformedHeader : public ::testing::TestWithParam<const char*> {};

TEST_P(MalformedHeader, IsRefusedThoughItsSignatureIsRight) {
  EXPECT_EQ(outcome(signed_token(GetParam(), kClaims)), "malformed");
}

INSTANTIATE_TEST_SUITE_P(
    Tokens, MalformedHeader,
    ::testing::ValuesIn(std::vector<const char*>{
        "", "null", "[]", "1", R"("HS256")", "{", R"({"alg":"HS256","kid":"k1")",
        R"({"alg":"HS256","kid":"k1"}x)", R"({"alg":"HS256","kid":"k1",})",
        R"({"alg":"none","alg":"HS256","kid":"k1"})", R"({"alg":"HS256","kid":"k1","kid":"k1"})",
        R"({"alg":"HS256","\u0061lg":"HS256","kid":"k1"})", R"({"alg":"HS256","kid":"k1\u0000"})",
        R"({'alg':'HS256','kid':'k1'})", "{\"alg\":\"HS256\",\"kid\":\"k1\xFF\"}"}));

TEST(AccessToken, TypIsOptional) {
  EXPECT_EQ(outcome(signed_token(R"({"alg":"HS256","kid":"k1"})", kClaims)), "accepted");
}

struct ClaimCase {
  const char* name;
  const char* value;  // as JSON; "": left out
  const char* outcome;
};
void PrintTo(const ClaimCase& c, std::ostream* out) { *out << c.name << " = " << c.value; }

class Claims : public ::testing::TestWithParam<ClaimCase> {};

TEST_P(Claims, AreCheckedOneByOne) {
  const ClaimCase& claim = GetParam();
  EXPECT_EQ(outcome(signed_token(kHeader, claims_with(claim.name, claim.value))), claim.outcome);
}

INSTANTIATE_TEST_SUITE_P(Tokens, Claims,
                         ::testing::ValuesIn(std::vector<ClaimCase>{
                             {"exp", "", "malformed"},
                             {"exp", R"("1795421790")", "malformed"},
                             {"exp", "1795421790.0", "malformed"},
                             {"exp", "1795421790.5", "malformed"},
                             {"exp", "2e9", "malformed"},
                             {"exp", "null", "malformed"},
                             {"exp", "true", "malformed"},
                             {"exp", "[1795421790]", "malformed"},
                             {"exp", "-1", "malformed"},
                             {"exp", "0", "expired"},
                             {"exp", "1795421730", "expired"},
                             {"exp", "1795421731", "accepted"},
                             {"exp", "253402300799", "accepted"},
                             {"exp", "253402300800", "malformed"},
                             {"exp", "9223372036854",
                              "malformed"},  // the last second of a Timestamp
                             {"exp", "9223372036855", "malformed"},        // would overflow it
                             {"exp", "9223372036854775807", "malformed"},  // 2^63 - 1
                             {"exp", "9223372036854775808", "malformed"},
                             {"exp", "18446744073709551615", "malformed"},
                             {"exp", "18446744073709551616", "malformed"},
                             {"exp", "-9223372036854775808", "malformed"},
                             {"exp", "1e400", "malformed"},
                             {"nbf", "", "malformed"},
                             {"nbf", R"("0")", "malformed"},
                             {"nbf", "-1", "malformed"},
                             {"nbf", "0.5", "malformed"},
                             {"nbf", "0", "accepted"},
                             {"nbf", "1795421791", "accepted"},  // not compared with the clock
                             {"nbf", "253402300799", "accepted"},
                             {"nbf", "253402300800", "malformed"},
                             {"nbf", "9223372036854775807", "malformed"},
                             {"nbf", "true", "malformed"},
                             {"nbf", "null", "malformed"},
                             {"iss", "", "malformed"},
                             {"iss", R"("other")", "wrong_issuer"},
                             {"iss", R"("ASQ")", "wrong_issuer"},
                             {"iss", R"("")", "wrong_issuer"},
                             {"iss", R"(["asq"])", "malformed"},
                             {"aud", "", "malformed"},
                             {"aud", R"("other")", "wrong_issuer"},
                             {"aud", R"("asq ")", "wrong_issuer"},
                             {"aud", R"(["asq"])", "malformed"},
                             {"sub", "", "malformed"},
                             {"sub", "7", "malformed"},
                             {"sub", R"("")", "malformed"},
                             {"sub", R"("0")", "malformed"},
                             {"sub", R"("07")", "malformed"},
                             {"sub", R"("+7")", "malformed"},
                             {"sub", R"("-7")", "malformed"},
                             {"sub", R"("7 ")", "malformed"},
                             {"sub", R"("7\u0000")", "malformed"},
                             {"sub", R"("0x7")", "malformed"},
                             {"sub", R"("9007199254740991")", "accepted"},
                             {"sub", R"("9007199254740992")", "malformed"},
                             {"sub", R"("18446744073709551623")", "malformed"},  // 2^64 + 7
                             {"sid", "", "malformed"},
                             {"sid", "12", "malformed"},
                             {"sid", R"("0")", "malformed"},
                             {"sid", R"("12.0")", "malformed"},
                             {"jti", "", "malformed"},
                             {"jti", R"("")", "malformed"},
                             {"jti", "1", "malformed"},
                             {"iat", "", "malformed"},
                             {"iat", R"("1795421730")", "malformed"},
                             {"iat", "-1", "malformed"},
                             {"iat", "0.5", "malformed"},
                             {"iat", "true", "malformed"},
                             {"iat", "null", "malformed"},
                             {"iat", "0", "accepted"},
                             {"iat", "1795421791", "accepted"},
                             {"iat", "253402300799", "accepted"},
                             {"iat", "253402300800", "malformed"}}));

TEST(AccessToken, RepeatedClaimsAreRefused) {
  for (const char* repeat : {R"("exp":1795421790,)", R"("sub":"7",)", R"("sub":"8",)",
                             R"("other":1,"other":1,)", R"("\u0073ub":"7",)"}) {
    std::string claims(kClaims);
    claims.insert(1, repeat);
    EXPECT_EQ(outcome(signed_token(kHeader, claims)), "malformed") << repeat;
  }
}

TEST(AccessToken, ClaimsThatAreNoObjectAreRefused) {
  for (const char* claims : {"", "null", "[]", "1", "{}", "{", R"("x")"}) {
    EXPECT_EQ(outcome(signed_token(kHeader, claims)), "malformed") << claims;
  }
}

TEST(AccessToken, FitsWithTheLongestIssuerAndKid) {
  const KeyRing ring({{std::string(64, 'k'), kKey.secret}});
  const std::string issuer = std::string(256, '"');  // escaped: twice as long in the JSON
  const AccessGrant largest{UserId(kMaxWireInteger), SessionId(kMaxWireInteger), kMaxWireInteger,
                            DatabaseId(kMaxWireInteger)};
  const auto token = make_access_token(ring, issuer, largest, kTime, seconds(60));
  EXPECT_LE(token.size(), kMaxTokenBytes);
  EXPECT_TRUE(verify_access_token(ring, issuer, token, kTime));
}

}  // namespace
}  // namespace asq::auth
