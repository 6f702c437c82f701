#include "chat/message_changes.hpp"

#include "support/chat_ground.hpp"

namespace asq::chat {
namespace {

using test::refusal;

class MessageChangesTest : public test::ChatGround {
 protected:
  UserId anna_ = person("anna");
  ChatId chat_ = group(anna_);
  MessageRef message_{chat_, say(anna_, chat_, "hello").seq};
  MessageChanges changes_{*store_};
};

TEST_F(MessageChangesTest, AreTheActorsOwn) {
  EXPECT_EQ(run(changes_.edit(caller(anna_), message_, "hi")).text, "hi");
  EXPECT_EQ(run(changes_.react(caller(anna_), message_, "👍", true)).reactions.size(), 1U);
  EXPECT_TRUE(run(changes_.react(caller(anna_), message_, "👍", false)).reactions.empty());
  EXPECT_TRUE(run(changes_.erase(caller(anna_), message_)).deleted);
  EXPECT_EQ(refusal(loop_.run(changes_.edit(caller(anna_), message_, "again"))),
            ErrorCode::message_deleted);
}

// What is no emoji is wrong wherever it is put: nothing about the chat is told with it.
TEST_F(MessageChangesTest, AReactionIsOneEmojiBeforeAllElse) {
  const UserId stranger = person("boris");
  for (const char* bad : {"", "a", "👍👍", "1", "\xff"}) {
    for (const bool present : {true, false}) {
      const auto refused = loop_.run(changes_.react(caller(stranger), message_, bad, present));
      ASSERT_EQ(refusal(refused), ErrorCode::invalid) << bad;
      EXPECT_EQ(refused.error().fields[0].field, "emoji");
    }
  }
  EXPECT_EQ(refusal(loop_.run(changes_.react(caller(stranger), message_, "👍", true))),
            ErrorCode::chat_not_found);
}

}  // namespace
}  // namespace asq::chat
