#include "api/sockets/json_input.hpp"

#include <gtest/gtest.h>

#include <string>

namespace asq::api {
namespace {

// The same as in a body: api/http/content_test.
TEST(JsonInput, SkipsAByteOrderMark) {
  const JsonInput marked("\xEF\xBB\xBF{\"text\":\"a\"}");
  ASSERT_FALSE(marked.refusal());
  EXPECT_EQ(marked.input().json->at("text").as_string(), "a");
}

TEST(JsonInput, SkipsOneMarkAndOnlyInFront) {
  const std::string mark = "\xEF\xBB\xBF";
  for (const std::string& text : {mark, mark + mark + "{}", " " + mark + "{}", "{}" + mark}) {
    const JsonInput input(text);
    ASSERT_TRUE(input.refusal());
    EXPECT_EQ(input.refusal()->code, ErrorCode::malformed_json);
  }
}

}  // namespace
}  // namespace asq::api
