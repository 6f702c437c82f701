#include "net/http_body.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace asq::net {
namespace {

struct Body {
  std::string data;
  std::string left;  // of the input behind the end
  bool done = false;
  std::string_view fault;
};

Body read(BodyReader reader, const std::vector<std::string>& pieces) {
  Body body;
  for (const std::string& piece : pieces) {
    std::string_view input = piece;
    while (!input.empty() && !body.done) {
      const auto step = reader.next(input);
      body.data += step.data;
      body.done = step.done;
      body.fault = step.fault;
      if (!step.fault.empty()) return body;
    }
    body.left += input;
  }
  return body;
}

Body chunked(const std::string& text) { return read(BodyReader::chunked(), {text}); }

TEST(BodyReader, counts_to_the_content_length) {
  const Body body = read(BodyReader::counted(5), {"he", "lloGET"});
  EXPECT_EQ(body.data, "hello");
  EXPECT_EQ(body.left, "GET");
  EXPECT_TRUE(body.done);
}

TEST(BodyReader, an_empty_body_is_done_at_once) {
  BodyReader reader = BodyReader::counted(0);
  std::string_view none;
  EXPECT_TRUE(reader.next(none).done);
}

// RFC 9112 section 7.1
TEST(BodyReader, joins_chunks) {
  const Body body = chunked("5\r\nhello\r\n00A;x=\"y\"\r\n, world 12\r\n0\r\n\r\nGET");
  EXPECT_EQ(body.data, "hello, world 12");
  EXPECT_EQ(body.left, "GET");
  EXPECT_TRUE(body.done);
}

TEST(BodyReader, reads_the_same_byte_by_byte) {
  const std::string text = "1\r\na\r\n10;ext\r\n0123456789abcdef\r\n0\r\n\r\n";
  std::vector<std::string> bytes;
  for (const char c : text) bytes.emplace_back(1, c);

  const Body body = read(BodyReader::chunked(), bytes);

  EXPECT_EQ(body.data, chunked(text).data);
  EXPECT_TRUE(body.done);
}

TEST(BodyReader, refuses_chunks_that_another_reader_might_read_otherwise) {
  for (const std::string text : {"\r\n",
                                 "x\r\n",
                                 "-1\r\n",
                                 "+1\r\n",
                                 "0x1\r\n",
                                 " 1\r\n",
                                 "1 \r\n",
                                 "1\n",
                                 "1\r\nab\r\n",
                                 "1\r\na\n",
                                 "1\r\na\r1",
                                 "1;a\nb\r\n",
                                 "1;\r\n",
                                 "1;a=\r\n",
                                 "1;a=\"b\r\n",
                                 "1;a=\"\r\n\"\r\n",
                                 "1;a \r\n",
                                 "1\t\r\n",
                                 "1 2\r\n",
                                 "1,a\r\n",
                                 "0;\r\n\r\n",
                                 "1;\x01\r\n",
                                 "\"1\"\r\n",
                                 "1\r a",
                                 ";a\r\n",
                                 "8000000000000000\r\n",
                                 "FFFFFFFFFFFFFFFF\r\n",
                                 "00000000000000001\r\n",
                                 "0\r\n\n",
                                 "0\r\n\rx"}) {
    EXPECT_FALSE(chunked(text).fault.empty()) << testing::PrintToString(text);
  }
}

TEST(BodyReader, reads_the_extensions_of_each_line_for_themselves) {
  const Body body = chunked("1;a\r\na\r\n1 ; b = \"\\\"\" ;c\r\nb\r\n1\r\nc\r\n0;d=e\r\n\r\n");
  EXPECT_EQ(body.data, "abc");
  EXPECT_TRUE(body.done);
  EXPECT_FALSE(chunked("1;a\r\na\r\n1;\r\nb\r\n0\r\n\r\n").fault.empty());
}

TEST(BodyReader, announces_what_has_to_come_before_it_comes) {
  BodyReader reader = BodyReader::chunked();
  for (const auto& [piece, announced] : std::vector<std::pair<std::string_view, std::uint64_t>>{
           {"7fffffffffffffff", 0}, {"\r\n", INT64_MAX}, {"abc", INT64_MAX - 3}}) {
    std::string_view input = piece;
    while (!input.empty()) ASSERT_TRUE(reader.next(input).fault.empty());
    EXPECT_EQ(reader.announced(), announced) << piece;
  }
  EXPECT_EQ(BodyReader::counted(7).announced(), 7U);
}

TEST(BodyReader, refuses_trailers) {
  EXPECT_FALSE(chunked("0\r\nAuthorization: Bearer x\r\n\r\n").fault.empty());
  EXPECT_FALSE(chunked("1\r\na\r\n0\r\nX").fault.empty());
}

TEST(BodyReader, takes_extensions_of_256_bytes_and_no_longer) {
  EXPECT_TRUE(chunked("1;" + std::string(255, 'x') + "\r\na\r\n0\r\n\r\n").done);
  EXPECT_FALSE(chunked("1;" + std::string(256, 'x') + "\r\n").fault.empty());
}

TEST(BodyReader, a_fault_is_for_good) {
  BodyReader reader = BodyReader::chunked();
  std::string_view input = "x";
  ASSERT_FALSE(reader.next(input).fault.empty());
  input = "1\r\na\r\n0\r\n\r\n";
  EXPECT_FALSE(reader.next(input).fault.empty());
}

}  // namespace
}  // namespace asq::net
