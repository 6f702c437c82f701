// Invitations: who makes them, who comes by them, and what ends them.
#include <gmock/gmock.h>

#include "told.hpp"

namespace asq::testing {
namespace {

using chat::kOperator;
using ::testing::ElementsAre;

Invite made_invite(StoreGround& ground, chat::InviteMaker maker, InviteTerms terms) {
  return ground.run(ground.verbs().invites().create(maker, terms)).value();
}
Invite group_invite(StoreGround& ground, const User& maker, const Chat& group,
                    InviteTerms terms = {}) {
  terms.chat_id = group.id;
  return made_invite(ground, by(maker), terms);
}
std::optional<ErrorCode> refused_to_make(StoreGround& ground, chat::InviteMaker maker,
                                         InviteTerms terms) {
  return refusal(ground.run(ground.verbs().invites().create(maker, terms)));
}
// The chat that it leads to; 0: none.
std::int64_t accepted_chat(StoreGround& ground, const User& user, const Invite& invite) {
  const auto chat = ground.run(ground.verbs().invites().accept(by(user), invite.id)).value();
  return chat ? chat->id.value() : 0;
}
std::optional<ErrorCode> refused_to_accept(StoreGround& ground, const User& user,
                                           const Invite& invite) {
  const LogPosition before = ground.store().head();
  const auto code = refusal(ground.run(ground.verbs().invites().accept(by(user), invite.id)));
  EXPECT_EQ(ground.store().head(), before);
  return code;
}
Invite stored_invite(StoreGround& ground, const Invite& invite) {
  return ground.run(ground.verbs().invites().find(invite.id)).value();
}
std::vector<std::int64_t> listed_invites(StoreGround& ground, const User& viewer,
                                         std::optional<ChatId> chat = {}) {
  auto page =
      ground.run(ground.verbs().invites().list(viewer.id, {.chat_id = chat}, ground.clock().now()));
  std::vector<std::int64_t> ids;
  for (const chat::ShownInvite& shown : page.value().invites) {
    EXPECT_EQ(shown.token, ground.verbs().invites().token(shown.invite.id));
    ids.push_back(shown.invite.id.value());
  }
  return ids;
}

TEST_P(StoreConformance, WhoAcceptsAnInvitationJoinsTheGroup) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {});
  send(maks, team, "before");
  const Invite invite = group_invite(*this, maks, team, {.expires_in = 60, .max_uses = 3});
  EXPECT_EQ(invite.created_by, maks.id);
  EXPECT_EQ(invite.expires_at, invite.created_at + std::chrono::seconds(60));
  const LogPosition before = store().head();
  EXPECT_EQ(accepted_chat(*this, dima, invite), 1);
  EXPECT_THAT(announced_since(*this, before), ElementsAre("1 +2"));
  EXPECT_THAT(told(*this, dima, before), ElementsAre("1 added"));
  EXPECT_THAT(told(*this, maks, before), ElementsAre("1 +2"));
  const Chat joined = seen_by(dima, team);
  EXPECT_EQ(joined.role, Role::member);
  EXPECT_EQ(joined.unread, 0) << "joining is not missing";
  EXPECT_EQ(joined.member_count, 2);
  reopen();
  EXPECT_EQ(stored_invite(*this, invite).uses, 1);
}

TEST_P(StoreConformance, AMemberAgainUsesNothingUp) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {});
  const Invite invite = group_invite(*this, maks, team, {.max_uses = 1});
  EXPECT_EQ(accepted_chat(*this, maks, invite), 1) << "its maker is a member";
  EXPECT_EQ(stored_invite(*this, invite).uses, 0);
  EXPECT_EQ(accepted_chat(*this, dima, invite), 1);
  const LogPosition before = store().head();
  EXPECT_EQ(accepted_chat(*this, dima, invite), 1) << "over by now";
  EXPECT_EQ(store().head(), before);
  EXPECT_EQ(stored_invite(*this, invite).uses, 1);
  EXPECT_EQ(refused_to_accept(*this, user("olga"), invite), ErrorCode::invite_over);
}

TEST_P(StoreConformance, OfTwoAtOnceOneGetsTheLastUse) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat team = group(maks, {});
  const Invite invite = group_invite(*this, maks, team, {.max_uses = 1});
  auto first = loop().start(verbs().invites().accept(by(dima), invite.id));
  auto second = loop().start(verbs().invites().accept(by(olga), invite.id));
  const auto one = refusal(first.get());
  const auto other = refusal(second.get());
  EXPECT_NE(one.has_value(), other.has_value());
  EXPECT_EQ(one.value_or(ErrorCode::invite_over), ErrorCode::invite_over);
  EXPECT_EQ(other.value_or(ErrorCode::invite_over), ErrorCode::invite_over);
  EXPECT_EQ(seen_by(maks, team).member_count, 2);
  EXPECT_EQ(stored_invite(*this, invite).uses, 1);
}

TEST_P(StoreConformance, AnInvitationExpires) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {});
  const Invite brief = group_invite(*this, maks, team, {.expires_in = 60});
  const Invite lasting = group_invite(*this, maks, team);
  EXPECT_THAT(listed_invites(*this, maks, team.id), ElementsAre(2, 1));
  clock().advance(std::chrono::seconds(60));
  EXPECT_EQ(refused_to_accept(*this, dima, brief), ErrorCode::invite_over);
  EXPECT_THAT(listed_invites(*this, maks, team.id), ElementsAre(2));
  EXPECT_EQ(refusal(run(verbs().invites().create_account({"x", email("maks"), "h"}, brief.id))),
            ErrorCode::invite_over)
      << "before the e-mail is looked for";
  EXPECT_EQ(accepted_chat(*this, dima, lasting), 1);
  EXPECT_EQ(accepted_chat(*this, dima, brief), 1) << "a member by now";
}

TEST_P(StoreConformance, WhoMayInviteMakesInvitations) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat team = group(maks, {dima.id});
  const Chat pair = direct(maks, dima);
  const auto make = [&](const User& maker, const Chat& chat) {
    return refused_to_make(*this, by(maker), {.chat_id = chat.id});
  };
  EXPECT_EQ(make(dima, team), std::nullopt);
  EXPECT_EQ(make(olga, team), ErrorCode::chat_not_found);
  EXPECT_EQ(make(maks, pair), ErrorCode::direct_chat);
  ASSERT_TRUE(run(verbs().chats().change(by(maks), team.id, {std::nullopt, true})));
  EXPECT_EQ(make(dima, team), ErrorCode::forbidden);
  EXPECT_EQ(make(maks, team), std::nullopt);
  EXPECT_EQ(refused_to_make(*this, kOperator, {.chat_id = team.id}), std::nullopt);
  EXPECT_EQ(refused_to_make(*this, kOperator, {.chat_id = pair.id}), ErrorCode::chat_not_found);
  EXPECT_EQ(refused_to_make(*this, kOperator, {.chat_id = ChatId(99)}), ErrorCode::chat_not_found);
}

TEST_P(StoreConformance, WhoMayRemoveMembersSeesAllOfAGroup) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  const Chat pair = direct(maks, dima);
  group_invite(*this, maks, team);
  group_invite(*this, dima, team);
  made_invite(*this, by(dima), {});
  made_invite(*this, kOperator, {.chat_id = team.id});
  EXPECT_THAT(listed_invites(*this, maks, team.id), ElementsAre(4, 2, 1));
  EXPECT_THAT(listed_invites(*this, dima), ElementsAre(3, 2)) << "one's own";
  const auto list = [&](const User& viewer, ChatId chat) {
    return refusal(run(verbs().invites().list(viewer.id, {.chat_id = chat}, clock().now())));
  };
  EXPECT_EQ(list(dima, team.id), ErrorCode::forbidden);
  EXPECT_EQ(list(dima, pair.id), ErrorCode::direct_chat);
  EXPECT_EQ(list(user("olga"), team.id), ErrorCode::chat_not_found);
}

TEST_P(StoreConformance, InvitationsComeInPages) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  for (int i = 0; i < 5; ++i) group_invite(*this, maks, team);
  for (const auto& chat : {std::optional(team.id), std::optional<ChatId>()}) {
    std::vector<std::int64_t> ids;
    std::optional<std::string> cursor;
    do {
      auto page = run(verbs().invites().list(
          maks.id, {.chat_id = chat, .limit = 2, .cursor = cursor}, clock().now()));
      ASSERT_TRUE(page);
      for (const auto& shown : page->invites) ids.push_back(shown.invite.id.value());
      cursor = page->next_cursor;
    } while (cursor);
    EXPECT_THAT(ids, ElementsAre(5, 4, 3, 2, 1));
  }
  const auto page = run(verbs().invites().list(maks.id, {.limit = 2}, clock().now()));
  const auto astray = run(verbs().invites().list(
      maks.id, {.chat_id = team.id, .cursor = page->next_cursor}, clock().now()));
  EXPECT_EQ(refusal(astray), ErrorCode::invalid) << "a cursor of another list";
}

TEST_P(StoreConformance, AnInvitationIsEndedByItsMakerOrWhoMayRemoveMembers) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat team = group(maks, {dima.id, olga.id});
  const auto end = [&](const User& actor, const Invite& invite) {
    return refusal(run(verbs().invites().end(by(actor), invite.id)));
  };
  const Invite first = group_invite(*this, dima, team);
  EXPECT_EQ(end(olga, first), ErrorCode::forbidden);
  EXPECT_EQ(end(user("petr"), first), ErrorCode::forbidden);
  EXPECT_EQ(end(dima, first), std::nullopt);
  EXPECT_EQ(end(dima, first), ErrorCode::invite_over);
  EXPECT_EQ(end(maks, group_invite(*this, dima, team)), std::nullopt);
  const Invite in_person = made_invite(*this, by(dima), {});
  EXPECT_EQ(end(maks, in_person), ErrorCode::forbidden);
  EXPECT_EQ(end(dima, in_person), std::nullopt);
  EXPECT_EQ(refused_to_accept(*this, maks, in_person), ErrorCode::invite_over);
}

TEST_P(StoreConformance, TheOperatorEndsAnyInvitation) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  const auto end = [&](const Invite& invite) {
    return refusal(run(verbs().invites().end(kOperator, invite.id)));
  };
  for (const Invite& invite : {group_invite(*this, maks, team), made_invite(*this, by(maks), {}),
                               made_invite(*this, kOperator, {})}) {
    EXPECT_EQ(end(invite), std::nullopt);
    EXPECT_TRUE(stored_invite(*this, invite).ended);
    EXPECT_EQ(end(invite), ErrorCode::invite_over);
  }
  EXPECT_EQ(end(Invite{.id = InviteId(99)}), ErrorCode::invite_over);
}

// Nothing is written down: the operator may have taken the wrong person for the intruder.
TEST_P(StoreConformance, TheInvitationsOfADisabledAccountAreOverWhileItIs) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat team = group(maks, {dima.id});
  const Invite to_team = group_invite(*this, dima, team);
  const Invite in_person = made_invite(*this, by(dima), {});
  ASSERT_TRUE(run(verbs().accounts().set_disabled(email("dima"), true)));
  EXPECT_EQ(refused_to_accept(*this, olga, to_team), ErrorCode::invite_over);
  EXPECT_EQ(refused_to_accept(*this, olga, in_person), ErrorCode::invite_over);
  EXPECT_EQ(refusal(run(verbs().invites().create_account({"x", email("x"), "h"}, to_team.id))),
            ErrorCode::invite_over);
  EXPECT_THAT(listed_invites(*this, maks, team.id), ElementsAre(1)) << "it can be ended for good";
  ASSERT_TRUE(run(verbs().accounts().set_disabled(email("dima"), false)));
  EXPECT_EQ(accepted_chat(*this, olga, to_team), 1);
  ASSERT_TRUE(run(verbs().accounts().set_disabled(email("dima"), true)));
  EXPECT_EQ(refusal(run(verbs().invites().end(by(maks), to_team.id))), std::nullopt);
  EXPECT_TRUE(stored_invite(*this, to_team).ended);
  EXPECT_FALSE(stored_invite(*this, in_person).ended);
}

TEST_P(StoreConformance, AnInvitationEndsWithItsMakersMembership) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat team = group(maks, {dima.id});
  const Invite of_maks = group_invite(*this, maks, team);
  const Invite left = group_invite(*this, dima, team);
  leave(dima, team);
  EXPECT_EQ(refused_to_accept(*this, olga, left), ErrorCode::invite_over);
  add(maks, team, dima);
  EXPECT_EQ(refused_to_accept(*this, olga, left), ErrorCode::invite_over) << "for ever";
  const Invite removed = group_invite(*this, dima, team);
  remove(maks, team, dima);
  EXPECT_EQ(refused_to_accept(*this, olga, removed), ErrorCode::invite_over);
  EXPECT_THAT(listed_invites(*this, maks, team.id), ElementsAre(1));
  EXPECT_EQ(accepted_chat(*this, olga, of_maks), 1);
}

TEST_P(StoreConformance, AnInvitationEndsWithItsChatOrItsMakersAccount) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat gone = group(maks, {});
  const Chat team = group(maks, {dima.id});
  const Invite of_the_chat = group_invite(*this, maks, gone);
  const Invite of_the_operator = made_invite(*this, kOperator, {.chat_id = gone.id});
  erase_chat(maks, gone);
  EXPECT_EQ(refused_to_accept(*this, olga, of_the_chat), ErrorCode::invite_over);
  EXPECT_EQ(refused_to_accept(*this, olga, of_the_operator), ErrorCode::invite_over);
  const Invite to_team = group_invite(*this, dima, team);
  const Invite in_person = made_invite(*this, by(dima), {});
  erase_account(dima);
  EXPECT_EQ(refused_to_accept(*this, olga, to_team), ErrorCode::invite_over);
  EXPECT_EQ(refused_to_accept(*this, olga, in_person), ErrorCode::invite_over);
  EXPECT_TRUE(stored_invite(*this, in_person).ended);
}

// Of many groups a deleted account leaves some later, and its invitations end at once.
TEST_P(StoreConformance, TheInvitationsOfADeletedAccountEndBeforeItHasLeftAllGroups) {
  const User maks = user("maks");
  const User dima = user("dima");
  for (int i = 0; i < 30; ++i) group(maks, {dima.id});
  const Chat last = group(maks, {dima.id});
  const Invite invite = group_invite(*this, dima, last);
  ASSERT_TRUE(run(verbs().accounts().erase(by(dima))).value()) << "there are groups left";
  const User olga = user("olga");
  EXPECT_EQ(refused_to_accept(*this, olga, invite), ErrorCode::invite_over);
  EXPECT_FALSE(stored_invite(*this, invite).ended);
  EXPECT_THAT(listed_invites(*this, maks, last.id), ElementsAre());
  while (run(verbs().accounts().leave_some_groups()).value()) {
  }
  EXPECT_TRUE(stored_invite(*this, invite).ended);
}

// Each is a row, and a slice has only so many.
TEST_P(StoreConformance, WhereManyInvitationsEndADeletedAccountLeavesFewerGroupsAtOnce) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat first = group(maks, {dima.id});
  const Chat second = group(maks, {dima.id});
  for (int i = 0; i < kMaxLiveInvites - 1; ++i) group_invite(*this, dima, first);
  const Invite of_another = group_invite(*this, maks, first);
  const Invite later = group_invite(*this, dima, second);
  ASSERT_TRUE(run(verbs().accounts().erase(by(dima))).value()) << "the second group is left";
  EXPECT_EQ(seen_by(maks, first).member_count, 1);
  EXPECT_EQ(seen_by(maks, second).member_count, 2);
  EXPECT_THAT(listed_invites(*this, maks, first.id), ElementsAre(of_another.id.value()));
  EXPECT_TRUE(run(verbs().accounts().leave_some_groups()).value());
  EXPECT_EQ(seen_by(maks, second).member_count, 1);
  EXPECT_TRUE(stored_invite(*this, later).ended);
}

TEST_P(StoreConformance, WhoLeftComesBackByALaterInvitation) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  const Invite before = group_invite(*this, maks, team);
  leave(dima, team);
  EXPECT_EQ(refused_to_accept(*this, dima, before), ErrorCode::left_before);
  const Invite later = group_invite(*this, maks, team);
  EXPECT_EQ(accepted_chat(*this, dima, later), 1);
  leave(dima, team);
  EXPECT_EQ(refused_to_accept(*this, dima, later), ErrorCode::left_before);
  EXPECT_EQ(stored_invite(*this, later).uses, 1);
}

TEST_P(StoreConformance, WhoWasRemovedComesBackByNoInvitation) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  remove(maks, team, dima);
  EXPECT_EQ(refused_to_accept(*this, dima, group_invite(*this, maks, team)),
            ErrorCode::left_before);
  add(maks, team, dima);
  leave(dima, team);
  EXPECT_EQ(accepted_chat(*this, dima, group_invite(*this, maks, team)), 1) << "has left since";
}

TEST_P(StoreConformance, AnInvitationInPersonOpensTheDirectChat) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Invite invite = made_invite(*this, by(maks), {.max_uses = 2});
  EXPECT_EQ(refused_to_accept(*this, maks, invite), ErrorCode::self_chat);
  const LogPosition before = store().head();
  EXPECT_EQ(accepted_chat(*this, dima, invite), 1);
  EXPECT_THAT(announced_since(*this, before), ElementsAre("1 created"));
  const auto chat = run(verbs().chats().find(maks.id, ChatId(1))).value();
  EXPECT_EQ(chat.type, ChatType::direct);
  EXPECT_EQ(chat.creator_id, dima.id) << "it counts as the one's who accepts";
  EXPECT_EQ(accepted_chat(*this, dima, invite), 1);
  EXPECT_EQ(stored_invite(*this, invite).uses, 1);
  const Chat known = direct(maks, olga);
  EXPECT_EQ(accepted_chat(*this, olga, invite), known.id.value());
  EXPECT_EQ(stored_invite(*this, invite).uses, 1) << "they had one already";
  EXPECT_EQ(accepted_chat(*this, user("petr"), invite), 3);
  EXPECT_EQ(refused_to_accept(*this, user("anna"), invite), ErrorCode::invite_over);
  EXPECT_EQ(refused_to_accept(*this, maks, invite), ErrorCode::self_chat) << "over or not";
}

TEST_P(StoreConformance, WhoHasTooManyChatsOpensNoneByInvitation) {
  const User maks = user("maks");
  const User dima = user("dima");
  group(dima, {});
  const Chat team = group(maks, {});
  const Invite in_person = made_invite(*this, by(maks), {});
  const auto accept = [&](const Invite& invite) {
    return refusal(run(verbs().invites().accept(by(dima), invite.id, {.max_own_chats = 1})));
  };
  EXPECT_EQ(accept(in_person), ErrorCode::too_many_chats);
  EXPECT_EQ(accept(group_invite(*this, maks, team)), std::nullopt) << "others have made that one";
}

TEST_P(StoreConformance, TheOperatorsInvitationWithoutAChatOnlyMakesAccounts) {
  const User maks = user("maks");
  const Invite invite = made_invite(*this, kOperator, {.max_uses = 1});
  const LogPosition before = store().head();
  EXPECT_EQ(accepted_chat(*this, maks, invite), 0);
  EXPECT_EQ(store().head(), before);
  EXPECT_EQ(stored_invite(*this, invite).uses, 0);
  ASSERT_TRUE(run(verbs().invites().create_account({"dima", email("dima"), "hash"}, invite.id)));
  EXPECT_EQ(refused_to_accept(*this, maks, invite), ErrorCode::invite_over);
}

TEST_P(StoreConformance, AnAccountIsMadeTogetherWithItsMembership) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  const Invite invite = group_invite(*this, maks, team, {.max_uses = 1});
  const auto make = [&](const std::string& name, const Invite& by_invite) {
    return run(verbs().invites().create_account({name, email(name), "hash"}, by_invite.id));
  };
  EXPECT_EQ(refusal(make("maks", invite)), ErrorCode::email_taken);
  EXPECT_EQ(stored_invite(*this, invite).uses, 0) << "only an account that is made counts";
  const auto dima = make("dima", invite);
  ASSERT_TRUE(dima);
  EXPECT_EQ(dima->id, UserId(2)) << "a refused one has used up no number";
  EXPECT_EQ(seen_by(*dima, team).member_count, 2);
  EXPECT_EQ(refusal(make("olga", invite)), ErrorCode::invite_over);
  EXPECT_EQ(refusal(run(verbs().accounts().find_credentials(email("olga")))),
            ErrorCode::user_not_found);
  const auto anna = make("anna", made_invite(*this, by(maks), {}));
  ASSERT_TRUE(anna);
  EXPECT_EQ(run(verbs().chats().find(anna->id, ChatId(2))).value().name, "maks");
}

// Everybody who is in the group hears of it.
TEST_P(StoreConformance, AnAccountThatJoinsPaysForTellingTheGroupBeforeAnythingIsWritten) {
  class OneJoining final : public chat::Toll {
   public:
    explicit OneJoining(bool pays) : pays_(pays) {}
    std::int64_t owed_to_send(const Message&) const override { return 0; }
    std::int64_t owed_to_change(const Message&) const override { return 0; }
    std::int64_t owed_to_change(const Chat&) const override { return 0; }
    std::int64_t owed_to_change_member(ChatId chat) const override { return chat.value() - paid_; }
    Result<void> pay(std::int64_t owed) override {
      if (!pays_) return fail(ErrorCode::rate_limited);
      paid_ += owed;
      return {};
    }
    std::int64_t paid_ = 0;

   private:
    bool pays_;
  };
  const User maks = user("maks");
  const Chat team = group(maks, {});
  const Invite invite = group_invite(*this, maks, team);
  const auto make = [&](const std::string& name, chat::Toll& toll) {
    return refusal(run(verbs().invites().create_account({name, email(name), "hash"}, invite.id,
                                                        chat::Registrations::open, &toll)));
  };
  OneJoining poor(false);
  EXPECT_EQ(make("dima", poor), ErrorCode::rate_limited);
  EXPECT_EQ(stored_invite(*this, invite).uses, 0);
  OneJoining rich(true);
  EXPECT_EQ(make("maks", rich), ErrorCode::email_taken);
  EXPECT_EQ(rich.paid_, 0) << "what is refused pays nothing";
  EXPECT_EQ(make("dima", rich), std::nullopt);
  EXPECT_EQ(rich.paid_, team.id.value());
  EXPECT_EQ(seen_by(maks, team).member_count, 2);
}

TEST_P(StoreConformance, InvitedRegistrationIsOpenToAnyInvitation) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  const auto make = [&](const std::string& name, const Invite& invite) {
    return refusal(run(verbs().invites().create_account({name, email(name), "hash"}, invite.id,
                                                        chat::Registrations::invited)));
  };
  EXPECT_EQ(make("dima", group_invite(*this, maks, team)), std::nullopt);
  EXPECT_EQ(make("olga", made_invite(*this, by(maks), {})), std::nullopt);
  EXPECT_EQ(make("ivan", made_invite(*this, kOperator, {})), std::nullopt);
}

TEST_P(StoreConformance, ClosedRegistrationIsOpenToTheOperatorsInvitations) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  const auto make = [&](const std::string& name, const Invite& invite) {
    return refusal(run(verbs().invites().create_account({name, email(name), "hash"}, invite.id,
                                                        chat::Registrations::closed)));
  };
  EXPECT_EQ(make("dima", group_invite(*this, maks, team)), ErrorCode::registration_closed);
  EXPECT_EQ(make("dima", made_invite(*this, by(maks), {})), ErrorCode::registration_closed);
  EXPECT_EQ(make("dima", made_invite(*this, kOperator, {.chat_id = team.id})), std::nullopt);
  EXPECT_EQ(make("olga", made_invite(*this, kOperator, {})), std::nullopt);
  EXPECT_EQ(seen_by(maks, team).member_count, 2);
}

TEST_P(StoreConformance, AListHasAtMostAHundredLiveInvitations) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  for (const std::optional<ChatId> chat : {std::optional(team.id), std::optional<ChatId>()}) {
    const InviteTerms brief{.chat_id = chat, .expires_in = 60};
    for (int i = 0; i < kMaxLiveInvites; ++i) made_invite(*this, by(maks), brief);
    EXPECT_EQ(refused_to_make(*this, by(maks), brief), ErrorCode::too_many_invites);
    const auto other = refused_to_make(*this, by(dima), brief);
    EXPECT_EQ(other, chat ? std::optional(ErrorCode::too_many_invites) : std::nullopt)
        << "of a group whoever makes them, in person each";
    clock().advance(std::chrono::seconds(60));
    const Invite next = made_invite(*this, by(maks), brief);
    EXPECT_TRUE(stored_invite(*this, Invite{.id = InviteId(next.id.value() - 50)}).ended);
    EXPECT_EQ(refused_to_make(*this, by(dima), brief), std::nullopt);
  }
}

TEST_P(StoreConformance, AnIdThatWasNeverGivenIsOver) {
  Invite none;
  none.id = InviteId(7);
  EXPECT_EQ(refused_to_accept(*this, user("maks"), none), ErrorCode::invite_over);
  EXPECT_EQ(refusal(run(verbs().invites().create_account({"x", email("x"), "h"}, none.id))),
            ErrorCode::invite_over);
}

}  // namespace
}  // namespace asq::testing
