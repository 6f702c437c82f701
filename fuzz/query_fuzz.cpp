// Queries, forms and paths from outside: bounded, the same after being encoded again, and what
// decodes into a request obeys its rules.
#include <cstdint>
#include <string>
#include <string_view>

#include "api/contract/decode.hpp"
#include "api/contract/requests.hpp"
#include "api/contract/router.hpp"
#include "api/contract/urlencoded.hpp"
#include "api/routes/route_table.hpp"
#include "base/utf8.hpp"
#include "hold.hpp"

namespace {

using namespace asq;

std::string encoded(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 0xF];
  }
  return out;
}

void check_parameters(std::string_view text, const api::Parameters& parameters) {
  hold(parameters.size() <= api::kMaxParameters, "no more than allowed");
  std::string again;
  std::size_t bytes = 0;
  for (const api::Parameter& parameter : parameters) {
    bytes += parameter.name.size() + parameter.value.size();
    again += (again.empty() ? "" : "&") + encoded(parameter.name) + "=" + encoded(parameter.value);
  }
  hold(bytes <= text.size(), "decoding makes nothing longer");
  const auto reread = api::parse_urlencoded(again);
  hold(reread && reread->size() == parameters.size(), "what was encoded can be read");
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    hold((*reread)[i].name == parameters[i].name, "names are the same");
    hold((*reread)[i].value == parameters[i].value, "values are the same");
    hold(!(*reread)[i].malformed, "well encoded");
  }
}

template <class Request>
api::Decoded<Request> decoded(const api::Parameters& parameters,
                              std::span<const api::PathParameter> path = {}) {
  api::Input input;
  input.parameters = &parameters;
  input.path = path;
  auto request = api::decode<Request>(input);
  if (request.refusal) hold(!request.refusal->fields.empty(), "a refusal names a field");
  return request;
}

void check_requests(const api::Parameters& parameters) {
  const std::string number = parameters.empty() ? std::string("1") : parameters.front().value;
  const std::vector<api::PathParameter> path{{"chat_id", number}};
  if (const auto page = decoded<api::HistoryQuery>(parameters, path); !page.refusal) {
    hold(std::to_string(page.value.chat_id.value.value()) == number, "the id as it was written");
    hold(page.value.limit.value >= 1 && page.value.limit.value <= 200, "limit");
    hold(page.value.offset.value >= 0 && page.value.offset.value <= kMaxWireInteger, "offset");
  }
  if (const auto list = decoded<api::ChatListQuery>(parameters); !list.refusal) {
    hold(!list.value.query || is_valid_utf8(list.value.query->value), "query");
  }
  if (const auto token = decoded<api::TokenRequest>(parameters); !token.refusal) {
    // A refresh may come from the page's cookie instead.
    const bool refresh = token.value.grant_type.value == api::GrantType::refresh_token;
    hold(refresh || (token.value.username.has_value() && token.value.password.has_value()),
         "what the grant needs is there");
  }
}

void check_path(std::string_view text) {
  static const api::Router kRouter(api::route_table());
  const auto match = kRouter.match("GET", "/" + std::string(text));
  hold(match.route == nullptr || !match.allow.empty(), "what is matched is allowed");
  for (const api::PathParameter& parameter : match.parameters) {
    hold(!parameter.value.empty() && !parameter.name.empty(), "no empty parameter");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto parameters = api::parse_urlencoded(text)) {
    check_parameters(text, *parameters);
    check_requests(*parameters);
  }
  if (const auto plain = api::percent_decoded(text)) {
    hold(plain->size() <= text.size(), "decoding makes nothing longer");
    hold(api::percent_decoded(encoded(*plain)) == *plain, "decoded is the same");
  }
  check_path(text);
  return 0;
}
