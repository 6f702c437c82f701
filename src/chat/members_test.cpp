#include "chat/members.hpp"

#include "chat/chats.hpp"
#include "support/chat_ground.hpp"

namespace asq::chat {
namespace {

using test::refusal;

class MembersTest : public test::ChatGround {
 protected:
  Result<MemberPage> page(UserId viewer, MemberListRequest request) {
    Members members(*store_);
    return loop_.run(members.list(caller(viewer), std::move(request)));
  }
};

TEST_F(MembersTest, PagesEndWhereTheMembersEnd) {
  const UserId anna = person("anna");
  const UserId boris = person("boris");
  const UserId carla = person("carla");
  const ChatId chat = group(carla, {anna, boris});
  const auto first = page(anna, {chat, 2, std::nullopt});
  ASSERT_TRUE(first);
  ASSERT_EQ(first->members.size(), 2U);
  EXPECT_EQ(first->members[0].user.id, anna);
  EXPECT_EQ(first->members[1].user.id, boris);
  ASSERT_TRUE(first->next_cursor);
  const auto second = page(anna, {chat, 2, first->next_cursor});
  ASSERT_TRUE(second);
  ASSERT_EQ(second->members.size(), 1U);
  EXPECT_EQ(second->members[0].user.id, carla);
  EXPECT_FALSE(second->next_cursor);
  EXPECT_FALSE(page(anna, {chat, 3, std::nullopt})->next_cursor) << "a full page that is the last";
}

TEST_F(MembersTest, ACursorIsGoodForItsListOnly) {
  const UserId anna = person("anna");
  const UserId boris = person("boris");
  const ChatId chat = group(anna, {boris});
  const ChatId other = group(anna, {boris});
  const std::string cursor = page(anna, {chat, 1, std::nullopt})->next_cursor.value();
  EXPECT_TRUE(page(boris, {chat, 2, cursor})) << "it is nobody's own";
  const std::string of_chats =
      run(Chats(*store_).list(caller(anna), {1, {}, {}})).next_cursor.value();
  const auto expect_refused = [&](ChatId chat_id, const std::string& bad) {
    const auto refused = page(anna, {chat_id, 2, bad});
    ASSERT_EQ(refusal(refused), ErrorCode::invalid) << bad;
    EXPECT_EQ(refused.error().fields[0].field, "cursor");
  };
  expect_refused(other, cursor);
  expect_refused(chat, of_chats);
  for (const char* bad : {"", "abc", "1", "1fffffffffffff"}) expect_refused(chat, bad);
  for (std::size_t i = 0; i < cursor.size(); ++i) {
    std::string damaged = cursor;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    expect_refused(chat, damaged);
  }
}

TEST_F(MembersTest, ACursorIsGoodThoughItsMemberIsGone) {
  const UserId anna = person("anna");
  const UserId boris = person("boris");
  const UserId carla = person("carla");
  const ChatId chat = group(anna, {boris, carla});
  const auto cursor = page(anna, {chat, 2, std::nullopt})->next_cursor;
  remove(anna, chat, boris);
  const auto rest = page(anna, {chat, 2, cursor});
  ASSERT_TRUE(rest);
  ASSERT_EQ(rest->members.size(), 1U);
  EXPECT_EQ(rest->members[0].user.id, carla);
}

TEST_F(MembersTest, AStrangerSeesNobody) {
  const ChatId chat = group(person("anna"));
  EXPECT_EQ(refusal(page(person("boris"), {chat, 2, std::nullopt})), ErrorCode::chat_not_found);
}

}  // namespace
}  // namespace asq::chat
