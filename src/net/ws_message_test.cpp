#include "net/ws_message.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "net/test_frames.hpp"

namespace asq::net {
namespace {

using test::client_frame;
using test::client_text;
using EventKind = MessageReader::Event::Kind;

struct Seen {
  EventKind kind;
  std::string payload;
  bool operator==(const Seen&) const = default;
};

// What the reader says to these pieces; a fault's payload is its close code.
std::vector<Seen> read(const std::vector<std::string>& pieces, const MessageLimits& limits = {}) {
  std::vector<Seen> seen;
  MessageReader reader;
  for (std::string piece : pieces) {
    std::span<char> input(piece);
    for (;;) {
      const auto event = reader.next(input, limits);
      if (event.kind == EventKind::more) break;
      if (event.kind == EventKind::fault) {
        seen.push_back({EventKind::fault, std::to_string(static_cast<int>(event.fault.code))});
        return seen;
      }
      seen.push_back({event.kind, std::string(event.payload)});
    }
  }
  return seen;
}

using All = std::vector<Seen>;

std::string start(std::string_view text) { return client_frame(0x01, text); }
std::string more(std::string_view text) { return client_frame(0x00, text); }
std::string last(std::string_view text) { return client_frame(0x80, text); }

// ---- RFC 6455 section 5.4: fragmentation

TEST(MessageReader, puts_fragments_together) {
  EXPECT_EQ(read({start("Hel") + more("l") + last("o")}), (All{{EventKind::text, "Hello"}}));
  EXPECT_EQ(read({start("") + more("") + last("")}), (All{{EventKind::text, ""}}));
}

TEST(MessageReader, shows_control_frames_between_fragments_at_once) {
  EXPECT_EQ(read({start("a") + client_frame(0x89, "p1") + more("b") + client_frame(0x8A, "p2") +
                  last("c")}),
            (All{{EventKind::ping, "p1"}, {EventKind::pong, "p2"}, {EventKind::text, "abc"}}));
}

TEST(MessageReader, refuses_fragments_out_of_order) {
  EXPECT_EQ(read({more("x")}), (All{{EventKind::fault, "1002"}})) << "a continuation of nothing";
  EXPECT_EQ(read({last("x")}), (All{{EventKind::fault, "1002"}})) << "the end of nothing";
  EXPECT_EQ(read({client_text("a") + last("x")}),
            (All{{EventKind::text, "a"}, {EventKind::fault, "1002"}}));
  EXPECT_EQ(read({start("a") + client_text("b")}), (All{{EventKind::fault, "1002"}}));
  EXPECT_EQ(read({start("a") + start("b")}), (All{{EventKind::fault, "1002"}}));
  EXPECT_EQ(read({start("a") + client_frame(0x82, "b")}), (All{{EventKind::fault, "1002"}}));
}

TEST(MessageReader, gives_the_same_events_however_the_bytes_are_split) {
  const std::string stream = start("привет ") + client_frame(0x89, "ping") + last("мир 🙂") +
                             client_text("next") + client_frame(0x88, "\x03\xE8");
  const auto whole = read({stream});
  ASSERT_EQ(whole.size(), 4U);
  for (std::size_t at = 0; at <= stream.size(); ++at) {
    EXPECT_EQ(read({stream.substr(0, at), stream.substr(at)}), whole) << at;
  }
  std::vector<std::string> bytes;
  for (const char c : stream) bytes.emplace_back(1, c);
  EXPECT_EQ(read(bytes), whole);
}

// ---- sections 5.6 and 8.1: text

TEST(MessageReader, refuses_binary_by_its_header) {
  const std::string header = client_frame(0x82, std::string(200, 'b')).substr(0, 8);
  EXPECT_EQ(read({header}), (All{{EventKind::fault, "1003"}}));
  EXPECT_EQ(read({client_frame(0x02, "")}), (All{{EventKind::fault, "1003"}}));
}

TEST(MessageReader, checks_text_over_the_edges_of_fragments) {
  EXPECT_EQ(read({start("\xF0\x9F") + last("\x99\x82")}), (All{{EventKind::text, "🙂"}}));
  EXPECT_EQ(read({start("\xF0\x9F") + last("")}), (All{{EventKind::fault, "1007"}})) << "cut off";
  EXPECT_EQ(read({client_text("\xC0\xAF")}), (All{{EventKind::fault, "1007"}}));
  EXPECT_EQ(read({client_text("\xED\xA0\x80")}), (All{{EventKind::fault, "1007"}}))
      << "a surrogate";
}

TEST(MessageReader, fails_at_the_first_bad_byte_before_the_frame_ends) {
  const std::string frame = client_text("good \xF4\x90 and much more");
  const std::size_t bad = 2 + 4 + 7;  // header, key, up to the byte that can't be mended

  EXPECT_EQ(read({frame.substr(0, bad - 1)}), All{});
  EXPECT_EQ(read({frame.substr(0, bad - 1), frame.substr(bad - 1, 1)}),
            (All{{EventKind::fault, "1007"}}));
}

// ---- limits

TEST(MessageReader, refuses_a_message_over_the_limit_by_its_header) {
  const MessageLimits limits{.bytes = 1000, .fragments = 64};
  EXPECT_EQ(read({client_text(std::string(1000, 'a'))}, limits).front().kind, EventKind::text);
  EXPECT_EQ(read({client_text(std::string(1001, 'a')).substr(0, 8)}, limits),
            (All{{EventKind::fault, "1009"}}));
  EXPECT_EQ(read({start(std::string(600, 'a')) + last(std::string(401, 'a'))}, limits),
            (All{{EventKind::fault, "1009"}}));
  EXPECT_EQ(read({start(std::string(600, 'a')) + last(std::string(400, 'a'))}, limits).size(), 1U);
}

TEST(MessageReader, refuses_a_length_of_63_bits_in_any_fragment) {
  const std::string huge = "\xFF\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x12\x34\x56\x78";
  EXPECT_EQ(read({"\x81" + huge}), (All{{EventKind::fault, "1009"}}));
  EXPECT_EQ(read({start("a") + '\0' + huge}), (All{{EventKind::fault, "1009"}}));
}

TEST(MessageReader, takes_64_fragments_and_no_more) {
  std::string stream = start("a");
  for (int i = 0; i < 62; ++i) stream += more("b");

  EXPECT_EQ(read({stream + last("c")}).front().payload.size(), 64U);
  EXPECT_EQ(read({stream + more("c") + last("d")}), (All{{EventKind::fault, "1009"}}));
}

TEST(MessageReader, control_frames_are_no_fragments) {
  std::string stream = start("a");
  for (int i = 0; i < 200; ++i) stream += client_frame(0x8A, "");

  EXPECT_EQ(read({stream + last("b")}).back(), (Seen{EventKind::text, "ab"}));
}

TEST(MessageReader, knows_whether_something_is_unfinished) {
  MessageReader reader;
  std::string first = start("a");
  std::string second = last("b");
  std::span<char> input(first);
  EXPECT_FALSE(reader.unfinished());

  EXPECT_EQ(reader.next(input, {}).kind, EventKind::more);
  EXPECT_TRUE(reader.unfinished());

  input = second;
  EXPECT_EQ(reader.next(input, {}).kind, EventKind::text);
  EXPECT_FALSE(reader.unfinished());
}

TEST(MessageReader, a_fault_is_for_good) {
  MessageReader reader;
  std::string bad = client_frame(0x82, "x");
  std::string good = client_text("hello");
  std::span<char> input(bad);
  ASSERT_EQ(reader.next(input, {}).kind, EventKind::fault);

  input = good;
  EXPECT_EQ(reader.next(input, {}).kind, EventKind::fault);
}

}  // namespace
}  // namespace asq::net
