// Removal, leaving, roles and lists of members, as chat/members.hpp promises them.
#include "told.hpp"

namespace asq::testing {
namespace {

using Words = std::vector<std::string>;

class MemberVerbs {
 public:
  explicit MemberVerbs(StoreGround& ground) : ground_(ground) {}

  std::optional<ErrorCode> remove(const User& actor, ChatId chat, UserId user) {
    return refusal(ground_.run(ground_.verbs().members().remove(by(actor), chat, user)));
  }
  std::optional<ErrorCode> set_role(const User& actor, ChatId chat, UserId user, Role role) {
    return refusal(ground_.run(ground_.verbs().members().set_role(by(actor), chat, user, role)));
  }
  std::vector<Member> list(const User& viewer, const Chat& chat) {
    return ground_.run(ground_.verbs().members().list(viewer.id, chat.id, UserId(), 1'000)).value();
  }
  // "1 owner" for each member.
  Words roles(const User& viewer, const Chat& chat) {
    constexpr std::string_view kNames[] = {"member", "admin", "owner"};
    Words all;
    for (const Member& member : list(viewer, chat)) {
      all.push_back(std::to_string(member.user.id.value()) + " " +
                    std::string(kNames[static_cast<int>(member.role)]));
    }
    return all;
  }

 private:
  StoreGround& ground_;
};

TEST_P(StoreConformance, WhoIsRemovedSeesNothingOfTheChatAnyMore) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  send(dima, team, "hello", "c-1");
  remove(maks, team, dima);
  EXPECT_EQ(refusal(run(verbs().chats().find(dima.id, team.id))), ErrorCode::chat_not_found);
  EXPECT_EQ(refusal(try_history(dima.id, team.id)), ErrorCode::chat_not_found);
  EXPECT_EQ(refusal(try_send(dima.id, team.id, "x")), ErrorCode::chat_not_found);
  EXPECT_EQ(refusal(run(verbs().members().membership(team.id, dima.id))),
            ErrorCode::chat_not_found);
  EXPECT_EQ(refusal(run(verbs().members().mark_read(by(dima), team.id, Seq(1)))),
            ErrorCode::chat_not_found);
  EXPECT_EQ(refusal(run(verbs().members().list(dima.id, team.id, UserId(), 10))),
            ErrorCode::chat_not_found);
  EXPECT_TRUE(run(verbs().chats().list(dima.id, std::nullopt, 10)).value().empty());
  EXPECT_TRUE(try_send(dima.id, team.id, "hello", "c-1").value().duplicate)
      << "who lost an answer gets it even after leaving";
  const Chat left = seen_by(maks, team);
  EXPECT_EQ(left.member_count, 1);
  EXPECT_EQ(left.participant_ids, std::vector{maks.id});
  reopen();
  EXPECT_EQ(refusal(try_history(dima.id, team.id)), ErrorCode::chat_not_found);
}

TEST_P(StoreConformance, RemovingIsRefusedInTheOrderChatKindMemberRight) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const User petr = user("petr");
  const Chat team = group(maks, {dima.id, olga.id});
  const Chat pair = direct(maks, dima);
  MemberVerbs verbs(*this);
  EXPECT_EQ(verbs.remove(petr, team.id, dima.id), ErrorCode::chat_not_found);
  EXPECT_EQ(verbs.remove(petr, team.id, petr.id), ErrorCode::chat_not_found);
  EXPECT_EQ(verbs.remove(maks, ChatId(99), dima.id), ErrorCode::chat_not_found);
  EXPECT_EQ(verbs.remove(maks, pair.id, dima.id), ErrorCode::direct_chat);
  EXPECT_EQ(verbs.remove(maks, pair.id, maks.id), ErrorCode::direct_chat);
  EXPECT_EQ(verbs.remove(maks, pair.id, petr.id), ErrorCode::direct_chat);
  for (const User& actor : {maks, dima}) {
    EXPECT_EQ(verbs.remove(actor, team.id, petr.id), ErrorCode::member_not_found);
    EXPECT_EQ(verbs.remove(actor, team.id, UserId(99)), ErrorCode::member_not_found);
  }
  EXPECT_EQ(verbs.remove(dima, team.id, olga.id), ErrorCode::forbidden);
  EXPECT_EQ(verbs.remove(dima, team.id, maks.id), ErrorCode::forbidden);
  ASSERT_EQ(verbs.set_role(maks, team.id, dima.id, Role::admin), std::nullopt);
  ASSERT_EQ(verbs.set_role(maks, team.id, olga.id, Role::admin), std::nullopt);
  EXPECT_EQ(verbs.remove(dima, team.id, olga.id), ErrorCode::forbidden) << "an admin by an admin";
  EXPECT_EQ(verbs.remove(dima, team.id, maks.id), ErrorCode::forbidden) << "the owner, by anyone";
  EXPECT_EQ(verbs.roles(maks, team), (Words{"1 owner", "2 admin", "3 admin"}));
  EXPECT_EQ(verbs.remove(maks, team.id, olga.id), std::nullopt) << "an admin by the owner";
  EXPECT_EQ(verbs.remove(maks, team.id, olga.id), ErrorCode::member_not_found) << "a repeat";
}

TEST_P(StoreConformance, AnAdminRemovesAMemberAndAnybodyLeaves) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const User petr = user("petr");
  const Chat team = group(maks, {dima.id, olga.id, petr.id});
  MemberVerbs verbs(*this);
  ASSERT_EQ(verbs.set_role(maks, team.id, dima.id, Role::admin), std::nullopt);
  const LogPosition before = store().head();
  remove(dima, team, olga);
  leave(petr, team);
  leave(dima, team);
  EXPECT_EQ(announced_since(*this, before), (Words{"1 -3", "1 -4", "1 -2"}));
  EXPECT_EQ(verbs.roles(maks, team), Words{"1 owner"});
  EXPECT_EQ(seen_by(maks, team).member_count, 1);
  EXPECT_EQ(verbs.remove(dima, team.id, dima.id), ErrorCode::chat_not_found) << "a repeat";
}

TEST_P(StoreConformance, AnOwnerWhoLeavesPassesTheGroupToTheOldestAdmin) {
  const User dima = user("dima");
  const User olga = user("olga");
  const User petr = user("petr");
  const User maks = user("maks");
  const Chat team = group(maks, {dima.id});
  add(maks, team, petr);
  add(maks, team, olga);
  MemberVerbs verbs(*this);
  ASSERT_EQ(verbs.set_role(maks, team.id, olga.id, Role::admin), std::nullopt);
  ASSERT_EQ(verbs.set_role(maks, team.id, petr.id, Role::admin), std::nullopt);
  const LogPosition before = store().head();
  leave(maks, team);
  EXPECT_EQ(announced_since(*this, before), (Words{"1 3 is owner", "1 -4"}));
  EXPECT_EQ(verbs.roles(dima, team), (Words{"1 member", "2 admin", "3 owner"}));
  EXPECT_EQ(run(this->verbs().members().membership(team.id, petr.id)).value().role, Role::owner);
}

TEST_P(StoreConformance, WithoutAdminsTheGroupGoesToWhoJoinedFirstThenToTheSmallestId) {
  const User olga = user("olga");
  const User petr = user("petr");
  const User dima = user("dima");
  const User maks = user("maks");
  const Chat team = group(maks, {petr.id, dima.id});
  add(maks, team, olga);
  MemberVerbs verbs(*this);
  leave(maks, team);
  EXPECT_EQ(verbs.roles(petr, team), (Words{"1 member", "2 owner", "3 member"}));
  leave(petr, team);
  EXPECT_EQ(verbs.roles(dima, team), (Words{"1 member", "3 owner"}));
  add(dima, team, petr);
  leave(dima, team);
  EXPECT_EQ(verbs.roles(olga, team), (Words{"1 owner", "2 member"})) << "joining again is later";
}

TEST_P(StoreConformance, AGroupWhoseLastMemberLeavesIsDeleted) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  send(maks, team, "hello", "c-1");
  const LogPosition before = store().head();
  leave(maks, team);
  EXPECT_EQ(announced_since(*this, before), Words{"1 deleted"});
  EXPECT_EQ(told(*this, maks, before), Words{"1 removed"});
  EXPECT_EQ(refusal(run(verbs().chats().find(maks.id, team.id))), ErrorCode::chat_not_found);
  EXPECT_EQ(refusal(try_send(maks.id, team.id, "hello", "c-1")), ErrorCode::chat_not_found);
}

TEST_P(StoreConformance, JoiningAgainBeginsAnewAndReadsTheWholeHistory) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  send(maks, team, "1");
  send(dima, team, "2");
  MemberVerbs verbs(*this);
  ASSERT_EQ(verbs.set_role(maks, team.id, dima.id, Role::admin), std::nullopt);
  leave(dima, team);
  send(maks, team, "3");
  add(maks, team, dima);
  const Chat again = seen_by(dima, team);
  EXPECT_EQ(again.role, Role::member);
  EXPECT_EQ(again.unread, 0);
  EXPECT_EQ(again.member_count, 2);
  EXPECT_EQ(texts(history(dima, team)), (Words{"1", "2", "3"}));
  send(maks, team, "4");
  EXPECT_EQ(seen_by(dima, team).unread, 1);
  EXPECT_EQ(send(dima, team, "5").seq, Seq(5));
}

TEST_P(StoreConformance, WhatSomebodyHadReadStaysReadWhenHeLeavesAndComesBack) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat team = group(maks, {dima.id, olga.id});
  for (int i = 1; i <= 4; ++i) send(maks, team, std::to_string(i));
  read(dima, team, 3);
  const auto reads = [&] {
    std::vector<bool> all;
    for (const Message& message : history(maks, team)) all.push_back(message.read);
    return all;
  };
  const std::vector<bool> three{true, true, true, false};
  EXPECT_EQ(reads(), three);
  leave(dima, team);
  EXPECT_EQ(reads(), three);
  read(olga, team, 2);
  EXPECT_EQ(reads(), three);
  add(maks, team, dima);
  read(dima, team, 1);
  EXPECT_EQ(reads(), three);
  reopen();
  EXPECT_EQ(reads(), three);
  read(olga, team, 4);
  EXPECT_EQ(reads(), std::vector<bool>(4, true));
}

TEST_P(StoreConformance, RolesAreSetByTheOwnerAndARepeatIsNoChange) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  const LogPosition before = store().head();
  const auto set = [&](Role role) {
    return run(verbs().members().set_role(by(maks), team.id, dima.id, role)).value();
  };
  const Member admin = set(Role::admin);
  EXPECT_EQ(admin.user.id, dima.id);
  EXPECT_EQ(admin.user.username, "dima");
  EXPECT_EQ(admin.role, Role::admin);
  EXPECT_EQ(run(verbs().members().membership(team.id, dima.id)).value().role, Role::admin);
  EXPECT_EQ(set(Role::admin).role, Role::admin);
  EXPECT_EQ(set(Role::member).role, Role::member);
  EXPECT_EQ(set(Role::member).role, Role::member);
  EXPECT_EQ(announced_since(*this, before), (Words{"1 2 is admin", "1 2 is member"}));
  EXPECT_EQ(seen_by(dima, team).role, Role::member);
}

TEST_P(StoreConformance, HandingOverMakesTheOldOwnerAnAdmin) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  MemberVerbs verbs(*this);
  const LogPosition before = store().head();
  ASSERT_EQ(verbs.set_role(maks, team.id, dima.id, Role::owner), std::nullopt);
  EXPECT_EQ(announced_since(*this, before), (Words{"1 2 is owner", "1 1 is admin"}));
  EXPECT_EQ(verbs.roles(maks, team), (Words{"1 admin", "2 owner"}));
  EXPECT_EQ(verbs.set_role(maks, team.id, dima.id, Role::owner), ErrorCode::forbidden);
  EXPECT_EQ(verbs.set_role(dima, team.id, dima.id, Role::owner), std::nullopt) << "no change";
  reopen();
  EXPECT_EQ(verbs.roles(maks, team), (Words{"1 admin", "2 owner"}));
}

TEST_P(StoreConformance, ARoleIsRefusedInTheOrderChatKindRightMember) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User petr = user("petr");
  const Chat team = group(maks, {dima.id});
  const Chat pair = direct(maks, dima);
  MemberVerbs verbs(*this);
  EXPECT_EQ(verbs.set_role(petr, team.id, dima.id, Role::admin), ErrorCode::chat_not_found);
  EXPECT_EQ(verbs.set_role(maks, ChatId(99), dima.id, Role::admin), ErrorCode::chat_not_found);
  EXPECT_EQ(verbs.set_role(maks, pair.id, dima.id, Role::admin), ErrorCode::direct_chat);
  EXPECT_EQ(verbs.set_role(dima, team.id, dima.id, Role::admin), ErrorCode::forbidden);
  EXPECT_EQ(verbs.set_role(dima, team.id, petr.id, Role::admin), ErrorCode::forbidden);
  EXPECT_EQ(verbs.set_role(maks, team.id, maks.id, Role::admin), ErrorCode::forbidden);
  EXPECT_EQ(verbs.set_role(maks, team.id, maks.id, Role::member), ErrorCode::forbidden);
  EXPECT_EQ(verbs.set_role(maks, team.id, petr.id, Role::admin), ErrorCode::member_not_found);
  EXPECT_EQ(verbs.set_role(maks, team.id, UserId(99), Role::owner), ErrorCode::member_not_found);
  EXPECT_EQ(verbs.roles(maks, team), (Words{"1 owner", "2 member"}));
}

TEST_P(StoreConformance, MembersAreListedByIdAPageAtATimeWithWhatTheyHaveRead) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat team = group(maks, {dima.id, olga.id});
  send(maks, team, "1");
  send(maks, team, "2");
  read(olga, team, 1);
  const auto page = [&](UserId after, int limit) {
    return run(verbs().members().list(dima.id, team.id, after, limit)).value();
  };
  const auto first = page(UserId(), 2);
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].user.id, maks.id);
  EXPECT_EQ(first[0].user.username, "maks");
  EXPECT_EQ(first[0].role, Role::owner);
  EXPECT_EQ(first[0].read_seq, Seq(2));
  EXPECT_EQ(first[0].joined_at, clock().now());
  EXPECT_EQ(first[1].user.id, dima.id);
  EXPECT_EQ(first[1].read_seq, Seq(0));
  const auto rest = page(dima.id, 2);
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].user.id, olga.id);
  EXPECT_EQ(rest[0].read_seq, Seq(1));
  EXPECT_TRUE(page(olga.id, 2).empty());
  EXPECT_EQ(refusal(run(verbs().members().list(maks.id, ChatId(99), UserId(), 2))),
            ErrorCode::chat_not_found);
}

}  // namespace
}  // namespace asq::testing
