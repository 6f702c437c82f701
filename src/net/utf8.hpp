// UTF-8 checked as it arrives, so that a bad byte is found before the message ends (RFC 3629: no
// overlong forms, no surrogates, nothing above U+10FFFF). Pure. Threads: value.
#pragma once

#include <cstdint>
#include <string_view>

namespace asq::net {

class Utf8Validator {
 public:
  // Takes the next bytes. False as soon as no continuation could make the text valid; then for
  // good.
  bool feed(std::string_view bytes);
  // The text so far is whole: no character is unfinished.
  [[nodiscard]] bool complete() const { return state_ == State::start; }

 private:
  // What may come next; the named lead bytes narrow their second byte.
  enum class State : std::uint8_t {
    start,
    one_more,
    two_more,
    three_more,
    e0,
    ed,
    f0,
    f4,
    invalid
  };
  static State lead(std::uint8_t byte);
  static State follow(State state, std::uint8_t byte);

  State state_ = State::start;
};

}  // namespace asq::net
