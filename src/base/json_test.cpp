#include "base/json.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <map>
#include <string>

namespace asq {
namespace {

namespace json = boost::json;

using Places = std::vector<JsonError::Place>;

std::string nested(int depth) {
  const auto count = static_cast<std::size_t>(depth);
  return std::string(count, '[') + std::string(count, ']');
}

TEST(ParseJson, KeepsIntegersIn64Bits) {
  const auto value = parse_json(R"([9007199254740993,-9223372036854775808,18446744073709551615])");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->at(0).as_int64(), 9007199254740993);
  EXPECT_EQ(value->at(1).as_int64(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(value->at(2).as_uint64(), std::numeric_limits<std::uint64_t>::max());
}

TEST(ParseJson, FractionsAndGiantsAreDoubles) {
  const auto value = parse_json(R"([1.0,1e2,99999999999999999999])");
  ASSERT_TRUE(value);
  for (const auto& number : value->as_array()) EXPECT_TRUE(number.is_double());
}

// The grammar knows no largest exponent: such a number is none that fits, but no broken document.
TEST(ParseJson, AnyExponentIsADouble) {
  for (const std::string_view text :
       {"[1e99999999999999999999]", "[-1E+2147483648]", "[1e-99999999999999999999]",
        "[0.5e2147483647]", "[1234567890123456789012e2147483647]", "[0e0000000000099999999999]"}) {
    const auto value = parse_json(text);
    ASSERT_TRUE(value) << text;
    EXPECT_TRUE(value->at(0).is_double()) << text;
  }
  const auto value =
      parse_json(R"({"1e99999999999":"\"2e99999999999","n":[3e99999999999,1e00002]})");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->at("1e99999999999").as_string(), R"("2e99999999999)");
  EXPECT_EQ(value->at("n").at(1).as_double(), 100.0);
}

TEST(ParseJson, WhatElseIsWrongBesideAGreatExponentIsNamedWhereItStands) {
  const auto malformed = parse_json("[1e99999999999,]");
  ASSERT_FALSE(malformed);
  EXPECT_TRUE(malformed.error().message.ends_with("at byte 15.")) << malformed.error().message;
  EXPECT_FALSE(parse_json("[1e99999999999e1]"));
  EXPECT_FALSE(parse_json("[1e+]"));
  EXPECT_FALSE(parse_json("1e99999999999\""));
  const auto lone = parse_json(R"({"n":1e99999999999,"text":"\ud800"})");
  ASSERT_FALSE(lone);
  EXPECT_EQ(lone.error().places, (Places{{"text", false}}));
}

TEST(ParseJson, BuildsWhatIsWritten) {
  const auto value = parse_json(R"( {"a":[1,true,null,"x\n\ud83d\ude00"],"b":{"c":{}},"":[]} )");
  ASSERT_TRUE(value);
  EXPECT_EQ(json::serialize(*value), R"({"a":[1,true,null,"x\n😀"],"b":{"c":{}},"":[]})");
}

TEST(ParseJson, MalformedIsMalformed) {
  for (const std::string_view text :
       {"",         " ",        "{",         "[1,]",        "{\"a\":1,}", "{\"a\" 1}",
        "{a:1}",    "'x'",      "nul",       "01",          "+1",         "1.",
        ".5",       "NaN",      "Infinity",  "[1] 2",       "{} {}",      "// c\n1",
        "/* c */1", "\"a\tb\"", "\"\\x41\"", "\"\\u12g4\"", "\"abc",      "\xEF\xBB\xBF{}",
        "[1\0]"}) {
    const auto value = parse_json(text);
    ASSERT_FALSE(value) << text;
    EXPECT_EQ(value.error().kind, JsonError::Kind::malformed) << text;
    EXPECT_FALSE(value.error().message.empty()) << text;
  }
}

TEST(ParseJson, RefusesBytesThatAreNoUtf8) {
  for (const std::string_view text :
       {"\"\xff\"", "\"\xc0\xaf\"", "\"\xe0\x80\x80\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"",
        "\"\x80\"", "\"\xe2\x82\"", "{\"\xff\":1}", "\"\xf8\x88\x80\x80\x80\""}) {
    const auto value = parse_json(text);
    ASSERT_FALSE(value) << text;
    EXPECT_EQ(value.error().kind, JsonError::Kind::malformed) << text;
  }
}

TEST(ParseJson, RefusesARepeatedKeyAtAnyDepthAndHoweverItIsSpelled) {
  for (const std::string_view text : {R"({"a":1,"a":1})", R"({"x":{"a":1,"b":2,"a":3}})",
                                      R"([{"a":1,"\u0061":2}])", R"({"":1,"":2})"}) {
    const auto value = parse_json(text);
    ASSERT_FALSE(value) << text;
    EXPECT_EQ(value.error().kind, JsonError::Kind::malformed) << text;
    EXPECT_NE(value.error().message.find("twice"), std::string::npos) << text;
  }
  EXPECT_TRUE(parse_json(R"([{"a":1},{"a":1,"b":{"a":1}}])"));
}

TEST(ParseJson, TakesThirtyTwoLevelsAndNoMore) {
  EXPECT_TRUE(parse_json(nested(kMaxJsonDepth)));
  EXPECT_FALSE(parse_json(nested(kMaxJsonDepth + 1)));
  EXPECT_FALSE(parse_json(std::string(1'000'000, '[')));
}

TEST(ParseJson, NamesTheFieldsWithALoneSurrogate) {
  struct Case {
    std::string_view text;
    std::string_view path;
  };
  for (const auto& [text, path] : {
           Case{R"({"text":"\ud800"})", "text"},
           Case{R"({"text":"\udc00x"})", "text"},
           Case{R"({"text":"\ud83d\ud83d\ude00"})", "text"},
           Case{R"({"a":[1,{"b":"x\uDFFF"}]})", "a[1].b"},
           Case{R"(["\\ud800","\ud800A"])", "[1]"},
           Case{R"("\ud800")", ""},
           Case{R"({"text":"x","\ud800":1})", ""},
           Case{R"({"a":[{"text":"x","\ud800":1}]})", "a[0]"},
       }) {
    const auto value = parse_json(text);
    ASSERT_FALSE(value) << text;
    EXPECT_EQ(value.error().kind, JsonError::Kind::no_text) << text;
    EXPECT_EQ(value.error().places.front().path, path) << text;
  }
}

TEST(ParseJson, NamesEveryFieldWithALoneSurrogateAndGivesTheRest) {
  const auto value = parse_json(R"({"name":"\ud800\ud800","id":0,"text":"a\udfff"})");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().places, (Places{{"name", false}, {"text", false}}));
  EXPECT_EQ(json::serialize(value.error().repaired), "{\"name\":\"��\",\"id\":0,\"text\":\"a�\"}");
}

TEST(ParseJson, MalformedCountsMoreThanALoneSurrogate) {
  const auto value = parse_json(R"({"text":"\ud800",})");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().kind, JsonError::Kind::malformed);
}

TEST(ParseJson, AThousandLoneSurrogatesCostABoundedNumberOfPasses) {
  std::string text = "[";
  for (int i = 0; i < 1000; ++i) text += R"("\ud800",)";
  text.back() = ']';
  const auto value = parse_json(text);
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().places.size(), 8U);
}

TEST(ParseJson, NamesEveryStringWithNulAndGivesTheRest) {
  const auto value =
      parse_json(R"({"a":"\u0000","b":[1,{"c":"x\u0000\u0000"}],"\u0000":1,"d":"\ud800"})");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().kind, JsonError::Kind::no_text);
  EXPECT_EQ(value.error().message, "d: This must not contain half of a surrogate pair.");
  EXPECT_EQ(value.error().places,
            (Places{{"d", false}, {"a", true}, {"b[1].c", true}, {"", true}}));
  EXPECT_EQ(value.error().repaired.at("b").at(0), 1);
}

TEST(ParseJson, AThousandStringsWithNulAreNotAllNamed) {
  std::string text = "[";
  for (int i = 0; i < 1000; ++i) text += R"("\u0000",)";
  text.back() = ']';
  EXPECT_EQ(parse_json(text).error().places.size(), 8U);
}

TEST(ParseJson, AnEscapedSlashIsASlashAndAnEscapedBackslashBeforeU0000IsNoNul) {
  const auto value = parse_json(R"(["\/","\\u0000"])");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->at(0).as_string(), "/");
  EXPECT_EQ(value->at(1).as_string(), "\\u0000");
}

TEST(AppendJsonString, EscapesWhatTheRfcAsksForAndNothingMore) {
  std::string out;
  append_json_string(out, std::string_view("a\"\\/\b\f\n\r\t\x01\x1f\x7fй😀\0", 19));
  EXPECT_EQ(out, "\"a\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7fй😀\\u0000\"");
}

// It looks at eight bytes at a time: each byte at each place among others, plain or not.
TEST(AppendJsonString, EscapesEachByteAtEachPlace) {
  const auto escaped = [](unsigned byte) {
    if (byte == '"' || byte == '\\') return std::string("\\") + static_cast<char>(byte);
    const std::map<unsigned, std::string> named{
        {'\b', "\\b"}, {'\f', "\\f"}, {'\n', "\\n"}, {'\r', "\\r"}, {'\t', "\\t"}};
    if (const auto found = named.find(byte); found != named.end()) return found->second;
    return byte < 0x20 ? fmt::format("\\u{:04x}", byte) : std::string(1, static_cast<char>(byte));
  };
  for (const unsigned around : {unsigned{'a'}, 0x21U, 0x7FU, 0xFFU, 0x1FU, unsigned{'"'}}) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      for (std::size_t place = 0; place < 19; ++place) {
        std::string text(19, static_cast<char>(around));
        text[place] = static_cast<char>(byte);
        std::string expected = "\"";
        for (const char c : text) expected += escaped(static_cast<unsigned char>(c));
        std::string out;
        append_json_string(out, text);
        ASSERT_EQ(out, expected + '"') << around << ' ' << byte << ' ' << place;
      }
    }
  }
}

TEST(AppendJsonString, ReadsBackAsItWas) {
  for (const std::string_view text : {"", "plain", "\\u0041", "مرحبا", "line\r\nline"}) {
    std::string out;
    append_json_string(out, text);
    const auto value = parse_json(out);
    ASSERT_TRUE(value) << text;
    EXPECT_EQ(std::string_view(value->as_string()), text);
  }
}

// What an error says is short, however long the names in the text are.
TEST(ParseJson, LongNamesAreCutInErrors) {
  const std::string key(120'000, 'k');
  const std::string cut = std::string(63, 'k') + "…";
  const auto twice = parse_json("{\"" + key + "\":1,\"" + key + "\":2}");
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().message, "The key \"" + cut + "\" appears twice in one object.");
  const std::string half = R"("\ud800")";
  const auto lone = parse_json("{\"" + key + "\":" + half + ",\"text\":" + half + "}");
  ASSERT_FALSE(lone);
  EXPECT_EQ(lone.error().places, (Places{{cut, false}, {"text", false}}));
  const auto nul = parse_json("{\"" + key + R"(":"\u0000"})");
  ASSERT_FALSE(nul);
  EXPECT_EQ(nul.error().places, (Places{{cut, true}}));
  std::string deep;
  for (int i = 0; i < kMaxJsonDepth; ++i) deep += "{\"" + key.substr(0, 1000) + "\":";
  const auto below = parse_json(deep + half + std::string(kMaxJsonDepth, '}'));
  ASSERT_FALSE(below);
  EXPECT_EQ(below.error().places, (Places{{cut, false}}));
}

TEST(ParseJson, ManyLoneHalvesAreAllRepairedAndEightAreNamed) {
  std::string text = "[";
  for (int i = 0; i < 10'000; ++i) text += R"("\ud800\udc00\udc00",)";
  text += "0]";
  const auto value = parse_json(text);
  ASSERT_FALSE(value);
  ASSERT_EQ(value.error().places.size(), 8U);
  EXPECT_EQ(value.error().places.back().path, "[7]");
  ASSERT_EQ(value.error().repaired.as_array().size(), 10'001U);
  EXPECT_EQ(value.error().repaired.at(9'999).as_string(), "\xF0\x90\x80\x80\xEF\xBF\xBD");
}

}  // namespace
}  // namespace asq
