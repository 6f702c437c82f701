// Pages of the list of chats.
#include "chat/chats.hpp"
#include "chat/members.hpp"
#include "support/chat_ground.hpp"

namespace asq::chat {
namespace {

using test::refusal;

class ChatListTest : public test::ChatGround {
 protected:
  Result<ChatPage> page(UserId viewer, ChatListRequest request) {
    Chats chats(*store_);
    return loop_.run(chats.list(caller(viewer), std::move(request)));
  }
  static std::vector<ChatId> ids(const Result<ChatPage>& page) {
    std::vector<ChatId> found;
    for (const Chat& chat : page.value().chats) found.push_back(chat.id);
    return found;
  }
};

TEST_F(ChatListTest, PagesEndWhereTheChatsEnd) {
  const UserId anna = person("anna");
  std::vector<ChatId> made;
  for (int i = 0; i < 3; ++i) made.push_back(group(anna));
  const auto first = page(anna, {2, {}, {}});
  EXPECT_EQ(ids(first), (std::vector{made[2], made[1]}));
  const auto second = page(anna, {2, first->next_cursor, {}});
  EXPECT_EQ(ids(second), std::vector{made[0]});
  EXPECT_FALSE(second->next_cursor);
  EXPECT_FALSE(page(anna, {3, {}, {}})->next_cursor) << "a full page that is the last";
}

TEST_F(ChatListTest, ACursorIsGoodForThisListOnly) {
  const UserId anna = person("anna");
  const UserId boris = person("boris");
  const ChatId chat = group(anna, {boris});
  group(anna);
  const std::string cursor = page(anna, {1, {}, {}})->next_cursor.value();
  EXPECT_EQ(ids(page(anna, {1, cursor, {}})), std::vector{chat});
  const auto expect_refused_of = [&](UserId viewer, ChatListRequest request) {
    const auto refused = page(viewer, request);
    ASSERT_EQ(refusal(refused), ErrorCode::invalid) << *request.cursor;
    EXPECT_EQ(refused.error().fields[0].field, "cursor");
  };
  const auto expect_refused = [&](const std::string& bad) {
    expect_refused_of(anna, {1, bad, {}});
  };
  expect_refused_of(boris, {1, cursor, {}});
  expect_refused_of(anna, {1, cursor, "team"});
  const std::string of_query = page(anna, {1, {}, "team"})->next_cursor.value();
  EXPECT_EQ(ids(page(anna, {1, of_query, " TEAM "})), std::vector{chat}) << "the same query";
  expect_refused(of_query);
  expect_refused_of(anna, {1, of_query, "tea"});
  expect_refused_of(boris, {1, of_query, "team"});
  Members members(*store_);
  expect_refused(run(members.list(caller(anna), {chat, 1, {}})).next_cursor.value());
  // The last one as servers gave it before cursors had a checksum.
  for (const char* bad : {"", "abc", "1", "660c1f2a3b4c5-1f"}) expect_refused(bad);
  for (std::size_t i = 0; i < cursor.size(); ++i) {
    std::string damaged = cursor;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    expect_refused(damaged);
  }
}

TEST_F(ChatListTest, ACursorIsGoodThoughItsChatIsGone) {
  const UserId anna = person("anna");
  const ChatId oldest = group(anna);
  const ChatId last_of_page = group(anna);
  group(anna);
  const auto cursor = page(anna, {2, {}, {}})->next_cursor;
  ASSERT_TRUE(loop_.run(verbs().chats().erase(test::by(anna), last_of_page)));
  EXPECT_EQ(ids(page(anna, {2, cursor, {}})), std::vector{oldest});
}

}  // namespace
}  // namespace asq::chat
