// Chats and members, as chat/chats.hpp promises them.
#include <algorithm>

#include "store_suite.hpp"

namespace asq::testing {
namespace {

using std::chrono::seconds;

TEST_P(StoreConformance, ADirectChatIsMadeOnceForBothDirections) {
  const User maks = user("maks");
  const User dima = user("dima");
  const auto made = run(verbs().chats().create_direct(by(maks), "DIMA@example.com")).value();
  EXPECT_TRUE(made.created);
  EXPECT_EQ(made.chat.id, ChatId(1));
  EXPECT_EQ(made.chat.type, ChatType::direct);
  EXPECT_EQ(made.chat.name, "dima");
  EXPECT_EQ(made.chat.creator_id, maks.id);
  EXPECT_EQ(made.chat.role, Role::member);
  EXPECT_EQ(made.chat.member_count, 2);
  EXPECT_EQ(made.chat.participant_ids, (std::vector{maks.id, dima.id}));
  const auto again = run(verbs().chats().create_direct(by(dima), email("maks"))).value();
  EXPECT_FALSE(again.created);
  EXPECT_EQ(again.chat.id, made.chat.id);
  EXPECT_EQ(again.chat.name, "maks");
}

TEST_P(StoreConformance, ADirectChatNeedsAnotherPerson) {
  const User maks = user("maks");
  EXPECT_EQ(refusal(run(verbs().chats().create_direct(by(maks), "nobody@example.com"))),
            ErrorCode::user_not_found);
  EXPECT_EQ(refusal(run(verbs().chats().create_direct(by(maks), "MAKS@example.com"))),
            ErrorCode::self_chat);
}

TEST_P(StoreConformance, DirectChatsAndGroupsShareOneSequenceAndRefusalsUseNoneUp) {
  const User maks = user("maks");
  const User dima = user("dima");
  EXPECT_EQ(group(maks, {dima.id}).id, ChatId(1));
  EXPECT_FALSE(run(verbs().chats().create_group({by(maks), "x", {UserId(77)}})));
  EXPECT_FALSE(run(verbs().chats().create_direct(by(maks), "nobody@example.com")));
  EXPECT_EQ(direct(maks, dima).id, ChatId(2));
  EXPECT_EQ(direct(maks, dima).id, ChatId(2));
  EXPECT_EQ(group(maks, {}).id, ChatId(3));
}

TEST_P(StoreConformance, ParallelCreationsOfOneDirectChatMakeOne) {
  const User maks = user("maks");
  const User dima = user("dima");
  std::vector<std::future<Result<Created>>> pending;
  for (int i = 0; i < 20; ++i) {
    const bool turned = i % 2 == 1;
    pending.push_back(loop().start(
        verbs().chats().create_direct(by(turned ? dima : maks), turned ? maks.email : dima.email)));
  }
  int created = 0;
  for (auto& one : pending) {
    const Created result = one.get().value();
    EXPECT_EQ(result.chat.id, ChatId(1));
    created += result.created ? 1 : 0;
  }
  EXPECT_EQ(created, 1);
}

TEST_P(StoreConformance, TheCreatorOwnsTheGroupAndRepeatsCountOnce) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat made = group(maks, {dima.id, maks.id, dima.id}, "maks & co");
  EXPECT_EQ(made.type, ChatType::group);
  EXPECT_EQ(made.name, "maks & co");
  EXPECT_EQ(made.creator_id, maks.id);
  EXPECT_EQ(made.role, Role::owner);
  EXPECT_EQ(made.member_count, 2);
  EXPECT_EQ(made.participant_ids, (std::vector{maks.id, dima.id}));
  EXPECT_EQ(made.created_at, clock().now());
  EXPECT_EQ(seen_by(dima, made).role, Role::member);
}

TEST_P(StoreConformance, EachUnknownParticipantIsNamedByItsPlace) {
  const User maks = user("maks");
  const auto refused =
      run(verbs().chats().create_group({by(maks), "x", {UserId(50), maks.id, UserId(60)}}));
  ASSERT_EQ(refusal(refused), ErrorCode::invalid);
  ASSERT_EQ(refused.error().fields.size(), 2U);
  EXPECT_EQ(refused.error().fields[0].field, "participant_ids[0]");
  EXPECT_EQ(refused.error().fields[1].field, "participant_ids[2]");
  EXPECT_TRUE(run(verbs().chats().list(maks.id, std::nullopt, 10)).value().empty());
}

TEST_P(StoreConformance, AGroupOfMoreThanAThousandNamesNoParticipants) {
  std::vector<UserId> ids;
  const User owner = user("owner");
  for (int i = 0; i < 1000; ++i) ids.push_back(user("u" + std::to_string(i)).id);
  const Chat big = group(owner, ids);
  EXPECT_EQ(big.member_count, 1001);
  EXPECT_EQ(big.participant_ids, std::nullopt);
  ids.pop_back();
  EXPECT_EQ(group(owner, ids).participant_ids.value().size(), 1000U);
}

TEST_P(StoreConformance, AMemberAddsAnotherByEmail) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat team = group(maks, {dima.id});
  const auto added = run(verbs().members().add(by(dima), team.id, "OLGA@example.com")).value();
  EXPECT_TRUE(added.created);
  EXPECT_EQ(added.chat.role, Role::member);
  EXPECT_EQ(added.chat.member_count, 3);
  EXPECT_EQ(added.chat.participant_ids, (std::vector{maks.id, dima.id, olga.id}));
  EXPECT_EQ(seen_by(olga, team).role, Role::member);
}

TEST_P(StoreConformance, AddingAMemberAgainChangesNothing) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  const auto again = run(verbs().members().add(by(maks), team.id, email("dima"))).value();
  EXPECT_FALSE(again.created);
  EXPECT_EQ(again.chat.member_count, 2);
  const auto owner = run(verbs().members().add(by(dima), team.id, email("maks"))).value();
  EXPECT_FALSE(owner.created);
  EXPECT_EQ(seen_by(maks, team).role, Role::owner);
}

TEST_P(StoreConformance, AddingIsRefusedInTheOrderChatThenPerson) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat team = group(maks, {dima.id});
  const Chat pair = direct(maks, dima);
  const auto add = [&](const User& actor, ChatId chat, std::string whom) {
    return refusal(run(verbs().members().add(by(actor), chat, std::move(whom))));
  };
  EXPECT_EQ(add(olga, team.id, "nobody@example.com"), ErrorCode::chat_not_found);
  EXPECT_EQ(add(maks, ChatId(99), email("olga")), ErrorCode::chat_not_found);
  EXPECT_EQ(add(maks, pair.id, email("olga")), ErrorCode::chat_not_found);
  EXPECT_EQ(add(maks, team.id, "nobody@example.com"), ErrorCode::user_not_found);
  EXPECT_EQ(seen_by(maks, team).member_count, 2);
}

TEST_P(StoreConformance, JoiningIsNotReadingButNothingBeforeItIsUnread) {
  const User maks = user("maks");
  const User olga = user("olga");
  const Chat team = group(maks, {});
  for (int i = 0; i < 3; ++i) send(maks, team, "before");
  ASSERT_TRUE(run(verbs().members().add(by(maks), team.id, email("olga"))));
  EXPECT_EQ(seen_by(olga, team).unread, 0);
  EXPECT_EQ(seen_by(olga, team).read_seq, Seq(0));
  EXPECT_FALSE(history(olga, team).back().read);
  send(maks, team, "after");
  EXPECT_EQ(seen_by(olga, team).unread, 1);
}

TEST_P(StoreConformance, AStrangerSeesNoChatAtAll) {
  const User maks = user("maks");
  const User olga = user("olga");
  const Chat team = group(maks, {});
  EXPECT_EQ(refusal(run(verbs().chats().find(olga.id, team.id))), ErrorCode::chat_not_found);
  EXPECT_EQ(refusal(run(verbs().chats().find(maks.id, ChatId(99)))), ErrorCode::chat_not_found);
  EXPECT_EQ(refusal(run(verbs().members().membership(team.id, olga.id))),
            ErrorCode::chat_not_found);
  EXPECT_EQ(refusal(run(verbs().members().membership(ChatId(99), maks.id))),
            ErrorCode::chat_not_found);
}

TEST_P(StoreConformance, AChatShowsItsLastMessageAndWhatIsUnread) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat pair = direct(maks, dima);
  EXPECT_EQ(seen_by(dima, pair).last_message, std::nullopt);
  send(maks, pair, "one");
  send(maks, pair, "two");
  const Chat seen = seen_by(dima, pair);
  EXPECT_EQ(seen.last_seq, Seq(2));
  EXPECT_EQ(seen.unread, 2);
  EXPECT_EQ(seen.read_seq, Seq(0));
  EXPECT_EQ(seen.last_message.value().text, "two");
  EXPECT_EQ(seen_by(maks, pair).unread, 0);
  EXPECT_EQ(seen_by(maks, pair).read_seq, Seq(2));
}

TEST_P(StoreConformance, ChatsAreNamedInTheOrderAskedForAndForeignOnesLeftOut) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat first = group(maks, {});
  const Chat foreign = group(dima, {});
  const Chat third = direct(maks, dima);
  const auto found =
      run(verbs().chats().find_many(maks.id, {third.id, foreign.id, ChatId(99), first.id})).value();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].id, third.id);
  EXPECT_EQ(found[0].name, "dima");
  EXPECT_EQ(found[1].id, first.id);
}

TEST_P(StoreConformance, ChatsAreListedByNewestActivityAPageAtATime) {
  const User maks = user("maks");
  std::vector<Chat> chats;
  for (int i = 0; i < 4; ++i) {
    chats.push_back(group(maks, {}, "g" + std::to_string(i)));
    clock().advance(seconds(1));
  }
  const Message newest = send(maks, chats[1], "hello");
  const auto first = run(verbs().chats().list(maks.id, std::nullopt, 2)).value();
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].id, chats[1].id);
  EXPECT_EQ(first[0].last_message.value().id, newest.id);
  EXPECT_EQ(first[1].id, chats[3].id);
  const store::ChatCursor cursor{to_micros(first[1].created_at), first[1].id};
  const auto rest = run(verbs().chats().list(maks.id, cursor, 10)).value();
  ASSERT_EQ(rest.size(), 2U);
  EXPECT_EQ(rest[0].id, chats[2].id);
  EXPECT_EQ(rest[1].id, chats[0].id);
}

TEST_P(StoreConformance, ChatsOfEqualActivityAreListedByIdDescendingWithoutALoss) {
  const User maks = user("maks");
  for (int i = 0; i < 5; ++i) group(maks, {});
  std::vector<std::int64_t> ids;
  std::optional<store::ChatCursor> cursor;
  for (int page = 0; page < 5; ++page) {
    const auto chats = run(verbs().chats().list(maks.id, cursor, 1)).value();
    ASSERT_EQ(chats.size(), 1U);
    ids.push_back(chats[0].id.value());
    cursor = store::ChatCursor{to_micros(chats[0].created_at), chats[0].id};
  }
  EXPECT_EQ(ids, (std::vector<std::int64_t>{5, 4, 3, 2, 1}));
  EXPECT_TRUE(run(verbs().chats().list(maks.id, cursor, 1)).value().empty());
}

TEST_P(StoreConformance, TheChatsOfANameComeFoldedWithTheirActivity) {
  const User maks = user("maks");
  const User dima = user("Dima Team");
  const Chat team = group(maks, {}, "Our TEAM");
  clock().advance(seconds(1));
  const Chat pair = direct(dima, maks);
  group(dima, {}, "not my team");
  const auto named = [&](const std::string& part) {
    auto names = run(verbs().chats().named(maks.id, part)).value();
    std::ranges::sort(names, {}, &store::ChatName::chat_id);
    return names;
  };
  const auto both = named("team");
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].chat_id, team.id);
  EXPECT_EQ(both[0].name, fold_name("Our TEAM"));
  EXPECT_EQ(both[1].chat_id, pair.id);
  EXPECT_EQ(both[1].name, (FoldedName{"dima team", "0 5"}));
  EXPECT_EQ(both[1].activity_micros, to_micros(pair.created_at));
  clock().advance(seconds(1));
  const Message newest = send(maks, team, "hello");
  const auto one = named("our");
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].activity_micros, to_micros(newest.timestamp));
  EXPECT_TRUE(named("TEAM").empty()) << "what is looked for has to be folded";
}

TEST_P(StoreConformance, ADirectChatIsNamedAsTheOtherPersonIsNow) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat pair = direct(maks, dima);
  chat::ProfileChange rename;
  rename.username = "Dmitri";
  ASSERT_TRUE(run(verbs().accounts().change_profile(by(dima), rename)));
  EXPECT_EQ(seen_by(maks, pair).name, "Dmitri");
  EXPECT_EQ(seen_by(dima, pair).name, "maks");
}

TEST_P(StoreConformance, MembershipIsNeverBehindWhatWasAcknowledged) {
  const User maks = user("maks");
  const User olga = user("olga");
  const Chat team = group(maks, {});
  EXPECT_EQ(refusal(run(verbs().members().membership(team.id, olga.id))),
            ErrorCode::chat_not_found);
  ASSERT_TRUE(run(verbs().members().add(by(maks), team.id, email("olga"))));
  const auto cached = verbs().members().cached_membership(team.id, olga.id);
  EXPECT_TRUE(!cached || cached->has_value());
  const Membership loaded = run(verbs().members().membership(team.id, olga.id)).value();
  EXPECT_EQ(loaded.type, ChatType::group);
  EXPECT_EQ(loaded.role, Role::member);
  for (int i = 1; i <= 3; ++i) {
    send(maks, team, "x");
    const auto now = verbs().members().cached_membership(team.id, olga.id);
    ASSERT_TRUE(now.has_value()) << "loaded a moment ago";
    EXPECT_EQ(now->value().last_seq, Seq(i));
  }
}

TEST_P(StoreConformance, ChatsAndMembersAreThereAfterReopening) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id}, "team");
  const Chat pair = direct(maks, dima);
  send(dima, team, "hello");
  reopen();
  EXPECT_EQ(seen_by(maks, team).name, "team");
  EXPECT_EQ(seen_by(maks, team).role, Role::owner);
  EXPECT_EQ(seen_by(maks, team).unread, 1);
  EXPECT_EQ(direct(dima, maks).id, pair.id);
  EXPECT_EQ(group(maks, {}).id, ChatId(3));
}

}  // namespace
}  // namespace asq::testing
