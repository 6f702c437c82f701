#include "net/http_body.hpp"

#include <algorithm>

#include "net/ascii.hpp"

namespace asq::net {
namespace {

constexpr std::uint8_t kMaxDigits = 16;
constexpr std::uint16_t kMaxExtension = 256;
constexpr std::string_view kBadChunk = "The chunked body is malformed.";

unsigned hex_value(char c) {
  return static_cast<unsigned>(is_digit(c) ? c - '0' : to_lower(c) - 'a' + 10);
}

}  // namespace

BodyReader BodyReader::counted(std::uint64_t length) {
  BodyReader reader;
  reader.remaining_ = length;
  return reader;
}

BodyReader BodyReader::chunked() {
  BodyReader reader;
  reader.state_ = State::size;
  return reader;
}

BodyReader::Step BodyReader::next(std::string_view& input) {
  for (;;) {
    if (state_ == State::broken) return fail(fault_);
    if (state_ == State::done) return {.data = {}, .done = true, .fault = {}};
    if (state_ == State::counted || state_ == State::data) return take_data(input);
    if (input.empty()) return {};
    const char c = input.front();
    if (const auto fault = take_framing(c); !fault.empty()) return fail(fault);
    input.remove_prefix(1);
  }
}

std::uint64_t BodyReader::announced() const {
  return state_ == State::counted || state_ == State::data ? remaining_ : 0;
}

BodyReader::Step BodyReader::take_data(std::string_view& input) {
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, input.size()));
  Step step{.data = input.substr(0, size), .done = false, .fault = {}};
  input.remove_prefix(size);
  remaining_ -= size;
  if (remaining_ == 0) {
    step.done = state_ == State::counted;
    state_ = step.done ? State::done : State::data_cr;
  }
  return step;
}

BodyReader::Step BodyReader::fail(std::string_view reason) {
  state_ = State::broken;
  fault_ = reason;
  return {.data = {}, .done = false, .fault = reason};
}

std::string_view BodyReader::take_framing(char c) {
  switch (state_) {
    case State::size: return take_size(c);
    case State::extension: return take_extension(c);
    case State::size_lf: {
      const State after = remaining_ == 0 ? State::end_cr : State::data;
      digits_ = 0;
      extension_size_ = 0;
      extension_ = {};
      return expect(c, '\n', after);
    }
    case State::data_cr: return expect(c, '\r', State::data_lf);
    case State::data_lf: return expect(c, '\n', State::size);
    case State::end_cr:
      if (c != '\r') return "The chunked body must not have trailers.";
      return expect(c, '\r', State::end_lf);
    case State::end_lf: return expect(c, '\n', State::done);
    default: return kBadChunk;
  }
}

std::string_view BodyReader::take_size(char c) {
  if (is_hex_digit(c)) {
    if (++digits_ > kMaxDigits) return kBadChunk;
    remaining_ = remaining_ << 4U | hex_value(c);
    return {};
  }
  if (digits_ == 0 || remaining_ > INT64_MAX) return kBadChunk;
  if (c == '\r') return expect(c, '\r', State::size_lf);
  state_ = State::extension;
  return take_extension(c);
}

std::string_view BodyReader::take_extension(char c) {
  if (c == '\r' && extension_.complete()) return expect(c, '\r', State::size_lf);
  if (++extension_size_ > kMaxExtension || !extension_.take(c)) return kBadChunk;
  return {};
}

std::string_view BodyReader::expect(char c, char wanted, State next) {
  if (c != wanted) return kBadChunk;
  state_ = next;
  return {};
}

}  // namespace asq::net
