#include "net/http_parser.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/status.hpp>
#include <utility>

#include "net/ws_handshake.hpp"

namespace asq::net {
namespace {

namespace http = boost::beast::http;

using Parser = http::request_parser<http::empty_body>;

std::unexpected<HttpFault> malformed() {
  return std::unexpected(HttpFault{400, "The request header is malformed."});
}

bool agree(const http::request<http::empty_body>& parsed, const StrictHead& strict) {
  return parsed.method_string() == strict.method &&
         parsed.version() == 10U + static_cast<unsigned>(strict.minor_version);
}

}  // namespace

std::expected<HttpHead, HttpFault> parse_head(std::string_view raw, const StrictHead& strict) {
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(raw.size() + 1));
  parser.body_limit(boost::none);
  boost::system::error_code error;
  parser.put(boost::asio::const_buffer(raw.data(), raw.size()), error);
  if (error || !parser.is_header_done() || !agree(parser.get(), strict)) return malformed();

  HttpHead head;
  head.method = strict.method;
  head.path = strict.path;
  head.query = strict.query;
  head.minor_version = strict.minor_version;
  for (const auto& field : parser.get()) {
    head.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  }
  head.content_length = strict.content_length;
  head.chunked = strict.chunked;
  head.local_host = strict.authority;
  head.websocket = read_ws_offer(head);
  return head;
}

// By RFC 9110, which has renamed two of those that the library knows.
std::string_view reason_phrase(int status) {
  if (status == 413) return "Content Too Large";
  if (status == 422) return "Unprocessable Content";
  const auto known = http::int_to_status(static_cast<unsigned>(status));
  if (known == http::status::unknown) return {};
  return http::obsolete_reason(known);
}

}  // namespace asq::net
