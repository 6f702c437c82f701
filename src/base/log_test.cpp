#include "base/log.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <limits>
#include <sstream>
#include <thread>
#include <vector>

namespace asq::log {
namespace {

const Timestamp kTime = from_micros(1'795'421'730'123'456);

std::string json(std::string_view event, Fields fields) {
  return format_line(Format::json, kTime, Level::info, event, fields);
}
std::string text(std::string_view event, Fields fields) {
  return format_line(Format::text, kTime, Level::warning, event, fields);
}

// Restores the level and format that the other tests of this program expect.
struct Configured {
  Configured(Level level, Format format) { configure(level, format); }
  ~Configured() { configure(Level::info, Format::automatic); }
  Configured(const Configured&) = delete;
  Configured& operator=(const Configured&) = delete;
};

TEST(Log, JsonLineHoldsTimeLevelEventAndTypedFields) {
  const std::string line = json(
      "server_started", {{"listen", "[::1]:8000"}, {"loops", 2}, {"load", 0.5}, {"tty", false}});

  EXPECT_EQ(line,
            R"({"time":"2026-11-23T08:15:30.123456Z","level":"info","event":"server_started",)"
            R"("listen":"[::1]:8000","loops":2,"load":0.5,"tty":false})"
            "\n");
}

TEST(Log, TextLineQuotesOnlyWhatNeedsIt) {
  const std::string line = text("refused", {{"reason", "no room"}, {"path", "/chat"}, {"who", ""}});

  EXPECT_EQ(line,
            "2026-11-23T08:15:30.123456Z warning refused reason=\"no room\" path=/chat who=\"\"\n");
}

TEST(Log, ValueCanNotForgeALine) {
  const std::string evil = "a\nINFO user_added id=1\r\n\x1b[2J\x7f";

  for (const std::string& line : {json("e", {{"v", evil}}), text("e", {{"v", evil}})}) {
    EXPECT_EQ(line.find('\n'), line.size() - 1) << line;
    for (const char character : line.substr(0, line.size() - 1)) {
      EXPECT_GE(character, ' ') << line;
      EXPECT_NE(character, '\x7f') << line;
    }
  }
}

TEST(Log, JsonRoundTripsWhatIsValidAndReplacesWhatIsNot) {
  const std::string valid = "Привет \xF0\x9F\x91\x8B \"x\\y\"\t\xC2\x85\xE2\x80\xA8";

  const auto parsed = boost::json::parse(json("e", {{"v", valid}, {"w", "a\xFF\xC0\x80z"}}));

  EXPECT_EQ(parsed.at("v").as_string(), valid);
  EXPECT_EQ(parsed.at("w").as_string(), "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz");
}

TEST(Log, ControlsOfLatin1AndLineSeparatorsAreEscaped) {
  EXPECT_NE(json("e", {{"v", "\xC2\x9B"}}).find("\\u009b"), std::string::npos);
  EXPECT_NE(json("e", {{"v", "\xE2\x80\xA9"}}).find("\\u2029"), std::string::npos);
  EXPECT_NE(json("e", {{"v", "\xC2\xA0"}}).find("\xC2\xA0"), std::string::npos);
}

TEST(Log, NumberThatJsonCanNotHoldIsNull) {
  EXPECT_NE(json("e", {{"v", std::numeric_limits<double>::infinity()}}).find("\"v\":null"),
            std::string::npos);
}

TEST(Log, LinesBelowTheLevelAreNotWritten) {
  const Configured configured(Level::warning, Format::text);

  testing::internal::CaptureStderr();
  info("quiet");
  warning("loud");
  const std::string seen = testing::internal::GetCapturedStderr();

  EXPECT_EQ(seen.find("quiet"), std::string::npos);
  EXPECT_NE(seen.find("loud"), std::string::npos);
  EXPECT_FALSE(enabled(Level::info));
}

TEST(Log, AutomaticIsJsonWhereStderrIsNoTerminal) {
  testing::internal::CaptureStderr();
  configure(Level::info, Format::automatic);
  info("event", {{"k", "v"}});
  const std::string seen = testing::internal::GetCapturedStderr();

  EXPECT_EQ(boost::json::parse(seen).at("k").as_string(), "v");
}

TEST(Log, LinesOfSeveralThreadsStayWhole) {
  const Configured configured(Level::info, Format::json);

  testing::internal::CaptureStderr();
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([] {
        for (int line = 0; line < 200; ++line) info("event", {{"text", std::string(300, 'x')}});
      });
    }
  }
  std::istringstream lines(testing::internal::GetCapturedStderr());

  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_EQ(boost::json::parse(line).at("event").as_string(), "event");
  }
  EXPECT_EQ(count, 800);
}

}  // namespace
}  // namespace asq::log
