// Who knows whom, who can be found, and who may come back into a group.
#include "told.hpp"

namespace asq::testing {
namespace {

using chat::People;
using Users = std::vector<UserId>;

// Whether each knows the other: "12" where they do, "1." where only the first does.
std::string acquaintance(StoreGround& ground, const User& one, const User& other) {
  const auto knows = [&](const User& viewer, const User& seen) {
    return ground.run(ground.verbs().log().known(viewer.id, {seen.id})).value() == Users{seen.id};
  };
  return std::string(knows(one, other) ? "1" : ".") + (knows(other, one) ? "2" : ".");
}

TEST_P(StoreConformance, WhoSharesAGroupIsKnownUntilOneOfThemLeaves) {
  const User maks = user("maks");
  const User dima = user("dima");
  EXPECT_EQ(acquaintance(*this, maks, dima), "..");
  const Chat team = group(maks, {dima.id});
  const Chat other = group(dima, {maks.id});
  EXPECT_EQ(acquaintance(*this, maks, dima), "12");
  leave(maks, other);
  EXPECT_EQ(acquaintance(*this, maks, dima), "12");
  remove(maks, team, dima);
  EXPECT_EQ(acquaintance(*this, maks, dima), "..");
  erase_chat(dima, group(dima, {maks.id}));
  EXPECT_EQ(acquaintance(*this, maks, dima), "..");
}

TEST_P(StoreConformance, TheOtherOfADirectChatIsKnownOnceThatOneHasWritten) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat pair = direct(maks, dima);
  EXPECT_EQ(acquaintance(*this, maks, dima), "..");
  send(maks, pair, "hello?");
  EXPECT_EQ(acquaintance(*this, maks, dima), ".2") << "dima knows who wrote to him";
  read(dima, pair, 1);
  EXPECT_EQ(acquaintance(*this, maks, dima), ".2") << "reading is not writing";
  erase(dima, send(dima, pair, "hello"));
  EXPECT_EQ(acquaintance(*this, maks, dima), "12") << "a deleted message counts";
  read(dima, pair, 2);
  reopen();
  EXPECT_EQ(acquaintance(*this, maks, dima), "12");
  EXPECT_EQ(acquaintance(*this, dima, user("olga")), "..");
}

TEST_P(StoreConformance, ADirectChatAndAGroupAreLookedAtApart) {
  const User maks = user("maks");
  const User dima = user("dima");
  send(maks, group(maks, {}), "to nobody");
  const Chat pair = direct(maks, dima);
  for (int i = 0; i < 70; ++i) group(maks, {});  // more than dima has
  EXPECT_EQ(acquaintance(*this, maks, dima), "..");
  const Chat team = group(maks, {dima.id});
  EXPECT_EQ(acquaintance(*this, maks, dima), "12") << "beside a direct chat without a word";
  leave(dima, team);
  EXPECT_EQ(acquaintance(*this, maks, dima), "..");
  send(dima, pair, "hello");
  EXPECT_EQ(acquaintance(*this, maks, dima), "1.");
}

TEST_P(StoreConformance, EverybodyIsSeenWhereEverybodyCanBeFound) {
  const User maks = user("maks");
  const User dima = user("dima");
  const auto seen = [&](const User& viewer, UserId whom, People people) {
    return run(verbs().accounts().find_seen(viewer.id, whom, people));
  };
  EXPECT_EQ(seen(maks, dima.id, People::open)->username, "dima");
  EXPECT_EQ(refusal(seen(maks, dima.id, People::known)), ErrorCode::user_not_found);
  EXPECT_EQ(refusal(seen(maks, UserId(99), People::open)), ErrorCode::user_not_found);
  direct(maks, dima);
  EXPECT_EQ(seen(maks, dima.id, People::known)->username, "dima")
      << "a chat of one's own is enough";
  ASSERT_TRUE(run(verbs().accounts().set_disabled(email("dima"), true)));
  for (const People people : {People::open, People::known}) {
    EXPECT_EQ(seen(maks, dima.id, people)->username, "dima") << "disabled";
  }
  erase_account(dima);
  EXPECT_TRUE(seen(maks, dima.id, People::open)->deleted);
  EXPECT_EQ(refusal(seen(user("olga"), dima.id, People::open)), ErrorCode::user_not_found)
      << "a deleted account is seen by who shares a chat with it";
}

TEST_P(StoreConformance, AGroupIsMadeOfThoseOneKnowsWhereOthersCantBeFound) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  group(dima, {maks.id});
  const auto make = [&](People people, Users participants) {
    return run(chat::Chats(store(), {.people = people})
                   .create_group(by(maks), "team", std::move(participants)));
  };
  const Users mixed{UserId(99), dima.id, olga.id, maks.id, UserId(98), olga.id};
  const LogPosition before = store().head();
  const auto refused = make(People::known, mixed);
  ASSERT_FALSE(refused);
  std::vector<std::string> said;
  for (const FieldError& error : refused.error().fields) {
    said.push_back(error.field + ": " + error.message);
  }
  EXPECT_EQ(said, (std::vector<std::string>{
                      "participant_ids[0]: There is no user 99.",
                      "participant_ids[2]: There is no user 3.",
                      "participant_ids[4]: There is no user 98.",
                      "participant_ids[5]: There is no user 3.",
                  }));
  EXPECT_EQ(store().head(), before);
  EXPECT_EQ(make(People::open, mixed).error().fields.size(), 2U);
  const Chat pair = direct(maks, olga);
  EXPECT_FALSE(make(People::known, {olga.id})) << "she has not written yet";
  send(olga, pair, "hello");
  const auto made = make(People::known, {olga.id, dima.id, maks.id});
  ASSERT_TRUE(made);
  EXPECT_EQ(made->member_count, 3);
  EXPECT_EQ(made->id, ChatId(3)) << "a refused one has used up no number";
}

TEST_P(StoreConformance, WhoLeftOrWasRemovedComesBackByAnAdmin) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const User petr = user("petr");
  const Chat team = group(maks, {dima.id, olga.id, petr.id});
  const auto add = [&](const User& actor, const User& added) {
    return refusal(run(verbs().members().add(by(actor), team.id, added.email)));
  };
  leave(olga, team);
  remove(maks, team, petr);
  const LogPosition before = store().head();
  EXPECT_EQ(add(dima, olga), ErrorCode::left_before);
  EXPECT_EQ(add(dima, petr), ErrorCode::left_before);
  EXPECT_EQ(store().head(), before);
  EXPECT_EQ(add(dima, user("anna")), std::nullopt) << "who never was in it";
  EXPECT_EQ(add(maks, olga), std::nullopt);
  EXPECT_EQ(add(dima, olga), std::nullopt) << "a member again: nothing changes";
  ASSERT_TRUE(run(verbs().members().set_role(by(maks), team.id, dima.id, Role::admin)));
  EXPECT_EQ(add(dima, petr), std::nullopt) << "an admin";
  leave(olga, team);
  EXPECT_EQ(add(petr, olga), ErrorCode::left_before) << "every time anew";
  EXPECT_TRUE(run(verbs().chats().create_group({by(petr), "another", {olga.id}})))
      << "a new group has no past";
}

TEST_P(StoreConformance, ADepartureIsALeavingOrARemoval) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat team = group(maks, {dima.id, olga.id});
  EXPECT_EQ(departure(dima, team), std::nullopt);
  leave(dima, team);
  const LogPosition left = store().head();
  EXPECT_EQ(departure(dima, team), (store::Departure{left, false}));
  add(maks, team, dima);
  EXPECT_EQ(departure(dima, team), (store::Departure{left, false})) << "the newest there was";
  remove(maks, team, dima);
  EXPECT_EQ(departure(dima, team), (store::Departure{store().head(), true}));
  erase_account(olga);
  EXPECT_FALSE(departure(olga, team)->removed);
  const Chat gone = group(maks, {dima.id});
  erase_chat(maks, gone);
  EXPECT_EQ(departure(dima, gone), (store::Departure{store().head(), false}));
  reopen();
  EXPECT_TRUE(departure(dima, team)->removed);
}

}  // namespace
}  // namespace asq::testing
