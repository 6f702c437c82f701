// Tokens as strangers send them, and, since no fuzzer guesses an HMAC, what stands behind the
// signature as well. The first byte of the input chooses, the rest is:
//   0  an access token        1  a header, to be signed rightly     2  claims, to be signed rightly
//   3  a refresh token        4  base64url text, and bytes, and     5  the text of a refresh token,
//                                the token of a link                   to be signed rightly
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "auth/hmac.hpp"
#include "auth/link_tokens.hpp"
#include "auth/tokens.hpp"
#include "base/base64url.hpp"

namespace {

using namespace asq;
using namespace asq::auth;

constexpr std::string_view kIssuer = "asq";
constexpr std::string_view kHeader = R"({"alg":"HS256","kid":"k1","typ":"JWT"})";
constexpr std::string_view kClaims =
    R"({"iss":"asq","aud":"asq","sub":"7","sid":"12","jti":"x","iat":1795421730,)"
    R"("nbf":1795421730,"exp":1795421790})";
constexpr Timestamp kNow = from_micros(1'795'421'730'123'456);

const Key kKey{"k1", "0f8Zp2!xL#vQ7rT9uW1yB3nM5cD6eG8h"};
const KeyRing kRing({kKey});

void hold(bool invariant, const char* what) {
  if (invariant) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

bool in_range(std::int64_t id) { return id >= 1 && id <= kMaxWireInteger; }

std::string signed_token(std::string_view header, std::string_view claims) {
  std::string token = encode_base64url(header) + "." + encode_base64url(claims);
  const std::string mac = hmac_sha256(kKey.secret, token);
  return token + "." + encode_base64url(mac);
}

// What must hold of any token, whoever made it.
bool accepted(std::string_view token) {
  const auto claims = verify_access_token(kRing, kIssuer, token, kNow);
  if (!claims) return false;
  hold(token.size() <= kMaxTokenBytes, "no long token is accepted");
  hold(in_range(claims->user_id.value()) && in_range(claims->session_id.value()), "ids in range");
  hold(claims->expires_at > kNow, "no expired token is accepted");
  hold(!verify_access_token(kRing, "other", token, kNow), "a token is for its issuer");
  hold(!verify_access_token(kRing, kIssuer, token, claims->expires_at), "a token expires");
  return true;
}

void play_access_token(std::string_view token) {
  if (!accepted(token)) return;
  const std::size_t dot = token.rfind('.');
  const std::string mac = hmac_sha256(kKey.secret, token.substr(0, dot));
  hold(token.substr(dot + 1) == encode_base64url(mac), "only the key signs, in one spelling");
}

void play_header(std::string_view header) {
  if (!accepted(signed_token(header, kClaims))) return;
  for (const char* refused : {"none", "jwk", "jku", "x5u", "x5c", "crit"}) {
    hold(header.find(std::string("\"") + refused + "\"") == std::string_view::npos,
         "no token brings its own rules");
  }
}

void play_claims(std::string_view claims) {
  const std::string token = signed_token(kHeader, claims);
  if (!accepted(token)) return;
  for (const std::size_t place : {std::size_t{0}, token.size() / 2, token.size() - 1}) {
    std::string changed = token;
    changed[place] = changed[place] == 'A' ? 'B' : 'A';
    hold(!accepted(changed), "a changed token is refused");
  }
}

void play_refresh_token(std::string_view token) {
  const auto claims = verify_refresh_token(kRing, token);
  if (!claims) return;
  hold(in_range(claims->session_id.value()) && in_range(claims->generation), "numbers in range");
  hold(make_refresh_token(kRing, *claims) == token, "a refresh token has one spelling");
  hold(!accepted(token), "a refresh token is no access token");
}

void play_refresh_text(std::string_view text) {
  for (const char* purpose : {"asq refresh token 1:", "asq refresh token 2:"}) {
    const std::string mac = hmac_sha256(kKey.secret, purpose + std::string(text));
    play_refresh_token(std::string(text) + "." + encode_base64url(mac));
  }
}

void play_base64url(std::string_view text) {
  const auto bytes = decode_base64url(text);
  if (bytes) hold(encode_base64url(*bytes) == text, "bytes have one spelling");
  hold(decode_base64url(encode_base64url(text)) == text, "what was encoded comes back");
  const auto number = verify_link_token(kKey.secret, kInviteLabel, text);
  if (!number) return;
  hold(*number >= 0 && *number <= kMaxLinkNumber, "the number of a link in range");
  hold(make_link_token(kKey.secret, kInviteLabel, *number) == text, "a link has one spelling");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 6) {
    case 0: play_access_token(rest); break;
    case 1: play_header(rest); break;
    case 2: play_claims(rest); break;
    case 3: play_refresh_token(rest); break;
    case 4: play_base64url(rest); break;
    default: play_refresh_text(rest); break;
  }
  return 0;
}
