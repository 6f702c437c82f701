// Chats that change and go, and accounts that change and go, as chat/chats.hpp and
// chat/account_changes.hpp promise it.
#include "chat/handles.hpp"
#include "told.hpp"

namespace asq::testing {
namespace {

using Words = std::vector<std::string>;

ChatChange renamed(std::string name) { return {std::move(name), std::nullopt}; }
ChatChange invites_by_admins(bool only) { return {std::nullopt, only}; }

// The newest announcement of that kind.
template <class T>
T last_announced(StoreGround& ground) {
  std::optional<T> last;
  for (const auto& event : ground.announced().events()) {
    if (const auto* found = std::get_if<T>(&event->what)) last = *found;
  }
  return last.value();
}

TEST_P(StoreConformance, AnAdminRenamesAGroupAndWhatIsAbsentStays) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id}, "team");
  ASSERT_TRUE(run(verbs().members().set_role(by(maks), team.id, dima.id, Role::admin)));
  const LogPosition before = store().head();
  const Chat changed = run(verbs().chats().change(by(dima), team.id, renamed("crew"))).value();
  EXPECT_EQ(changed.name, "crew");
  EXPECT_EQ(changed.role, Role::admin);
  EXPECT_FALSE(changed.admins_only_invite);
  const Chat closed =
      run(verbs().chats().change(by(maks), team.id, invites_by_admins(true))).value();
  EXPECT_EQ(closed.name, "crew");
  EXPECT_TRUE(closed.admins_only_invite);
  EXPECT_EQ(closed.role, Role::owner);
  EXPECT_EQ(announced_since(*this, before), (Words{"1 updated", "1 updated"}));
  reopen();
  EXPECT_EQ(seen_by(dima, team).name, "crew");
  EXPECT_TRUE(seen_by(dima, team).admins_only_invite);
}

TEST_P(StoreConformance, AChangeToWhatItIsAlreadyIsNone) {
  const User maks = user("maks");
  const Chat team = group(maks, {}, "team");
  const LogPosition before = store().head();
  for (const auto& change : {renamed("team"), invites_by_admins(false), ChatChange()}) {
    EXPECT_EQ(run(verbs().chats().change(by(maks), team.id, change)).value().name, "team");
  }
  EXPECT_EQ(store().head(), before);
}

TEST_P(StoreConformance, AChangeIsRefusedInTheOrderChatKindRight) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat team = group(maks, {dima.id}, "team");
  const Chat pair = direct(maks, dima);
  const auto change = [&](const User& actor, ChatId chat) {
    return refusal(run(verbs().chats().change(by(actor), chat, renamed("mine"))));
  };
  EXPECT_EQ(change(olga, team.id), ErrorCode::chat_not_found);
  EXPECT_EQ(change(maks, ChatId(99)), ErrorCode::chat_not_found);
  EXPECT_EQ(change(maks, pair.id), ErrorCode::direct_chat);
  EXPECT_EQ(change(dima, team.id), ErrorCode::forbidden);
  EXPECT_EQ(seen_by(maks, team).name, "team");
  EXPECT_EQ(seen_by(maks, pair).name, "dima");
}

TEST_P(StoreConformance, WhereOnlyAdminsInviteAMemberMayNot) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat team = group(maks, {dima.id});
  EXPECT_FALSE(run(verbs().members().membership(team.id, dima.id)).value().admins_only_invite);
  ASSERT_TRUE(run(verbs().chats().change(by(maks), team.id, invites_by_admins(true))));
  EXPECT_TRUE(run(verbs().members().membership(team.id, dima.id)).value().admins_only_invite);
  EXPECT_EQ(refusal(run(verbs().members().add(by(dima), team.id, olga.email))),
            ErrorCode::forbidden);
  EXPECT_EQ(refusal(run(verbs().members().add(by(dima), team.id, "nobody@example.com"))),
            ErrorCode::forbidden)
      << "before it is said who exists";
  add(maks, team, olga);
  ASSERT_TRUE(run(verbs().chats().change(by(maks), team.id, invites_by_admins(false))));
  add(dima, team, user("petr"));
}

TEST_P(StoreConformance, ADeletedGroupIsGoneForAllAtOnce) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  const Chat other = group(dima, {maks.id});
  send(dima, team, "hello", "c-1");
  read(maks, team, 1);
  const LogPosition before = store().head();
  erase_chat(maks, team);
  EXPECT_EQ(announced_since(*this, before), Words{"1 deleted"});
  for (const User& each : {maks, dima}) {
    EXPECT_EQ(refusal(run(verbs().chats().find(each.id, team.id))), ErrorCode::chat_not_found);
    EXPECT_EQ(refusal(try_history(each.id, team.id)), ErrorCode::chat_not_found);
    EXPECT_EQ(refusal(try_send(each.id, team.id, "x")), ErrorCode::chat_not_found);
    EXPECT_EQ(refusal(run(verbs().members().membership(team.id, each.id))),
              ErrorCode::chat_not_found);
    EXPECT_EQ(refusal(run(verbs().messages().edit(by(each), {team.id, Seq(1)}, "x"))),
              ErrorCode::chat_not_found);
    EXPECT_EQ(run(verbs().chats().list(each.id, std::nullopt, 10)).value().size(), 1U);
    EXPECT_EQ(run(verbs().log().standing(each.id)).value().chats, std::vector{other.id});
  }
  EXPECT_EQ(refusal(run(verbs().chats().erase(by(maks), team.id))), ErrorCode::chat_not_found);
  EXPECT_EQ(group(maks, {}).id, ChatId(3)) << "its number is not given again";
}

// client_id is unique for as long as the chat exists: with the chat its receipts are gone, although
// their rows are cleared away later.
TEST_P(StoreConformance, OfADeletedChatNoReceiptIsLeft) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  send(maks, team, "hello", "c-1");
  erase_chat(maks, team);
  for (const char* text : {"hello", "other"}) {
    EXPECT_EQ(refusal(try_send(maks.id, team.id, text, "c-1")), ErrorCode::chat_not_found);
    const auto found = run(verbs().messages().find_receipt({team.id, by(maks), text, "c-1", {}}));
    EXPECT_EQ(found.value(), std::nullopt);
  }
}

TEST_P(StoreConformance, DeletingAGroupIsTheOwnersAndADirectChatStays) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  const Chat pair = direct(maks, dima);
  ASSERT_TRUE(run(verbs().members().set_role(by(maks), team.id, dima.id, Role::admin)));
  const auto erase = [&](const User& actor, ChatId chat) {
    return refusal(run(verbs().chats().erase(by(actor), chat)));
  };
  EXPECT_EQ(erase(user("olga"), team.id), ErrorCode::chat_not_found);
  EXPECT_EQ(erase(maks, ChatId(99)), ErrorCode::chat_not_found);
  EXPECT_EQ(erase(maks, pair.id), ErrorCode::direct_chat);
  EXPECT_EQ(erase(dima, team.id), ErrorCode::forbidden);
  EXPECT_EQ(seen_by(dima, team).member_count, 2);
}

TEST_P(StoreConformance, ANewNameIsAnnouncedWithTheChatsOfThePerson) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat pair = direct(maks, dima);
  const Chat team = group(dima, {maks.id});
  group(maks, {});
  const LogPosition before = store().head();
  chat::ProfileChange change;
  change.username = "Dmitri";
  change.email = "dmitri@example.com";
  ASSERT_TRUE(run(verbs().accounts().change_profile(by(dima), change)));
  EXPECT_EQ(announced_since(*this, before), Words{"2 is now Dmitri"});
  const auto updated = last_announced<UserUpdated>(*this);
  EXPECT_EQ(updated.user.email, "dmitri@example.com");
  EXPECT_EQ(updated.chats, (std::vector{pair.id, team.id}));
}

TEST_P(StoreConformance, TheSameNameAnEmailOrAPasswordAreNotAnnounced) {
  const User maks = user("maks");
  const LogPosition before = store().head();
  chat::ProfileChange change;
  change.username = "maks";
  change.email = "new@example.com";
  change.password_hash = "$argon2id$new";
  ASSERT_TRUE(run(verbs().accounts().change_profile(by(maks), change)));
  EXPECT_EQ(store().head(), before);
  user("dima");
  change = {};
  change.username = "Maksim";
  change.email = email("dima");
  EXPECT_EQ(refusal(run(verbs().accounts().change_profile(by(maks), change))),
            ErrorCode::email_taken);
  EXPECT_EQ(run(verbs().accounts().find(maks.id)).value().username, "maks");
  EXPECT_EQ(store().head(), before);
}

TEST_P(StoreConformance, AnAccountThatGoesLeavesItsGroupsAndKeepsItsDirectChats) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat pair = direct(maks, dima);
  const Chat team = group(dima, {maks.id, olga.id});
  const Chat alone = group(dima, {});
  send(dima, pair, "to you");
  send(dima, team, "to all");
  const LogPosition before = store().head();
  erase_account(dima);
  EXPECT_EQ(announced_since(*this, before),
            (Words{"2 is gone", "2 1 is owner", "2 -2", "3 deleted"}));
  const auto gone = last_announced<UserUpdated>(*this);
  EXPECT_EQ(gone.chats, (std::vector{pair.id, team.id, alone.id}));
  EXPECT_EQ(gone.user.username + gone.user.email, "");
  EXPECT_EQ(seen_by(maks, team).role, Role::owner);
  EXPECT_EQ(seen_by(olga, team).participant_ids, (std::vector{maks.id, olga.id}));
  EXPECT_EQ(history(olga, team).at(0).sender_id, dima.id) << "messages stay";
  const Chat left = seen_by(maks, pair);
  EXPECT_EQ(left.name, "");
  EXPECT_EQ(left.member_count, 2);
  EXPECT_EQ(texts(history(maks, pair)), Words{"to you"});
  const auto people = run(verbs().members().list(maks.id, pair.id, UserId(), 10)).value();
  EXPECT_TRUE(people.at(1).user.deleted);
  EXPECT_EQ(send(maks, pair, "are you there?").seq, Seq(2));
}

TEST_P(StoreConformance, OfAnAccountThatIsGoneNothingIsFoundAndItsEmailIsFree) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Session session_of_dima = session(dima);
  erase_account(dima);
  EXPECT_FALSE(verbs().sessions().live(session_of_dima.id, dima.id));
  EXPECT_EQ(announced().ended_sessions(), std::vector{session_of_dima.id});
  EXPECT_EQ(refusal(run(verbs().sessions().refresh(session_of_dima.id, 1, std::chrono::hours(1)))),
            ErrorCode::unauthenticated);
  EXPECT_EQ(refusal(run(verbs().sessions().open({dima.id, "x", std::chrono::hours(1)}))),
            ErrorCode::invalid_credentials);
  EXPECT_EQ(refusal(run(verbs().accounts().find(dima.id))), ErrorCode::user_not_found);
  EXPECT_EQ(refusal(run(verbs().accounts().erase(by(dima)))), ErrorCode::user_not_found);
  EXPECT_EQ(refusal(run(verbs().accounts().erase(by(UserId(99))))), ErrorCode::user_not_found);
  EXPECT_EQ(refusal(run(verbs().accounts().change_profile(by(dima), {}))),
            ErrorCode::user_not_found);
  for (const std::string& words : {dima.email, std::string("deleted 2"), std::string()}) {
    EXPECT_EQ(refusal(run(verbs().accounts().find_credentials(words))), ErrorCode::user_not_found);
    EXPECT_EQ(refusal(run(verbs().accounts().set_disabled(words, true))),
              ErrorCode::user_not_found);
    EXPECT_EQ(refusal(run(verbs().chats().create_direct(by(maks), words))),
              ErrorCode::user_not_found);
  }
  EXPECT_EQ(run(verbs().accounts().list(UserId(), 10)).value().size(), 1U);
  auto look = [](store::Snapshot& rows) -> Result<store::FreedHandle> {
    EXPECT_FALSE(rows.find_by_handle("dima"));
    return rows.find_freed_handle("dima").value();
  };
  const auto freed = run(store().read<store::FreedHandle>({"look", Payer::server()}, look));
  EXPECT_EQ(freed->until, clock().now() + chat::kHandleRest) << "of the handle that long, no more";
  const auto refused = run(verbs().chats().create_group({by(maks), "x", {dima.id}}));
  EXPECT_EQ(refusal(refused), ErrorCode::invalid);
  EXPECT_EQ(user("dima").id, UserId(3)) << "somebody else with that e-mail";
  erase_account(maks);  // two that are gone do not get in each other's way
  reopen();
  EXPECT_EQ(run(verbs().accounts().find_credentials(email("dima"))).value().user.id, UserId(3));
}

// Authorised before the account went, run after it.
TEST_P(StoreConformance, WhoIsGoneDoesNothingMore) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat pair = direct(maks, dima);
  const Message first = send(dima, pair, "1");
  erase_account(dima);
  EXPECT_EQ(refusal(try_send(dima.id, pair.id, "2")), ErrorCode::chat_not_found);
  EXPECT_EQ(refusal(try_history(dima.id, pair.id)), ErrorCode::chat_not_found);
  EXPECT_EQ(refusal(run(verbs().messages().edit(by(dima), {pair.id, first.seq}, "x"))),
            ErrorCode::chat_not_found);
  EXPECT_EQ(refusal(run(verbs().members().mark_read(by(dima), pair.id, Seq(1)))),
            ErrorCode::chat_not_found);
  EXPECT_EQ(refusal(run(verbs().members().membership(pair.id, dima.id))),
            ErrorCode::chat_not_found);
  EXPECT_EQ(refusal(run(verbs().chats().create_group({by(dima), "x", {}}))),
            ErrorCode::unauthenticated);
  EXPECT_EQ(refusal(run(verbs().chats().create_direct(by(dima), maks.email))),
            ErrorCode::unauthenticated);
}

}  // namespace
}  // namespace asq::testing
