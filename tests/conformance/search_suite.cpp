// The search of one's own chats by name finds what a look at every name finds, in the same order.
#include <algorithm>
#include <random>
#include <tuple>

#include "base/text.hpp"
#include "chat/name_match.hpp"
#include "store_suite.hpp"

namespace asq::testing {
namespace {

using Words = std::vector<std::string>;

// What a search has to find: every chat of the viewer folded and looked at, the newest first.
class EveryName {
 public:
  EveryName(StoreGround& ground, UserId viewer)
      : chats_(ground.run(ground.verbs().chats().list(viewer, std::nullopt, 1'000)).value()) {}

  std::vector<ChatId> matching(const std::string& query) const {
    std::vector<ChatId> ids;
    for (const Chat& chat : chats_) {
      if (match(chat, query) != chat::NameMatch::none) ids.push_back(chat.id);
    }
    return ids;
  }
  std::optional<ChatId> best(const std::string& query) const {
    chat::NameMatch best = chat::NameMatch::none;
    std::optional<ChatId> id;
    for (const Chat& chat : chats_) {
      if (match(chat, query) <= best) continue;
      best = match(chat, query);
      id = chat.id;
    }
    return id;
  }

 private:
  static chat::NameMatch match(const Chat& chat, const std::string& query) {
    return chat::match_name(fold_name(chat.name), nfkc_casefold(trim(query)));
  }
  std::vector<Chat> chats_;
};

class RandomNames {
 public:
  explicit RandomNames(std::uint32_t seed) : random_(seed) {}
  std::string make(int syllables) {
    static const Words parts{"ма", "кс", "МА", " ",  "-",   "Te",  "am", "ß",
                             "SS", "ｍ", "ﬁ",  "'t", "3.1", "чат", "👍"};
    std::string name;
    for (int i = 0; i < syllables; ++i) name += parts[random_() % parts.size()];
    return name;
  }
  std::uint32_t next() { return static_cast<std::uint32_t>(random_()); }

 private:
  std::mt19937 random_;
};

TEST_P(StoreConformance, ASearchFindsWhatALookAtEveryNameFinds) {
  RandomNames names(20261129);
  const User maks = user("maks");
  const User dima = user("dima");
  std::vector<Chat> groups;
  std::vector<User> people;
  for (int i = 0; i < 60; ++i) {
    clock().advance(std::chrono::milliseconds(i % 3));  // some at the same moment
    const User& creator = i % 2 == 0 ? maks : dima;
    groups.push_back(group(creator, {maks.id, dima.id}, names.make(1 + i % 6)));
  }
  for (int i = 0; i < 30; ++i) {
    people.push_back(user(names.make(1 + i % 5) + std::to_string(i)));
    i % 2 == 0 ? direct(maks, people.back()) : direct(people.back(), maks);
  }
  for (int round = 0; round < 4; ++round) {
    const EveryName every(*this, maks.id);
    for (int i = 0; i < 40; ++i) {
      const std::string query = names.make(1 + i % 3);
      std::vector<ChatId> found;
      const auto pages = run(verbs().chats().search_all(maks.id, query, 7)).value();
      for (const Chat& chat : pages) found.push_back(chat.id);
      EXPECT_EQ(found, every.matching(query)) << query;
      const auto one = run(verbs().chats().search(maks.id, query));
      EXPECT_EQ(one ? std::optional(one->id) : std::nullopt, every.best(query)) << query;
    }
    // And after names and chats have changed.
    for (int i = 0; i < 15; ++i) {
      const Chat& changed = groups[names.next() % groups.size()];
      (void)run(verbs().chats().change(by(maks), changed.id, {names.make(4), std::nullopt}));
      send(maks, groups[names.next() % 20 * 2], "hello");
      chat::ProfileChange profile;
      profile.username = names.make(3);
      ASSERT_TRUE(
          run(verbs().accounts().change_profile(by(people[static_cast<std::size_t>(i)]), profile)));
    }
    if (round == 1) reopen();
    if (round == 2) erase_account(people[25]);
  }
}

TEST_P(StoreConformance, ASearchFindsNothingOfOthersAndNothingOfWhatIsGone) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat left = group(dima, {maks.id}, "quest one");
  const Chat gone = group(maks, {dima.id}, "quest two");
  group(dima, {}, "quest three");
  direct(maks, olga);
  leave(maks, left);
  erase_chat(maks, gone);
  EXPECT_EQ(refusal(run(verbs().chats().search(maks.id, "quest"))), ErrorCode::chat_not_found);
  EXPECT_TRUE(run(verbs().chats().search_all(maks.id, "quest", 10)).value().empty());
  EXPECT_TRUE(run(verbs().chats().search(maks.id, "olga")));
  erase_account(olga);
  EXPECT_EQ(refusal(run(verbs().chats().search(maks.id, "olga"))), ErrorCode::chat_not_found);
}

TEST_P(StoreConformance, AQueryHasNoWhiteSpaceAtItsEnds) {
  const User maks = user("maks");
  const Chat team = group(maks, {}, "team chat");
  const Chat old = group(maks, {}, " spaced ");  // as names were once
  EXPECT_EQ(run(verbs().chats().search(maks.id, " TEAM\n")).value().id, team.id);
  EXPECT_EQ(run(verbs().chats().search(maks.id, " spaced ")).value().id, old.id);
  EXPECT_EQ(run(verbs().chats().search_all(maks.id, "team ", 10)).value().size(), 1U);
}

TEST_P(StoreConformance, AQueryThatFoldsToNothingFindsNothing) {
  const User maks = user("maks");
  group(maks, {}, "team");
  for (const char* query : {"", " ", "\u3000\n", "\u200b", "\u00ad\u2060"}) {
    EXPECT_EQ(refusal(run(verbs().chats().search(maks.id, query))), ErrorCode::chat_not_found);
    EXPECT_TRUE(run(verbs().chats().search_all(maks.id, query, 10)).value().empty());
  }
}

}  // namespace
}  // namespace asq::testing
