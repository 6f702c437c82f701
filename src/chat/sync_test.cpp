#include "chat/sync.hpp"

#include <algorithm>

#include "support/chat_ground.hpp"
#include "wire/cursor.hpp"

namespace asq::chat {
namespace {

class SyncTest : public test::ChatGround {
 protected:
  SyncPage page(UserId user, std::optional<std::string> since, std::size_t limit = 200) {
    Sync sync(*store_);
    return run(sync.page(caller(user), std::move(since), limit));
  }
  std::string cursor(LogPosition position) {
    return wire::encode_cursor({store_->epoch(), position});
  }
  std::string head() { return cursor(store_->head()); }
};

TEST_F(SyncTest, WithoutACursorOrWithABadOneItStartsAnewAtTheHead) {
  const UserId anna = person("anna");
  const ChatId chat = group(anna);
  say(anna, chat, "hello");
  using Since = std::optional<std::string>;
  for (const Since& since : {Since(), Since(""), Since("x"), Since(head() + "A"),
                             Since(cursor(LogPosition(1'000'000)))}) {
    const SyncPage answer = page(anna, since);
    EXPECT_FALSE(answer.resumed);
    EXPECT_TRUE(answer.events.empty());
    EXPECT_FALSE(answer.more);
    EXPECT_EQ(wire::encode_cursor(answer.cursor), head());
  }
}

TEST_F(SyncTest, PagesGoOnFromEachOthersCursor) {
  const UserId anna = person("anna");
  const UserId boris = person("boris");
  const ChatId chat = group(anna, {boris});
  std::optional<std::string> since = head();
  for (int i = 0; i < 5; ++i) say(anna, chat, std::to_string(i));
  std::vector<bool> more;
  std::size_t messages = 0;
  for (int i = 0; i < 3; ++i) {
    const SyncPage answer = page(boris, since, 2);
    EXPECT_TRUE(answer.resumed);
    messages += static_cast<std::size_t>(std::ranges::count_if(
        answer.events, [](const Replayed& event) { return event.index() == 0; }));
    more.push_back(answer.more);
    since = wire::encode_cursor(answer.cursor);
  }
  EXPECT_EQ(messages, 5U);
  EXPECT_EQ(more, std::vector({true, true, false}));
  EXPECT_EQ(*since, head());
}

TEST_F(SyncTest, NoPageIsEmptyWhileThereIsMore) {
  const UserId anna = person("anna");
  const UserId boris = person("boris");
  const ChatId left = group(anna, {boris});
  const ChatId kept = group(anna, {boris});
  const std::string since = head();
  remove(anna, left, boris);
  run(verbs().members().add(test::by(anna), left, "boris@example.com"));
  for (int i = 0; i < 5; ++i) say(anna, left, "gone");
  say(anna, kept, "there");
  remove(anna, left, boris);
  SyncPage answer = page(boris, since, 1);
  while (answer.more) {
    EXPECT_FALSE(answer.events.empty());
    answer = page(boris, wire::encode_cursor(answer.cursor), 1);
  }
  EXPECT_EQ(wire::encode_cursor(answer.cursor), head());
}

TEST_F(SyncTest, WhoMissedTooMuchStartsAnew) {
  const UserId anna = person("anna");
  const UserId boris = person("boris");
  const ChatId chat = group(anna, {boris});
  const std::string since = head();
  say_often(anna, chat, static_cast<int>(kMaxMissed) + 1);
  const SyncPage answer = page(boris, since);
  EXPECT_FALSE(answer.resumed);
  EXPECT_TRUE(answer.events.empty());
  EXPECT_EQ(wire::encode_cursor(answer.cursor), head());
  EXPECT_TRUE(page(boris, head()).resumed);
}

}  // namespace
}  // namespace asq::chat
