// What touches many rows takes effect at once, and is finished in slices: a deleted account leaves
// thousands of groups, a group of thousands goes.
#include <algorithm>

#include "told.hpp"

namespace asq::testing {
namespace {

using Words = std::vector<std::string>;

// Somebody who is deleted while in so many groups that they are left in slices.
class ManyGroups {
 public:
  ManyGroups(StoreGround& ground, int count) : leaver(ground.user("leaver")) {
    heir = ground.user("heir");
    for (int i = 0; i < count; ++i) groups.push_back(ground.group(leaver, {heir.id}));
  }

  User leaver;
  User heir;
  std::vector<Chat> groups;
};

int leave_all(StoreGround& ground) {
  int slices = 0;
  while (ground.run(ground.verbs().accounts().leave_some_groups()).value()) ++slices;
  return slices;
}

TEST_P(StoreConformance, AnAccountInManyGroupsIsGoneAtOnceAndLeavesThemInSlices) {
  ManyGroups many(*this, 60);
  const Session open = session(many.leaver);
  const LogPosition before = store().head();
  EXPECT_TRUE(run(verbs().accounts().erase(by(many.leaver))).value()) << "groups are left to leave";

  EXPECT_FALSE(verbs().sessions().live(open.id, many.leaver.id));
  EXPECT_EQ(user("leaver").username, "leaver") << "the e-mail is free";
  EXPECT_EQ(refusal(run(verbs().accounts().find(many.leaver.id))), ErrorCode::user_not_found);
  const Chat& last = many.groups.back();
  EXPECT_EQ(refusal(try_send(many.leaver.id, last.id, "x")), ErrorCode::chat_not_found);
  EXPECT_EQ(refusal(try_history(many.leaver.id, last.id)), ErrorCode::chat_not_found);
  EXPECT_EQ(refusal(run(verbs().chats().erase(by(many.leaver), last.id))),
            ErrorCode::chat_not_found);
  const auto members = run(verbs().members().list(many.heir.id, last.id, UserId(), 10)).value();
  ASSERT_EQ(members.size(), 2U) << "still there, as somebody who is deleted";
  EXPECT_TRUE(members[0].user.deleted);
  EXPECT_EQ(members[0].user.username, "");
  EXPECT_EQ(told(*this, many.heir, before).front(), "1 is gone");

  reopen();
  EXPECT_GE(leave_all(*this), 2);
  EXPECT_EQ(leave_all(*this), 0) << "a repeat does nothing";
  for (const Chat& group : many.groups) {
    const Chat seen = seen_by(many.heir, group);
    EXPECT_EQ(seen.role, Role::owner);
    EXPECT_EQ(seen.member_count, 1);
  }
  const Words heard = told(*this, many.heir, before);
  ASSERT_EQ(heard.size(), 1U + 2 * many.groups.size());
  EXPECT_EQ(heard[1], "1 2 is owner");
  EXPECT_EQ(heard.back(), "60 -1");
}

TEST_P(StoreConformance, NobodyInheritsAGroupWhoIsDeletedAsWell) {
  ManyGroups many(*this, 30);
  const User third = user("third");
  add(many.leaver, many.groups.back(), third);
  erase_account(many.heir);
  erase_account(many.leaver);
  leave_all(*this);
  EXPECT_EQ(seen_by(third, many.groups.back()).role, Role::owner);
  EXPECT_EQ(seen_by(third, many.groups.back()).member_count, 1);
  EXPECT_EQ(run(verbs().log().standing(many.heir.id)).value().chats, std::vector<ChatId>());
  EXPECT_EQ(run(verbs().log().standing(many.leaver.id)).value().chats, std::vector<ChatId>());
}

TEST_P(StoreConformance, AGroupInWhichOnlyDeletedAccountsAreLeftGoesWithItsLastMember) {
  ManyGroups many(*this, 40);
  erase_account(many.leaver);  // the last 15 groups are still owned by it
  const Chat& last = many.groups.back();
  leave(many.heir, last);
  EXPECT_EQ(refusal(run(verbs().chats().find(many.heir.id, last.id))), ErrorCode::chat_not_found);
  leave_all(*this);
  EXPECT_EQ(run(verbs().log().standing(many.leaver.id)).value().chats, std::vector<ChatId>());
  EXPECT_EQ(run(verbs().chats().list(many.heir.id, std::nullopt, 100)).value().size(), 39U);
}

TEST_P(StoreConformance, AGroupOfManyIsGoneForAllAtOnce) {
  const User maks = user("maks");
  std::vector<UserId> all;
  for (int i = 0; i < 150; ++i) all.push_back(user("u" + std::to_string(i)).id);
  const Chat team = group(maks, all, "team");
  const Chat other = group(maks, {all.back()}, "other");
  const LogPosition since = store().head();
  erase_chat(maks, team);
  for (const UserId each : {all.front(), all.back(), maks.id}) {
    User viewer;
    viewer.id = each;
    EXPECT_EQ(refusal(run(verbs().chats().find(each, team.id))), ErrorCode::chat_not_found);
    EXPECT_EQ(refusal(try_send(each, team.id, "x")), ErrorCode::chat_not_found);
    EXPECT_EQ(told(*this, viewer, since), Words{"1 removed"}) << each.value();
  }
  EXPECT_TRUE(run(verbs().log().standing(all.front())).value().chats.empty());
  EXPECT_EQ(run(verbs().log().known(maks.id, all)).value(), std::vector{all.back()});
  EXPECT_EQ(refusal(run(verbs().accounts().find_seen(all[0], all[1]))), ErrorCode::user_not_found);
  reopen();
  EXPECT_EQ(told(*this, maks, since), Words{"1 removed"});
  EXPECT_EQ(seen_by(maks, other).name, "other");
}

// ---- chats of one's own

chat::Chats bounded(StoreGround& ground, std::int64_t most) {
  return chat::Chats(ground.store(), {.max_own_chats = most});
}

TEST_P(StoreConformance, SoManyChatsMayOneHaveMadeAndNoMore) {
  const User maks = user("maks");
  const User dima = user("dima");
  chat::Chats chats = bounded(*this, 3);
  ASSERT_TRUE(run(chats.create_group(by(maks), "1", {})));
  ASSERT_TRUE(run(chats.create_direct(by(maks), dima.email)));
  ASSERT_TRUE(run(chats.create_group(by(maks), "3", {dima.id})));
  const LogPosition before = store().head();
  EXPECT_EQ(refusal(run(chats.create_group(by(maks), "4", {}))), ErrorCode::too_many_chats);
  EXPECT_EQ(refusal(run(chats.create_direct(by(maks), user("olga").email))),
            ErrorCode::too_many_chats);
  EXPECT_EQ(store().head(), before) << "nothing is stored";
  EXPECT_FALSE(run(chats.create_direct(by(maks), dima.email)).value().created)
      << "one that is there is given all the same";
  EXPECT_TRUE(run(bounded(*this, 4).create_group(by(maks), "4", {})));
  EXPECT_TRUE(run(bounded(*this, 0).create_group(by(maks), "5", {}))) << "0: no bound";
  reopen();
  EXPECT_EQ(refusal(run(bounded(*this, 5).create_group(by(maks), "6", {}))),
            ErrorCode::too_many_chats);
  EXPECT_TRUE(run(bounded(*this, 6).create_group(by(maks), "6", {})));
}

TEST_P(StoreConformance, ChatsIntoWhichOthersPutOneDoNotCount) {
  const User maks = user("maks");
  const User dima = user("dima");
  for (int i = 0; i < 5; ++i) group(dima, {maks.id});
  direct(dima, maks);
  add(dima, group(dima, {}), maks);
  chat::Chats chats = bounded(*this, 1);
  EXPECT_TRUE(run(chats.create_group(by(maks), "mine", {})));
  EXPECT_EQ(refusal(run(chats.create_group(by(maks), "mine", {}))), ErrorCode::too_many_chats);
}

TEST_P(StoreConformance, LeavingAChatOrItsEndGivesThePlaceBack) {
  const User maks = user("maks");
  const User dima = user("dima");
  chat::Chats chats = bounded(*this, 1);
  const Chat one = run(chats.create_group(by(maks), "1", {dima.id})).value();
  leave(maks, one);
  add(dima, one, maks);
  const Chat two = run(chats.create_group(by(maks), "2", {dima.id})).value();
  EXPECT_EQ(refusal(run(chats.create_group(by(maks), "x", {}))), ErrorCode::too_many_chats);
  erase_chat(maks, two);
  const Chat three = run(chats.create_group(by(maks), "3", {dima.id})).value();
  ASSERT_TRUE(run(verbs().members().set_role(by(maks), three.id, dima.id, Role::owner)));
  EXPECT_EQ(refusal(run(chats.create_group(by(maks), "x", {}))), ErrorCode::too_many_chats)
      << "handed over, and still in it";
  remove(dima, three, maks);
  EXPECT_TRUE(run(chats.create_group(by(maks), "4", {})));
}

}  // namespace
}  // namespace asq::testing
