#include "api/contract/urlencoded.hpp"

#include <gtest/gtest.h>

namespace asq::api {
namespace {

TEST(ParseUrlencoded, SplitsAndDecodes) {
  const auto parameters = parse_urlencoded("a=1&b=x%20y+z&&c&=d&e=f=g");
  ASSERT_TRUE(parameters);
  std::string shown;
  for (const Parameter& parameter : *parameters) {
    shown += parameter.name + ":" + parameter.value + ";";
  }
  EXPECT_EQ(shown, "a:1;b:x y z;c:;:d;e:f=g;");
}

TEST(ParseUrlencoded, MarksAPercentSignThatMeansNothing) {
  for (const std::string_view text : {"a=%", "a=%4", "a=%zz", "a=%%41", "a=x%4g"}) {
    const auto parameters = parse_urlencoded(text);
    ASSERT_TRUE(parameters);
    EXPECT_TRUE(parameters->front().malformed) << text;
  }
  EXPECT_FALSE(parse_urlencoded("a=%41%c3%A9")->front().malformed);
}

TEST(ParseUrlencoded, IsBounded) {
  std::string text;
  for (std::size_t i = 0; i < kMaxParameters; ++i) text += "&a";
  EXPECT_TRUE(parse_urlencoded(text));
  EXPECT_FALSE(parse_urlencoded(text + "&a"));
}

TEST(PercentDecoded, LeavesPlusAlone) {
  EXPECT_EQ(percent_decoded("a+b%2Fc%41"), "a+b/cA");
  EXPECT_EQ(percent_decoded("%4"), std::nullopt);
}

}  // namespace
}  // namespace asq::api
