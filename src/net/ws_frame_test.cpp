#include "net/ws_frame.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "net/test_frames.hpp"

namespace asq::net {
namespace {

using test::client_frame;
using Kind = FrameParser::Step::Kind;

struct Parsed {
  std::vector<FrameHeader> headers;
  std::vector<std::string> payloads;  // of the frames that ended
  std::string unfinished;
  std::string_view fault;
  CloseCode code = CloseCode::normal;
};

// Feeds the pieces one after the other.
Parsed parse(const std::vector<std::string>& pieces) {
  Parsed parsed;
  FrameParser parser;
  for (std::string piece : pieces) {
    std::span<char> input(piece);
    for (;;) {
      const auto step = parser.next(input);
      if (step.kind == Kind::more) break;
      if (step.kind == Kind::fault) {
        parsed.fault = step.fault.reason;
        parsed.code = step.fault.code;
        return parsed;
      }
      if (step.kind == Kind::header) parsed.headers.push_back(step.header);
      if (step.kind == Kind::payload) {
        parsed.unfinished.append(step.payload.data(), step.payload.size());
        if (step.last) parsed.payloads.push_back(std::exchange(parsed.unfinished, {}));
      }
    }
  }
  return parsed;
}

std::string bytes(std::initializer_list<int> values) {
  std::string text;
  for (const int value : values) text.push_back(static_cast<char>(value));
  return text;
}

// ---- RFC 6455 section 5.7: the examples

TEST(FrameParser, reads_the_masked_hello_of_the_rfc) {
  const auto parsed =
      parse({bytes({0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58})});

  EXPECT_EQ(parsed.headers, (std::vector<FrameHeader>{{true, Opcode::text, 5}}));
  EXPECT_EQ(parsed.payloads, std::vector<std::string>{"Hello"});
}

// ---- section 5.2: the base framing

TEST(FrameParser, reads_every_length_form_at_its_edges) {
  for (const std::size_t size : {0U, 1U, 125U, 126U, 127U, 65535U, 65536U, 70000U}) {
    const std::string payload(size, 'p');
    const auto parsed = parse({client_frame(0x81, payload)});
    ASSERT_EQ(parsed.payloads.size(), 1U) << size;
    EXPECT_EQ(parsed.payloads.front(), payload) << size;
  }
}

TEST(FrameParser, gives_the_same_frames_however_the_bytes_are_split) {
  const std::string stream = client_frame(0x01, "first") + client_frame(0x89, "ping") +
                             client_frame(0x80, std::string(130, 'x')) + client_frame(0x8A, "");
  const auto whole = parse({stream});
  ASSERT_EQ(whole.payloads.size(), 4U);
  for (std::size_t at = 0; at <= stream.size(); ++at) {
    const auto split = parse({stream.substr(0, at), stream.substr(at)});
    EXPECT_EQ(split.headers, whole.headers) << at;
    EXPECT_EQ(split.payloads, whole.payloads) << at;
  }
}

TEST(FrameParser, gives_the_same_frames_byte_by_byte) {
  const std::string stream = client_frame(0x81, std::string(300, 'y')) + client_frame(0x89, "p");
  std::vector<std::string> pieces;
  for (const char c : stream) pieces.emplace_back(1, c);

  EXPECT_EQ(parse(pieces).payloads, parse({stream}).payloads);
}

struct BadStart {
  std::string name;
  std::string start;
};

class FrameFault : public testing::TestWithParam<BadStart> {};

TEST_P(FrameFault, fails_with_1002_at_the_byte_that_shows_it) {
  const std::string& start = GetParam().start;

  const auto before = parse({start.substr(0, start.size() - 1)});
  const auto parsed = parse({start});

  EXPECT_TRUE(before.fault.empty()) << before.fault;
  EXPECT_FALSE(parsed.fault.empty());
  EXPECT_EQ(parsed.code, CloseCode::protocol_error);
}

INSTANTIATE_TEST_SUITE_P(Rfc6455, FrameFault,
                         testing::ValuesIn(std::vector<BadStart>{
                             {"S5_2_rsv1", bytes({0xC1})},
                             {"S5_2_rsv2", bytes({0xA1})},
                             {"S5_2_rsv3", bytes({0x91})},
                             {"S5_2_rsv_all", bytes({0xF1})},
                             {"S5_2_rsv_on_ping", bytes({0xC9})},
                             {"S5_2_opcode_3", bytes({0x83})},
                             {"S5_2_opcode_4", bytes({0x84})},
                             {"S5_2_opcode_5", bytes({0x85})},
                             {"S5_2_opcode_6", bytes({0x86})},
                             {"S5_2_opcode_7", bytes({0x87})},
                             {"S5_2_opcode_11", bytes({0x8B})},
                             {"S5_2_opcode_12", bytes({0x8C})},
                             {"S5_2_opcode_13", bytes({0x8D})},
                             {"S5_2_opcode_14", bytes({0x8E})},
                             {"S5_2_opcode_15", bytes({0x8F})},
                             {"S5_1_text_not_masked", bytes({0x81, 0x05})},
                             {"S5_1_ping_not_masked", bytes({0x89, 0x00})},
                             {"S5_1_close_not_masked", bytes({0x88, 0x02})},
                             {"S5_5_ping_fragmented", bytes({0x09})},
                             {"S5_5_pong_fragmented", bytes({0x0A})},
                             {"S5_5_close_fragmented", bytes({0x08})},
                             {"S5_5_ping_of_126", bytes({0x89, 0xFE})},
                             {"S5_5_close_of_64_bit_length", bytes({0x88, 0xFF})},
                             {"S5_2_length_125_in_16_bits", bytes({0x81, 0xFE, 0x00, 0x7D})},
                             {"S5_2_length_0_in_16_bits", bytes({0x81, 0xFE, 0x00, 0x00})},
                             {"S5_2_length_65535_in_64_bits",
                              bytes({0x81, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF})},
                             {"S5_2_length_above_63_bits", bytes({0x81, 0xFF, 0x80})}}),
                         [](const auto& test_case) { return test_case.param.name; });

TEST(FrameParser, a_length_of_63_bits_costs_only_its_header) {
  const auto parsed =
      parse({bytes({0x81, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4})});

  ASSERT_EQ(parsed.headers.size(), 1U);
  EXPECT_EQ(parsed.headers.front().length, 0x7FFFFFFFFFFFFFFFU);
  EXPECT_TRUE(parsed.fault.empty());
}

TEST(FrameParser, a_fault_is_for_good) {
  FrameParser parser;
  std::string bad = bytes({0xC1});
  std::string good = client_frame(0x81, "hello");
  std::span<char> input(bad);
  ASSERT_EQ(parser.next(input).kind, Kind::fault);

  input = good;
  EXPECT_EQ(parser.next(input).kind, Kind::fault);
}

// ---- section 5.3: masking

TEST(Unmask, equals_the_definition_at_every_length_and_split) {
  for (std::size_t size = 0; size < 40; ++size) {
    for (std::size_t split = 0; split <= size; ++split) {
      std::string text(size, '\0');
      std::array<std::uint8_t, 4> key{1, 2, 4, 8};
      unmask(std::span(text).first(split), key);
      unmask(std::span(text).subspan(split), key);
      for (std::size_t i = 0; i < size; ++i) ASSERT_EQ(text[i], 1 << (i % 4)) << size << split;
    }
  }
}

// ---- the encoder

TEST(EncodeFrame, uses_the_shortest_length) {
  EXPECT_EQ(encode_text_frame("Hello"), "\x81\x05Hello");
  EXPECT_EQ(encode_text_frame(std::string(125, 'a')).substr(0, 2), bytes({0x81, 125}));
  EXPECT_EQ(encode_text_frame(std::string(126, 'a')).substr(0, 4), bytes({0x81, 126, 0, 126}));
  EXPECT_EQ(encode_text_frame(std::string(65535, 'a')).substr(0, 4),
            bytes({0x81, 126, 0xFF, 0xFF}));
  EXPECT_EQ(encode_text_frame(std::string(65536, 'a')).substr(0, 10),
            bytes({0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0}));
}

TEST(EncodeClose, cuts_the_reason_at_a_character_that_fits) {
  std::string reason;
  for (int i = 0; i < 62; ++i) reason += "ж";  // 124 bytes, one more than fits

  const std::string frame = encode_close(CloseCode::normal, reason);

  EXPECT_EQ(frame.size(), 2U + 2U + 122U);
  EXPECT_TRUE(read_close(std::string_view(frame).substr(2)).fault.empty());
}

// ---- sections 5.5.1 and 7.4: close frames

std::string close_payload(int code, std::string_view reason = {}) {
  return bytes({code >> 8, code & 0xFF}) + std::string(reason);
}

TEST(ReadClose, takes_an_empty_payload_and_every_code_that_may_be_sent) {
  EXPECT_EQ(read_close("").code, 0);
  for (const int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014,
                         3000, 3999, 4000, 4401, 4999}) {
    const std::string payload = close_payload(code, "bye");
    const auto notice = read_close(payload);
    EXPECT_TRUE(notice.fault.empty()) << code;
    EXPECT_EQ(notice.code, code);
    EXPECT_EQ(notice.reason, "bye");
  }
}

TEST(ReadClose, refuses_codes_that_may_not_be_sent) {
  for (const int code : {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535}) {
    const std::string payload = close_payload(code);
    EXPECT_FALSE(read_close(payload).fault.empty()) << code;
    EXPECT_EQ(read_close(payload).fault_code, CloseCode::protocol_error) << code;
  }
}

TEST(ReadClose, refuses_half_a_code_and_a_reason_that_is_no_text) {
  EXPECT_EQ(read_close("\x03").fault_code, CloseCode::protocol_error);
  EXPECT_FALSE(read_close("\x03").fault.empty());
  const std::string payload = close_payload(1000, "\xC0\x80");
  EXPECT_EQ(read_close(payload).fault_code, CloseCode::invalid_utf8);
  const std::string cut = close_payload(1000, "\xE2\x82");
  EXPECT_EQ(read_close(cut).fault_code, CloseCode::invalid_utf8);
}

}  // namespace
}  // namespace asq::net
