#include "api/contract/answer_headers.hpp"

#include <array>

namespace asq::api {
namespace {

using Type = AnswerHeader::Type;

constexpr auto kAnswerHeaders = std::to_array<AnswerHeader>({
    {kRequestId, Type::text, true,
     "The X-Request-Id of the request, if it is 1 to 64 of [A-Za-z0-9._-]; else a new one."},
    {kVersion, Type::text, true,
     "The version of the server. A page that is older can offer to reload itself."},
    {kLimitMost, Type::integer, false, "How much can be used at once."},
    {kLimitLeft, Type::integer, false, "How much of it is left."},
    {kLimitReset, Type::integer, false, "Seconds until all of it is available again."},
    {kRetryAfter, Type::integer, true, "Seconds to wait before trying again."},
    {kChallenge, Type::text, true, "Bearer; if a token was shown, with what is wrong with it."},
    {kAllow, Type::text, false, "Of 405: the methods of this path."},
    {kSetCookie, Type::text, false, "The page's cookie, or that it is over."},
    {kSubprotocol, Type::text, false, "asq, if the client offered it."},
    {"Upgrade", Type::text, true, "websocket"},
    {"Sec-WebSocket-Accept", Type::text, true, "The server's answer to Sec-WebSocket-Key."},
    {"Sec-WebSocket-Version", Type::text, true, "13"},
});

}  // namespace

std::span<const AnswerHeader> answer_headers() { return kAnswerHeaders; }

std::vector<std::string_view> headers_of(int status, bool limited) {
  std::vector<std::string_view> names{kRequestId, kVersion};
  if (status == 101) {
    names.insert(names.end(), {"Upgrade", "Sec-WebSocket-Accept", kSubprotocol});
    return names;
  }
  if (limited) names.insert(names.end(), {kLimitMost, kLimitLeft, kLimitReset});
  if (brings_challenge(status)) names.push_back(kChallenge);
  if (brings_retry_after(status)) names.push_back(kRetryAfter);
  if (status == 426) names.insert(names.end(), {"Upgrade", "Sec-WebSocket-Version"});
  return names;
}

}  // namespace asq::api
