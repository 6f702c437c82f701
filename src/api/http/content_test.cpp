#include "api/http/content.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace asq::api {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs read_form_pairs(std::string_view body) {
  Route route;
  route.content = Content::form;
  const auto content = read_content(route, {}, body, {});
  Pairs pairs;
  for (const Parameter& sent : content.value().parameters.value()) {
    pairs.emplace_back(sent.name, sent.value);
  }
  return pairs;
}

// RFC 6749 section 3.2. OAuth clients send `grant_type=&…&scope=&client_id=&client_secret=`.
TEST(ReadForm, TakesAFieldWithoutAValueForAbsent) {
  const Pairs given{{"username", "a"}, {"password", "b"}};
  EXPECT_EQ(read_form_pairs("grant_type=&username=a&password=b&scope=&client_id="), given);
  EXPECT_EQ(read_form_pairs("grant_type&username=a&refresh_token&password=b"), given);
  EXPECT_EQ(read_form_pairs("username=&username=a&password=b&password="), given);
  EXPECT_EQ(read_form_pairs("a=&b="), Pairs{});
  EXPECT_EQ(read_form_pairs(""), Pairs{});
}

TEST(ReadForm, TakesASpaceOrABrokenEscapeForAValue) {
  EXPECT_EQ(read_form_pairs("a=+&b=%"), (Pairs{{"a", " "}, {"b", "%"}}));
  EXPECT_EQ(read_form_pairs("a=%00"), (Pairs{{"a", std::string(1, '\0')}}));
}

TEST(ReadForm, CountsEmptyFieldsAgainstTheMostThatAFormMayHave) {
  Route route;
  route.content = Content::form;
  std::string body = "a=1";
  for (std::size_t i = 1; i < kMaxParameters; ++i) body += "&b=";
  EXPECT_TRUE(read_content(route, {}, body, {}));
  EXPECT_EQ(read_content(route, {}, body + "&b=", {}).error().code, ErrorCode::bad_request);
}

// `?limit=` is a wrong limit, not the default one.
TEST(ReadQuery, KeepsAnEmptyParameter) {
  net::HttpHead head;
  head.query = "limit=&offset=1";
  const auto content = read_content(Route{}, head, "", {});
  EXPECT_EQ(content.value().parameters.value().size(), 2U);
}

}  // namespace
}  // namespace asq::api
