#include "app/settings.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "app/setting_sources.hpp"
#include "support/temporary_directory.hpp"

namespace asq::app {
namespace {

// A file of settings in a directory of its own.
struct File {
  explicit File(const std::string& text) { std::ofstream(path()) << text; }
  [[nodiscard]] std::string path() const { return directory.path() / "asq.toml"; }
  test::TemporaryDirectory directory;
};

std::string failure_of(const Sources& sources) {
  const auto effective = load_settings(sources);
  return effective ? "" : effective.error();
}

TEST(Settings, FlagBeatsEnvironmentBeatsFileBeatsDefault) {
  const File file("listen = \"1.1.1.1:1\"\nissuer = \"file\"\nmin_password = 9\n");
  Sources sources;
  sources.flags = {{"config", file.path()}, {"listen", "3.3.3.3:3"}};
  sources.environment = {
      {"PATH", "/bin"}, {"ASQ_LISTEN", "2.2.2.2:2"}, {"ASQ_ISSUER", "environment"}};

  const auto effective = load_settings(sources);

  ASSERT_TRUE(effective) << effective.error();
  EXPECT_EQ(effective->values.listen, (Endpoint{"3.3.3.3", 3}));
  EXPECT_EQ(effective->values.issuer, "environment");
  EXPECT_EQ(effective->values.min_password, 9);
  EXPECT_EQ(effective->values.store_readers, Settings{}.store_readers);
  EXPECT_EQ(effective->origins.at("listen"), "flag --listen");
  EXPECT_EQ(effective->origins.at("issuer"), "environment ASQ_ISSUER");
  EXPECT_EQ(effective->origins.at("min_password"), "file " + file.path());
  EXPECT_EQ(effective->origins.at("store_readers"), "default");
}

TEST(Settings, EveryDefaultReadsBackAsItself) {
  for (const Setting& setting : settings()) {
    if (setting.key == "config" || setting.key == "jwt_secret") continue;
    Settings settings;
    const std::string text = setting.get(settings);
    EXPECT_EQ(setting.set(settings, text), std::nullopt) << setting.key;
    EXPECT_EQ(setting.get(settings), text) << setting.key;
  }
}

TEST(Settings, EveryRowHasItsOwnNameAndASentence) {
  std::set<std::string> names;
  for (const Setting& setting : settings()) {
    EXPECT_TRUE(names.insert(setting.flag()).second) << setting.key;
    EXPECT_TRUE(names.insert(setting.environment()).second) << setting.key;
    EXPECT_TRUE(setting.doc.ends_with(".")) << setting.key;
  }
  EXPECT_EQ(find_setting("log_level")->flag(), "--log-level");
  EXPECT_EQ(find_setting("log_level")->environment(), "ASQ_LOG_LEVEL");
}

TEST(Settings, EveryTypeRefusesABadValueAndSaysWhatItMustBe) {
  const std::vector<std::pair<std::string, std::string>> bad{
      {"listen", "8000"},
      {"public_url", "chat.example.com"},
      {"server_name", ""},
      {"contact", "room\n12"},
      {"data", ""},
      {"loops", "-1"},
      {"log_level", "loud"},
      {"log_format", "xml"},
      {"log_requests", "maybe"},
      {"registration", "on"},
      {"min_password", "0"},
      {"issuer", ""},
      {"access_token_lifetime", "24"},
      {"refresh_token_lifetime", "1s"},
      {"allowed_origins", "chat.example.com"},
      {"trusted_proxies", "10.0.0.0/33"},
      {"limits", "1"},
      {"limit_send", "20"},
      {"header_timeout", "0s"},
      {"outbox_size", "1MB"},
      {"outbox_frames", "0x10"},
      {"drain_timeout", "10 s"},
      {"store_readers", "2.0"},
  };
  for (const auto& [key, value] : bad) {
    Sources sources;
    sources.flags[key] = value;
    const std::string failure = failure_of(sources);
    EXPECT_TRUE(failure.starts_with(key + " (flag --")) << failure;
    EXPECT_NE(failure.find("it must be "), std::string::npos) << failure;
    EXPECT_EQ(failure.find('\n'), std::string::npos) << failure;
  }
}

TEST(Settings, BadSecretIsNotRepeated) {
  Sources sources;
  sources.environment = {{"ASQ_JWT_SECRET", "swordfish\x01"}};

  const std::string failure = failure_of(sources);

  EXPECT_NE(failure.find("ASQ_JWT_SECRET"), std::string::npos) << failure;
  EXPECT_EQ(failure.find("swordfish"), std::string::npos) << failure;
}

TEST(Settings, UnknownEnvironmentVariableIsRefusedOthersAreNotLookedAt) {
  Sources sources;
  sources.environment = {{"HOME", "/root"}, {"ASQLISTEN", "x"}};
  EXPECT_EQ(failure_of(sources), "");

  sources.environment.emplace_back("ASQ_LISTN", "x");
  EXPECT_NE(failure_of(sources).find("ASQ_LISTN is not a setting"), std::string::npos);
}

TEST(Settings, EmptyEnvironmentVariableCountsAsNotSet) {
  Sources sources;
  sources.environment = {{"ASQ_LISTEN", ""}};

  const auto effective = load_settings(sources);

  ASSERT_TRUE(effective);
  EXPECT_EQ(effective->origins.at("listen"), "default");
}

TEST(Settings, FileTakesStringsNumbersBooleansAndLists) {
  const File file(
      "limits = false\nloops = 3\nlimit_send = 0\nlog_requests = \"on\"\n"
      "allowed_origins = [\"https://a.example\", \"http://localhost:5173\"]\n");
  Sources sources;
  sources.environment = {{"ASQ_CONFIG", file.path()}};

  const auto effective = load_settings(sources);

  ASSERT_TRUE(effective) << effective.error();
  EXPECT_FALSE(effective->values.limits);
  EXPECT_TRUE(effective->values.log_requests);
  EXPECT_EQ(effective->values.loops, 3);
  EXPECT_EQ(effective->values.limit_send, Rate{});
  EXPECT_EQ(effective->values.allowed_origins,
            (std::vector<std::string>{"https://a.example", "http://localhost:5173"}));
}

TEST(Settings, FileIsRefusedWithItsLine) {
  const auto refusal = [](const std::string& text) {
    const File file(text);
    Sources sources;
    sources.flags["config"] = file.path();
    return failure_of(sources);
  };
  EXPECT_NE(refusal("\nlisten = \n").find("is no TOML"), std::string::npos);
  EXPECT_NE(refusal("\nlistn = \"a:1\"\n").find("\"listn\" (line 2"), std::string::npos);
  EXPECT_NE(refusal("[server]\nlisten = \"a:1\"\n").find("\"server\""), std::string::npos);
  EXPECT_NE(refusal("config = \"x\"\n").find("can't be set in the file"), std::string::npos);
  EXPECT_NE(refusal("loops = 1.5\n").find("loops (line 1"), std::string::npos);
  EXPECT_NE(refusal("loops = [1]\n").find("loops (line 1"), std::string::npos);
  EXPECT_NE(refusal("jwt_secret = \"a\\u0001\"\n").find("jwt_secret (file"), std::string::npos);
  EXPECT_EQ(refusal("jwt_secret = \"hush\\u0001\"\n").find("hush"), std::string::npos);
}

TEST(Settings, MissingFileIsRefused) {
  Sources sources;
  sources.flags["config"] = "/nowhere/asq.toml";
  EXPECT_NE(failure_of(sources).find("/nowhere/asq.toml can't be read"), std::string::npos);
  sources.flags["config"] = "/";
  EXPECT_NE(failure_of(sources).find("is a directory"), std::string::npos);
}

TEST(Settings, RulesBetweenSettingsAreKept) {
  Sources sources;
  sources.flags = {{"ping_after", "60s"}};
  EXPECT_NE(failure_of(sources).find("must be longer than ping_after"), std::string::npos);
  sources.flags = {{"refresh_token_lifetime", "1h"}};
  EXPECT_NE(failure_of(sources).find("must not be shorter"), std::string::npos);
}

TEST(Settings, DescriptionMasksSecretsAndIsAFileOfTheSameSettings) {
  Sources sources;
  sources.flags = {{"allowed_origins", "https://a.example, https://b.example"},
                   {"limit_send", "5/2s burst 9"},
                   {"jwt_secret", "Wq7-xT2k_Lm9pRz4vNc8bYh3sJf6dGa1"}};
  const auto effective = load_settings(sources);
  ASSERT_TRUE(effective) << effective.error();

  const std::string description = describe(*effective);
  const File file(description);
  Sources again;
  again.flags["config"] = file.path();
  const auto reread = load_settings(again);

  EXPECT_EQ(description.find("Wq7-xT2k"), std::string::npos);
  EXPECT_NE(description.find("# jwt_secret = \"***\""), std::string::npos);
  ASSERT_TRUE(reread) << reread.error();
  EXPECT_EQ(reread->values.allowed_origins, effective->values.allowed_origins);
  EXPECT_EQ(reread->values.limit_send, effective->values.limit_send);
}

TEST(Settings, OperationsGuideShowsTheTable) {
  std::ifstream stream(ASQ_DOCS "/operations.md");
  const std::string guide(std::istreambuf_iterator<char>(stream), {});

  EXPECT_NE(guide.find(settings_markdown()), std::string::npos)
      << "put this table into docs/operations.md:\n"
      << settings_markdown();
}

}  // namespace
}  // namespace asq::app
