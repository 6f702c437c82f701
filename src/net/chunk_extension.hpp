// What may stand behind a chunk's size, character by character (RFC 9112 section 7.1.1):
//
//   *( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] )
//
// Nobody asks for what it says. It is read strictly all the same, so that no other reader can find
// the end of the line elsewhere. Pure; part of the fuzz target of http_strict. Threads: value.
#pragma once

#include <cstdint>

namespace asq::net {

class ChunkExtension {
 public:
  // The next character of the line; its CR is none. False: it can't stand there, and then the rest
  // is of no interest.
  [[nodiscard]] bool take(char c);
  // The line may end here.
  [[nodiscard]] bool complete() const;

 private:
  enum class At : std::uint8_t {
    semicolon,  // one has to come
    name_begin,
    name,
    behind_name,
    value_begin,
    value,
    quoted,
    quoted_pair,  // behind a backslash
    behind_quoted,
  };

  bool go(At next) {
    at_ = next;
    return true;
  }

  At at_ = At::semicolon;
};

}  // namespace asq::net
