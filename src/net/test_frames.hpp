// For the tests beside it: frames as a client sends them, masked. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "net/ws_frame.hpp"

namespace asq::net::test {

// `first_byte`: FIN, RSV and opcode.
inline std::string client_frame(std::uint8_t first_byte, std::string_view payload) {
  std::string frame(1, static_cast<char>(first_byte));
  const std::string plain = encode_frame(Opcode::text, payload);
  const std::size_t header = plain.size() - payload.size();
  frame.append(plain, 1, header - 1);
  frame[1] = static_cast<char>(static_cast<std::uint8_t>(frame[1]) | 0x80U);
  constexpr std::string_view kKey = "\x12\x34\x56\x78";
  frame.append(kKey);
  for (std::size_t i = 0; i < payload.size(); ++i) {
    frame.push_back(static_cast<char>(payload[i] ^ kKey[i % 4]));
  }
  return frame;
}
inline std::string client_text(std::string_view text) { return client_frame(0x81, text); }
inline std::string client_close(std::uint16_t code) {
  const std::string payload{static_cast<char>(code >> 8U), static_cast<char>(code & 0xFFU)};
  return client_frame(0x88, payload);
}

}  // namespace asq::net::test
