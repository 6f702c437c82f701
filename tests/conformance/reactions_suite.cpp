// Reactions, as chat/message_changes.hpp promises them.
#include "told.hpp"

namespace asq::testing {
namespace {

using Words = std::vector<std::string>;

// "👍 1 2" for each kind: the emoji, and who is named.
Words in_words(const Message& message) {
  Words all;
  for (const Reaction& reaction : message.reactions) {
    std::string words = reaction.emoji;
    for (const UserId user : reaction.user_ids) words += " " + std::to_string(user.value());
    EXPECT_GE(reaction.count, std::ssize(reaction.user_ids));
    all.push_back(std::move(words));
  }
  return all;
}

TEST_P(StoreConformance, ReactionsStandInTheOrderOfTheirFirstAndNameWhoGaveThem) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat team = group(maks, {dima.id, olga.id});
  const Message message = send(maks, team, "hello");
  react(olga, message, "👍");
  react(dima, message, "🎉");
  react(maks, message, "👍");
  const Message after = react(dima, message, "👍");
  EXPECT_EQ(in_words(after), (Words{"👍 3 1 2", "🎉 2"}));
  EXPECT_EQ(in_words(history(olga, team).at(0)), in_words(after));
  EXPECT_EQ(in_words(seen_by(dima, team).last_message.value()), in_words(after));
  // Whose first is taken back stands where its next one stands.
  react(olga, message, "👍", false);
  EXPECT_EQ(in_words(react(olga, message, "👍")), (Words{"🎉 2", "👍 1 2 3"}));
  reopen();
  EXPECT_EQ(in_words(history(maks, team).at(0)), (Words{"🎉 2", "👍 1 2 3"}));
}

TEST_P(StoreConformance, AReactionAgainOrTakenBackWithoutOneIsNoChange) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  const Message message = send(maks, team, "hello");
  react(maks, message, "👍");
  const LogPosition before = store().head();
  EXPECT_EQ(in_words(react(maks, message, "👍")), Words{"👍 1"});
  EXPECT_EQ(in_words(react(maks, message, "🎉", false)), Words{"👍 1"});
  EXPECT_EQ(store().head(), before);
  EXPECT_EQ(in_words(react(maks, message, "👍", false)), Words());
  EXPECT_EQ(announced_since(*this, before), Words{"1/1 reaction"});
  EXPECT_EQ(in_words(react(maks, message, "👍", false)), Words());
}

const std::string kStyled = "❤\ufe0f\u200d🔥";
const std::string kPlain = "❤\u200d🔥";

// Keyboards spell the same picture with U+FE0F and without: side by side they were two kinds.
TEST_P(StoreConformance, AnEmojiIsTheSameWithAndWithoutItsStyle) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  const Message message = send(maks, team, "hello");
  react(maks, message, kStyled);
  EXPECT_EQ(in_words(react(dima, message, kPlain)), Words{kStyled + " 1 2"}) << "as the first";
  const LogPosition before = store().head();
  EXPECT_EQ(in_words(react(maks, message, kPlain)), Words{kStyled + " 1 2"});
  EXPECT_EQ(store().head(), before) << "a repeat";
  EXPECT_EQ(in_words(react(maks, message, kPlain, false)), Words{kStyled + " 2"});
  EXPECT_EQ(in_words(react(dima, message, kPlain, false)), Words());
  EXPECT_EQ(in_words(react(dima, message, kPlain)), Words{kPlain + " 2"}) << "it is the first now";
  EXPECT_EQ(in_words(react(maks, message, "👍\ufe0f")), (Words{kPlain + " 2", "👍\ufe0f 1"}));
  EXPECT_EQ(in_words(react(dima, message, "👍")), (Words{kPlain + " 2", "👍\ufe0f 1 2"}));
}

// As rows from before: two spellings under one message, and whoever gave both.
TEST_P(StoreConformance, TwoSpellingsOfBeforeAreReadAndChangedAsOne) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat team = group(maks, {dima.id, olga.id});
  const Message message = send(maks, team, "hello");
  const MessageRef ref{team.id, message.seq};
  react_as_before({ref, maks.id, kPlain});
  react_as_before({ref, maks.id, kStyled});
  react_as_before({ref, dima.id, kStyled});
  EXPECT_EQ(in_words(history(maks, team).at(0)), (Words{kPlain + " 1", kStyled + " 1 2"}));
  const LogPosition before = store().head();
  react(dima, message, kPlain);
  EXPECT_EQ(store().head(), before) << "he has reacted with it";
  EXPECT_EQ(in_words(react(olga, message, kStyled)), (Words{kPlain + " 1 3", kStyled + " 1 2"}));
  EXPECT_EQ(in_words(react(maks, message, kStyled, false)), (Words{kStyled + " 2", kPlain + " 3"}));
  EXPECT_EQ(in_words(react(dima, message, kPlain, false)), Words{kPlain + " 3"});
}

// It was taken once, with any tag characters.
TEST_P(StoreConformance, AnEmojiThatIsNoneAnyMoreCanBeTakenBack) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  const Message message = send(maks, team, "hello");
  const MessageRef ref{team.id, message.seq};
  const std::string old = "🏴\U000e0061\U000e007f";
  react_as_before({ref, maks.id, old});
  EXPECT_EQ(refusal(run(verbs().messages().react(by(maks), ref, old, true))), ErrorCode::invalid);
  EXPECT_EQ(in_words(history(maks, team).at(0)), Words{old + " 1"});
  EXPECT_EQ(in_words(react(maks, message, old, false)), Words());
}

TEST_P(StoreConformance, EachMessageOfAPageHasItsOwnReactions) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  const Chat other = group(maks, {});
  std::vector<Message> messages;
  for (int i = 0; i < 5; ++i) messages.push_back(send(maks, team, "x"));
  react(maks, send(maks, other, "x"), "🐈");
  react(maks, messages[3], "🍇");
  react(maks, messages[1], "🍌");
  react(maks, messages[1], "🍎");
  const auto page = history(maks, team);
  EXPECT_EQ(in_words(page[0]), Words());
  EXPECT_EQ(in_words(page[1]), (Words{"🍌 1", "🍎 1"}));
  EXPECT_EQ(in_words(page[2]), Words());
  EXPECT_EQ(in_words(page[3]), Words{"🍇 1"});
  EXPECT_EQ(in_words(page[4]), Words());
}

TEST_P(StoreConformance, TheFirstTwentyAreNamedTheOthersCount) {
  const User owner = user("owner");
  std::vector<User> people;
  std::vector<UserId> ids;
  for (int i = 0; i < 25; ++i) ids.push_back(people.emplace_back(user("u" + std::to_string(i))).id);
  const Chat team = group(owner, ids);
  const Message message = send(owner, team, "hello");
  for (auto person = people.rbegin(); person != people.rend(); ++person) {
    react(*person, message, "👍");
  }
  const Reaction all = history(owner, team).at(0).reactions.at(0);
  EXPECT_EQ(all.count, 25);
  EXPECT_EQ(all.user_ids.size(), 20U);
  EXPECT_EQ(all.user_ids.front(), people.back().id);
  const Reaction less = react(people.back(), message, "👍", false).reactions.at(0);
  EXPECT_EQ(less.count, 24);
  EXPECT_EQ(less.user_ids.size(), 20U);
  EXPECT_EQ(less.user_ids.back(), people[4].id) << "moves up among those who are named";
}

TEST_P(StoreConformance, AMessageHasAtMostSixtyFourKinds) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  const Message message = send(maks, team, "hello");
  // U+1F600 and the 63 behind it.
  const auto emoji = [](int number) {
    return "\xF0\x9F\x98" + std::string(1, char(0x80 + number));
  };
  for (int i = 0; i < kMaxReactionKinds; ++i) react(i % 2 == 0 ? maks : dima, message, emoji(i));
  const auto refused = run(verbs().messages().react(by(maks), {team.id, message.seq}, "👍", true));
  EXPECT_EQ(refusal(refused), ErrorCode::too_many_reactions);
  EXPECT_EQ(react(dima, message, emoji(0)).reactions.size(), 64U) << "a kind that is there";
  react(dima, message, emoji(1), false);
  EXPECT_EQ(react(maks, message, "👍").reactions.back().emoji, "👍");
}

TEST_P(StoreConformance, AReactionIsRefusedInTheOrderChatMessageState) {
  const User maks = user("maks");
  const User olga = user("olga");
  const Chat team = group(maks, {});
  const Message gone = send(maks, team, "gone");
  erase(maks, gone);
  for (const bool present : {true, false}) {
    const auto try_react = [&](const User& actor, ChatId chat, std::int64_t seq) {
      return refusal(run(verbs().messages().react(by(actor), {chat, Seq(seq)}, "👍", present)));
    };
    EXPECT_EQ(try_react(olga, team.id, 1), ErrorCode::chat_not_found);
    EXPECT_EQ(try_react(maks, ChatId(99), 1), ErrorCode::chat_not_found);
    EXPECT_EQ(try_react(maks, team.id, 0), ErrorCode::message_not_found);
    EXPECT_EQ(try_react(maks, team.id, 2), ErrorCode::message_not_found);
    EXPECT_EQ(try_react(maks, team.id, (std::int64_t{1} << 32) + 1), ErrorCode::message_not_found);
    EXPECT_EQ(try_react(maks, team.id, 1), ErrorCode::message_deleted);
  }
  EXPECT_TRUE(history(maks, team).at(0).reactions.empty());
}

TEST_P(StoreConformance, ReactionsOfSomebodyWhoLeftStay) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  const Message message = send(maks, team, "hello");
  react(dima, message, "👍");
  leave(dima, team);
  EXPECT_EQ(in_words(history(maks, team).at(0)), Words{"👍 2"});
  EXPECT_EQ(refusal(run(verbs().messages().react(by(dima), {team.id, message.seq}, "👍", false))),
            ErrorCode::chat_not_found);
}

}  // namespace
}  // namespace asq::testing
