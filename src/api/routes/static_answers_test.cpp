#include "api/routes/static_answers.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>

namespace asq::api {
namespace {

std::string unpacked(const std::string& packed, std::size_t size) {
  std::string out(size, '\0');
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string copy = packed;
  stream.next_in = reinterpret_cast<Bytef*>(copy.data());
  stream.avail_in = static_cast<uInt>(copy.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  inflateEnd(&stream);
  return out;
}

bool accepts(std::string field) { return accepts_coding(&field, "gzip"); }

TEST(AcceptEncoding, NamesGzipAndDoesNotRefuseIt) {
  EXPECT_FALSE(accepts_coding(nullptr, "gzip"));
  for (const char* yes : {"gzip", "GZIP", "br, gzip", "gzip;q=0.5", "deflate , gzip ; q=1", "*",
                          "*;q=0, gzip", "gzip;q=0.001"}) {
    EXPECT_TRUE(accepts(yes)) << yes;
  }
  for (const char* no : {"", "br", "identity", "gzip;q=0", "gzip;q=0.000", "*;q=0", "gzip;q=0, *",
                         "xgzip", "gzipped"}) {
    EXPECT_FALSE(accepts(no)) << no;
  }
}

std::string field(const Answer& answer, std::string_view name) {
  const auto found = std::ranges::find(answer.headers, name, &net::Header::name);
  return found == answer.headers.end() ? "" : found->value;
}

net::HttpHead head(std::vector<net::Header> fields) {
  net::HttpHead made;
  made.headers = std::move(fields);
  return made;
}

TEST(StaticAnswer, IsCompressedForWhoTakesIt) {
  const std::string text(10'000, 'x');
  const StaticAnswer page(text, "text/plain");
  const Answer plain = page.answer(head({}));
  const Answer packed = page.answer(head({{"Accept-Encoding", "gzip, br"}}));
  EXPECT_EQ(*plain.shared_body, text);
  EXPECT_EQ(field(plain, "Content-Encoding"), "");
  EXPECT_LT(packed.shared_body->size(), 200U);
  EXPECT_EQ(unpacked(*packed.shared_body, text.size()), text);
  EXPECT_EQ(field(packed, "Content-Encoding"), "gzip");
  EXPECT_NE(field(plain, "ETag"), field(packed, "ETag"));
  EXPECT_EQ(field(plain, "Vary"), "Accept-Encoding");
  EXPECT_EQ(field(packed, "Vary"), "Accept-Encoding");
}

TEST(StaticAnswer, IsNotSentToWhoHasIt) {
  const StaticAnswer page(std::string(10'000, 'x'), "text/plain");
  const std::string tag = field(page.answer(head({})), "ETag");
  EXPECT_EQ(page.answer(head({{"If-None-Match", tag}})).status, 304);
  EXPECT_EQ(page.answer(head({{"If-None-Match", "\"other\""}})).status, 200);
  EXPECT_EQ(page.answer(head({{"If-None-Match", tag}, {"Accept-Encoding", "gzip"}})).status, 200)
      << "it has the other form";
}

TEST(StaticAnswer, OfAFileIsSentInTheBestFormAndKeptForEver) {
  const StaticAnswer file({.plain = "plain", .br = "b", .gzip = "gz"}, "text/css");
  const auto sent = [&](const std::string& accepted) {
    const Answer answer = file.answer(head({{"Accept-Encoding", accepted}}));
    EXPECT_EQ(answer.cache_control, "public, max-age=31536000, immutable");
    EXPECT_EQ(field(answer, "Vary"), "Accept-Encoding");
    return field(answer, "Content-Encoding") + ":" + *answer.shared_body;
  };
  EXPECT_EQ(sent("gzip, deflate, br"), "br:b");
  EXPECT_EQ(sent("gzip, br;q=0"), "gzip:gz");
  EXPECT_EQ(sent("identity"), ":plain");
}

TEST(StaticAnswer, StaysAsItIsWhereThatIsSmaller) {
  const StaticAnswer small("ok", "text/plain");
  const Answer answer = small.answer(head({{"Accept-Encoding", "gzip"}}));
  EXPECT_EQ(*answer.shared_body, "ok");
  EXPECT_EQ(field(answer, "Vary"), "");
}

}  // namespace
}  // namespace asq::api
