#include "app/upkeep.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <expected>
#include <string>

namespace asq::app {
namespace {

namespace json = boost::json;

// Says what it was asked for, and what the test has put into its mouth.
class ToldMaintenance final : public store::Maintenance {
 public:
  std::expected<store::BackedUp, std::string> back_up(const std::filesystem::path& file,
                                                      const std::stop_token&) override {
    asked = file.string();
    return backup;
  }
  std::expected<store::CheckReport, std::string> check(const std::stop_token&) override {
    asked = "check";
    return report;
  }

  std::string asked;
  std::expected<store::BackedUp, std::string> backup;
  std::expected<store::CheckReport, std::string> report;
};

struct UpkeepTest : testing::Test {
  json::object ask(const std::string& request) {
    auto work = upkeep.work_for(request);
    EXPECT_TRUE(work) << request;
    return json::parse((*work)(std::stop_token())).as_object();
  }

  ToldMaintenance maintenance;
  Upkeep upkeep{maintenance};
};

TEST_F(UpkeepTest, BackupNamesAFileAndHearsItsSize) {
  maintenance.backup = store::BackedUp{4711};

  const auto reply = ask(R"({"verb":"backup","file":"/somewhere/a file"})");

  EXPECT_EQ(maintenance.asked, "/somewhere/a file");
  EXPECT_EQ(reply, (json::object{{"ok", true}, {"bytes", 4711}}));
}

TEST_F(UpkeepTest, PathThatMeansAnotherPlaceToTheServerIsRefused) {
  for (const char* request :
       {R"({"verb":"backup"})", R"({"verb":"backup","file":7})", R"({"verb":"backup","file":""})",
        R"({"verb":"backup","file":"here"})", R"({"verb":"backup","file":"/somewhere/"})"}) {
    EXPECT_EQ(ask(request).at("ok"), false) << request;
    EXPECT_EQ(maintenance.asked, "") << request;
  }
}

TEST_F(UpkeepTest, APathWithANulIsNoRequestAtAll) {
  EXPECT_FALSE(upkeep.work_for(R"({"verb":"backup","file":"/a\u0000b"})"));
}

TEST_F(UpkeepTest, CheckTellsItsFaults) {
  store::CheckReport report;
  report.faults = {"chat 1: is odd", "chat 2: is \"odd\""};
  report.chats = 2;
  maintenance.report = report;

  const auto reply = ask(R"({"verb":"check"})");

  EXPECT_EQ(reply.at("ok"), true);
  EXPECT_EQ(reply.at("faults"), (json::array{"chat 1: is odd", "chat 2: is \"odd\""}));
  EXPECT_EQ(reply.at("chats"), 2);
  EXPECT_EQ(reply.at("older_schema"), false);
}

TEST_F(UpkeepTest, FailureIsItsSentence) {
  maintenance.backup = std::unexpected(std::string("there is no room"));
  maintenance.report = std::unexpected(std::string("it was given up"));

  EXPECT_EQ(ask(R"({"verb":"backup","file":"/x"})").at("error").as_string(), "there is no room");
  EXPECT_EQ(ask(R"({"verb":"check"})").at("error").as_string(), "it was given up");
}

TEST_F(UpkeepTest, OtherRequestsAreNotItsOwn) {
  for (const char* request : {"", "rubbish", "[]", "{}", R"({"verb":1})", R"({"verb":"ping"})",
                              R"({"verb":"user_list","after":0})"}) {
    EXPECT_FALSE(upkeep.work_for(request)) << request;
  }
}

}  // namespace
}  // namespace asq::app
