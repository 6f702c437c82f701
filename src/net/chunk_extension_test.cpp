#include "net/chunk_extension.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace asq::net {
namespace {

bool is_extension(const std::string& text) {
  ChunkExtension extension;
  return std::ranges::all_of(text, [&](char c) { return extension.take(c); }) &&
         extension.complete();
}

// RFC 9112 section 7.1.1, with the blanks that a recipient has to take ("BWS").
TEST(ChunkExtension, is_a_list_of_names_some_with_values) {
  for (const std::string text :
       {";a", ";a=b", ";a=\"\"", ";a=\"b c;d=\\\"e\\\\\"", ";a;b;c=d;e=\"f\"", " ;a",
        "\t;\ta\t=\tb", ";a = b ;c", ";a ;b", ";a=\"b\" \t;c", ";!#$%&'*+-.^_`|~0=1",
        ";a=\"\xD0\xB6\"", ";a=\"\\\xD0\"", ";a=\"\t\""}) {
    EXPECT_TRUE(is_extension(text)) << text;
  }
}

TEST(ChunkExtension, is_nothing_else) {
  for (const std::string text : {"",          " ",      ";",          "; ",        ";;",
                                 ";a;",       ";a; ",   ";a=",        ";a= ",      ";a=;",
                                 ";=b",       ";a=b=c", ";a==b",      ";a b",      ";a=b c",
                                 ";a ",       ";a=b ",  ";a=\"b\" ",  ";a=\"b\"c", ";a=\"b\"\"c\"",
                                 ";a=b\"c\"", ";a=\"b", ";a=\"b\\\"", ";a=\"\\",   ";\"a\"",
                                 ";\"a\"=b",  "a",      "=a",         "\"a\"",     ";a,b",
                                 ";a/b",      ";a=(b)", ";\xD0",      ";a=\xD0"}) {
    EXPECT_FALSE(is_extension(text)) << text;
  }
  for (const char c : {'\0', '\x01', '\n', '\r', '\x0B', '\x7F'}) {
    EXPECT_FALSE(is_extension(std::string(";a=\"") + c + "\"")) << static_cast<int>(c);
    EXPECT_FALSE(is_extension(std::string(";a=\"\\") + c + "\"")) << static_cast<int>(c);
    EXPECT_FALSE(is_extension(std::string(";a") + c)) << static_cast<int>(c);
  }
}

}  // namespace
}  // namespace asq::net
