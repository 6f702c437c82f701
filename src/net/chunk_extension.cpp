#include "net/chunk_extension.hpp"

#include "net/ascii.hpp"

namespace asq::net {

bool ChunkExtension::take(char c) {
  const bool blank = c == ' ' || c == '\t';
  const bool token = is_token_character(c);
  switch (at_) {
    case At::semicolon: return blank || (c == ';' && go(At::name_begin));
    case At::name_begin: return blank || (token && go(At::name));
    case At::name:
      if (token) return true;
      if (blank) return go(At::behind_name);
      return (c == '=' && go(At::value_begin)) || (c == ';' && go(At::name_begin));
    case At::behind_name:
      return blank || (c == '=' && go(At::value_begin)) || (c == ';' && go(At::name_begin));
    case At::value_begin: return blank || (c == '"' && go(At::quoted)) || (token && go(At::value));
    case At::value:
      if (token) return true;
      [[fallthrough]];
    case At::behind_quoted: return (blank && go(At::semicolon)) || (c == ';' && go(At::name_begin));
    case At::quoted:
      if (c == '"') return go(At::behind_quoted);
      if (c == '\\') return go(At::quoted_pair);
      return is_line_character(c);
    case At::quoted_pair: return is_line_character(c) && go(At::quoted);
  }
  return false;
}

bool ChunkExtension::complete() const {
  return at_ == At::name || at_ == At::value || at_ == At::behind_quoted;
}

}  // namespace asq::net
