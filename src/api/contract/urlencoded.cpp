#include "api/contract/urlencoded.hpp"

namespace asq::api {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

struct Unescaped {
  std::string text;
  bool malformed = false;
};

// A '%' that means nothing stays as it is.
Unescaped unescape(std::string_view text, bool plus_is_space) {
  Unescaped unescaped;
  unescaped.text.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) {
      unescaped.text += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      unescaped.malformed |= text[i] == '%';
      unescaped.text += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return unescaped;
}

Parameter parse_piece(std::string_view piece) {
  const std::size_t equals = piece.find('=');
  Unescaped name = unescape(piece.substr(0, equals), true);
  Unescaped value =
      equals == std::string_view::npos ? Unescaped{} : unescape(piece.substr(equals + 1), true);
  return {std::move(name.text), std::move(value.text), value.malformed};
}

}  // namespace

std::optional<Parameters> parse_urlencoded(std::string_view text) {
  Parameters parameters;
  while (!text.empty()) {
    const std::size_t end = text.find('&');
    const std::string_view piece = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (piece.empty()) continue;
    if (parameters.size() == kMaxParameters) return std::nullopt;
    parameters.push_back(parse_piece(piece));
  }
  return parameters;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  Unescaped unescaped = unescape(text, false);
  if (unescaped.malformed) return std::nullopt;
  return std::move(unescaped.text);
}

}  // namespace asq::api
