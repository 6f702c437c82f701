#include "chat/members.hpp"

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

TEST_F(MembersTest, ACursorHasOneSpelling) {
  const UserId anna = person("anna");
  const ChatId chat = group(anna);
  EXPECT_TRUE(page(anna, {chat, 2, "a"}));
  EXPECT_TRUE(page(anna, {chat, 2, "1fffffffffffff"}));
  for (const char* bad :
       {"", "0", "A", "0a", "-1", "+1", " 1", "1 ", "g", "20000000000000", "ffffffffffffffffff"}) {
    const auto refused = page(anna, {chat, 2, bad});
    ASSERT_EQ(refusal(refused), ErrorCode::invalid) << bad;
    EXPECT_EQ(refused.error().fields[0].field, "cursor");
  }
}

TEST_F(MembersTest, AStrangerSeesNobody) {
  const ChatId chat = group(person("anna"));
  EXPECT_EQ(refusal(page(person("boris"), {chat, 2, std::nullopt})), ErrorCode::chat_not_found);
}

}  // namespace
}  // namespace asq::chat
