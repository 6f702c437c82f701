#include "net/utf8.hpp"

#include <cstddef>
#include <cstring>

namespace asq::net {
namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080U;

bool between(std::uint8_t byte, std::uint8_t low, std::uint8_t high) {
  return byte >= low && byte <= high;
}

// How many leading bytes are ASCII, in steps of eight.
std::size_t ascii_words(const char* bytes, std::size_t size) {
  std::size_t at = 0;
  for (std::uint64_t word = 0; size - at >= sizeof word; at += sizeof word) {
    std::memcpy(&word, bytes + at, sizeof word);
    if ((word & kHighBits) != 0) break;
  }
  return at;
}

}  // namespace

Utf8Validator::State Utf8Validator::lead(std::uint8_t byte) {
  if (byte < 0x80) return State::start;
  if (between(byte, 0xC2, 0xDF)) return State::one_more;
  if (byte == 0xE0) return State::e0;
  if (byte == 0xED) return State::ed;
  if (between(byte, 0xE1, 0xEF)) return State::two_more;
  if (byte == 0xF0) return State::f0;
  if (byte == 0xF4) return State::f4;
  if (between(byte, 0xF1, 0xF3)) return State::three_more;
  return State::invalid;
}

Utf8Validator::State Utf8Validator::follow(State state, std::uint8_t byte) {
  const auto next = [byte](std::uint8_t low, std::uint8_t high, State after) {
    return between(byte, low, high) ? after : State::invalid;
  };
  switch (state) {
    case State::start: return lead(byte);
    case State::one_more: return next(0x80, 0xBF, State::start);
    case State::two_more: return next(0x80, 0xBF, State::one_more);
    case State::three_more: return next(0x80, 0xBF, State::two_more);
    case State::e0: return next(0xA0, 0xBF, State::one_more);  // else overlong
    case State::ed: return next(0x80, 0x9F, State::one_more);  // else a surrogate
    case State::f0: return next(0x90, 0xBF, State::two_more);  // else overlong
    case State::f4: return next(0x80, 0x8F, State::two_more);  // else above U+10FFFF
    case State::invalid: break;
  }
  return State::invalid;
}

bool Utf8Validator::feed(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (state_ == State::start) {
      at += ascii_words(bytes.data() + at, bytes.size() - at);
      if (at == bytes.size()) break;
    }
    state_ = follow(state_, static_cast<std::uint8_t>(bytes[at++]));
    if (state_ == State::invalid) return false;
  }
  return state_ != State::invalid;
}

}  // namespace asq::net
