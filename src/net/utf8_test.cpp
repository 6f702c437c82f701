#include "net/utf8.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace asq::net {
namespace {

bool valid(std::string_view text) {
  Utf8Validator utf8;
  return utf8.feed(text) && utf8.complete();
}

TEST(Utf8Validator, takes_the_edges_of_every_length) {
  for (const std::string text :
       {"", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "κόσμε 🙂 שלום"}) {
    EXPECT_TRUE(valid(text)) << text;
  }
  EXPECT_TRUE(valid(std::string(3, '\0')));
}

// RFC 3629 section 3: overlong forms, surrogates, above U+10FFFF, stray and missing bytes.
TEST(Utf8Validator, refuses_what_rfc_3629_forbids) {
  for (const std::string text : {"\x80",
                                 "\xBF",
                                 "\xC0\x80",
                                 "\xC1\xBF",
                                 "\xE0\x80\x80",
                                 "\xE0\x9F\xBF",
                                 "\xED\xA0\x80",
                                 "\xED\xBF\xBF",
                                 "\xF0\x80\x80\x80",
                                 "\xF0\x8F\xBF\xBF",
                                 "\xF4\x90\x80\x80",
                                 "\xF5",
                                 "\xFE",
                                 "\xFF",
                                 "\xC2",
                                 "\xE1\x80",
                                 "\xF1\x80\x80",
                                 "\xC2\x41",
                                 "\xE1\x80\x41",
                                 "\xF1\x80\x80\x41",
                                 "12345678\x80"}) {
    EXPECT_FALSE(valid(text)) << testing::PrintToString(text);
  }
}

TEST(Utf8Validator, says_so_at_the_first_byte_that_cannot_be_mended) {
  Utf8Validator utf8;
  EXPECT_TRUE(utf8.feed("\xF4"));
  EXPECT_FALSE(utf8.complete());
  EXPECT_FALSE(utf8.feed("\x90"));
  EXPECT_FALSE(utf8.feed("a")) << "for good";
}

TEST(Utf8Validator, goes_on_over_any_split) {
  const std::string text = "plain ascii first, then κόσμε 🙂 and ascii at the end";
  for (std::size_t at = 0; at <= text.size(); ++at) {
    Utf8Validator utf8;
    EXPECT_TRUE(utf8.feed(std::string_view(text).substr(0, at))) << at;
    EXPECT_TRUE(utf8.feed(std::string_view(text).substr(at))) << at;
    EXPECT_TRUE(utf8.complete()) << at;
  }
}

}  // namespace
}  // namespace asq::net
