#include "api/http/content.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
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

// ---- the charset

std::optional<Error> refusal_of_type(Content content, const std::string& type) {
  Route route;
  route.content = content;
  net::HttpHead head;
  head.content_length = 2;
  head.headers.push_back({"Content-Type", type});
  return refuse_by_header(route, head);
}

const std::vector<std::string> kCharsetsTaken{"",
                                              ";",
                                              "; charset=utf-8",
                                              ";charset=UTF-8",
                                              "; charset=utf8",
                                              "; Charset=Utf8",
                                              "; charset=\"utf-8\"",
                                              "; charset=\"UTF8\"",
                                              "; charset=\"u\\tf-8\"",
                                              "; charset = utf-8",
                                              "; charset=us-ascii",
                                              "; charset=US-ASCII",
                                              "; version=1; charset=utf-8",
                                              "; note=\";charset=latin1\"",
                                              "; note=\"\\\";charset=latin1\"; charset=utf8",
                                              "; charset=utf-8;"};
const std::vector<std::string> kCharsetsRefused{"; charset=iso-8859-1",
                                                "; charset=latin1",
                                                "; charset=utf-16",
                                                "; charset=utf-16le",
                                                "; charset=windows-1251",
                                                "; charset=utf-7",
                                                "; charset=utf-8x",
                                                "; charset=",
                                                "; charset=\"\"",
                                                "; charset=\"utf-8",
                                                "; charset='utf-8'",
                                                "; charset = latin1",
                                                "; charset=utf-8; charset=latin1",
                                                "; note=\"a\"; charset=latin1",
                                                "; note=\"; charset=latin1",
                                                "; note=\"; charset=utf-8",
                                                "; charset=utf-8; note=\"a\\\""};

TEST(Charset, MayBeAnyUsualNameOfUtf8) {
  for (const std::string& charset : kCharsetsTaken) {
    EXPECT_FALSE(refusal_of_type(Content::json, "application/json" + charset)) << charset;
    EXPECT_FALSE(refusal_of_type(Content::form, "Application/X-www-form-urlencoded" + charset))
        << charset;
  }
}

TEST(Charset, IsRefusedIfItIsAnother) {
  for (const std::string& charset : kCharsetsRefused) {
    for (const auto& refusal :
         {refusal_of_type(Content::json, "application/json" + charset),
          refusal_of_type(Content::form, "application/x-www-form-urlencoded" + charset)}) {
      ASSERT_TRUE(refusal) << charset;
      EXPECT_EQ(refusal->code, ErrorCode::unsupported_media_type) << charset;
    }
  }
}

// ---- the byte order mark

Result<ReadContent> read_json_text(std::string_view body) {
  Route route;
  route.content = Content::json;
  return read_content(route, {}, body, {});
}

// .NET and PowerShell write one: "syntax error at byte 0".
TEST(ReadJson, SkipsAByteOrderMark) {
  EXPECT_EQ(read_json_text("\xEF\xBB\xBF{\"a\":1}").value().json,
            read_json_text("{\"a\":1}").value().json);
  EXPECT_EQ(read_json_text("\xEF\xBB\xBF{\"a\":\"\\ud800\"}").value().no_text.size(), 1U);
}

TEST(ReadJson, SkipsOneMarkAndOnlyInFront) {
  const std::string mark = "\xEF\xBB\xBF";
  for (const std::string& body : {mark, mark + mark + "{}", " " + mark + "{}", "{}" + mark,
                                  mark.substr(0, 2) + "{}", std::string("\xFE\xFF{}")}) {
    const auto read = read_json_text(body);
    ASSERT_FALSE(read) << testing::PrintToString(body);
    EXPECT_EQ(read.error().code, ErrorCode::malformed_json);
  }
  EXPECT_EQ(read_json_text(mark).error().detail, read_json_text("").error().detail);
  const auto kept = read_json_text("\"" + mark + "\"");
  EXPECT_EQ(kept.value().json->as_string(), mark) << "within a text it is text";
}

}  // namespace
}  // namespace asq::api
