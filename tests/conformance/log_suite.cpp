// The log of changes, as store/snapshot.hpp promises it: positions, chains, heads, markers, bounds.
// Who hears what: log_membership_suite.cpp.
#include <algorithm>

#include "told.hpp"

namespace asq::testing {
namespace {

using Words = std::vector<std::string>;

store::Missed missed_by(StoreGround& ground, const User& user, LogPosition since) {
  return ground.run(ground.verbs().log().missed(user.id, since)).value();
}

// "1 2 read to 3" for each marker: chat, user, seq.
Words markers_of(const store::Missed& missed) {
  Words all;
  for (const auto& [position, marker] : missed.moved.markers) {
    all.push_back(std::to_string(marker.chat_id.value()) + " " +
                  std::to_string(marker.user_id.value()) + " read to " +
                  std::to_string(marker.seq.value()));
  }
  return all;
}

TEST_P(StoreConformance, ANewLogIsEmptyAndItsHeadIsBeforeTheFirst) {
  const User maks = user("maks");
  EXPECT_EQ(store().head(), LogPosition());
  const Standing standing = run(verbs().log().standing(maks.id)).value();
  EXPECT_EQ(standing.head, LogPosition());
  EXPECT_TRUE(standing.chats.empty());
  EXPECT_EQ(told(*this, maks, LogPosition()), Words());
  EXPECT_LE(store().epoch(), (std::uint64_t{1} << 48) - 1);
}

TEST_P(StoreConformance, WhereAPersonStandsAreTheHeadAndTheChats) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat pair = direct(maks, dima);
  const Chat team = group(dima, {maks.id});
  group(dima, {});
  Standing standing = run(verbs().log().standing(maks.id)).value();
  std::ranges::sort(standing.chats);
  EXPECT_EQ(standing.chats, (std::vector{pair.id, team.id}));
  EXPECT_EQ(standing.head, store().head());
  leave(maks, team);
  EXPECT_EQ(run(verbs().log().standing(maks.id)).value().chats, std::vector{pair.id});
  EXPECT_EQ(missed_by(*this, maks, standing.head).standing.chats, std::vector{pair.id});
}

// One of every kind, with what each says to somebody who is in the chat all the time.
TEST_P(StoreConformance, EveryLastingChangeIsReplayedInTheOrderOfItsCommit) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat team = group(maks, {dima.id});
  const Message first = send(maks, team, "one");
  const Message second = send(dima, team, "two");
  edit(maks, first, "1");
  add(maks, team, olga);
  react(olga, second, "👍");
  react(olga, second, "👍", false);
  ASSERT_TRUE(run(verbs().members().set_role(by(maks), team.id, dima.id, Role::admin)));
  ASSERT_TRUE(run(verbs().chats().change(by(dima), team.id, {"crew", std::nullopt})));
  erase(dima, second);
  rename(olga, "Olya");
  remove(dima, team, olga);
  const Words all{"1 added",   "1/1 1",        "1/2 ",          "1/1 edited: 1",
                  "1 +3",      "1/2 reaction", "1/2 reaction",  "1 2 is admin",
                  "1 updated", "1/2 deleted",  "3 is now Olya", "1 -3"};
  EXPECT_EQ(told(*this, maks, LogPosition()), all) << "with texts as they are now";
  EXPECT_EQ(told(*this, dima, LogPosition()), all);
  const auto events = replay(*this, dima.id, LogPosition());
  EXPECT_EQ(std::get<ChatAdded>(events[0].what).chat.name, "crew");
  EXPECT_EQ(std::get<ChatAdded>(events[0].what).chat.role, Role::admin);
  EXPECT_TRUE(std::get<MessageAppended>(events[2].what).message.deleted);
  EXPECT_EQ(std::get<MemberAdded>(events[4].what).user.username, "Olya");
  EXPECT_EQ(std::get<MemberAdded>(events[4].what).by, maks.id);
  EXPECT_EQ(std::get<MemberRemoved>(events[11].what).by, dima.id);
}

TEST_P(StoreConformance, AReplayBeginsRightBehindItsPosition) {
  const User maks = user("maks");
  const Chat team = group(maks, {});
  std::vector<LogPosition> after;
  for (int i = 1; i <= 5; ++i) {
    send(maks, team, std::to_string(i));
    after.push_back(store().head());
  }
  EXPECT_EQ(told(*this, maks, after[1]), (Words{"1/3 3", "1/4 4", "1/5 5"}));
  EXPECT_EQ(told(*this, maks, after[3]), Words{"1/5 5"});
  EXPECT_EQ(told(*this, maks, after[4]), Words());
  EXPECT_EQ(missed_by(*this, maks, after[1]).standing.head, after[4]);
}

TEST_P(StoreConformance, AnnouncedPositionsHaveNoHoles) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  const Chat pair = direct(maks, dima);
  for (int i = 0; i < 5; ++i) {
    const Message message = send(maks, i % 2 == 0 ? team : pair, "x");
    if (i % 3 == 0) edit(maks, message, "y");
    read(dima, team, seen_by(dima, team).last_seq.value());
    rename(i % 2 == 0 ? maks : dima, "name " + std::to_string(i));
  }
  remove(maks, team, dima);
  std::int64_t position = 0;
  for (const auto& event : announced().events()) {
    EXPECT_EQ(event->position, LogPosition(++position)) << words(*event);
  }
  EXPECT_EQ(store().head(), LogPosition(position));
}

TEST_P(StoreConformance, WhatIsRefusedOrNoChangeLeavesTheLogAlone) {
  const User maks = user("maks");
  const User olga = user("olga");
  const Chat team = group(maks, {});
  const Message first = send(maks, team, "hello", "c-1");
  const LogPosition head = store().head();
  EXPECT_TRUE(try_send(maks.id, team.id, "hello", "c-1").value().duplicate);
  EXPECT_FALSE(try_send(maks.id, team.id, "other", "c-1"));
  EXPECT_FALSE(try_send(olga.id, team.id, "x"));
  EXPECT_FALSE(run(verbs().messages().edit(by(olga), {team.id, first.seq}, "x")));
  EXPECT_FALSE(run(verbs().members().add(by(maks), team.id, "nobody@example.com")));
  add(maks, team, maks);
  read(maks, team, 1);
  EXPECT_FALSE(run(verbs().members().mark_read(by(maks), team.id, Seq(2))));
  EXPECT_EQ(store().head(), head);
  EXPECT_EQ(told(*this, maks, head), Words());
}

TEST_P(StoreConformance, EpochHeadAndWhatWasMissedOutlastReopening) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  send(maks, team, "one");
  const LogPosition since = store().head();
  const std::uint64_t epoch = store().epoch();
  send(maks, team, "two");
  read(dima, team, 2);
  const LogPosition head = store().head();
  reopen();
  EXPECT_EQ(store().epoch(), epoch);
  EXPECT_EQ(store().head(), head);
  EXPECT_EQ(told(*this, dima, since), Words{"1/2 two"});
  send(maks, team, "three");
  EXPECT_GT(store().head(), head);
  EXPECT_EQ(told(*this, dima, since), (Words{"1/2 two", "1/3 three"}));
}

TEST_P(StoreConformance, EveryDatabaseHasAnEpochOfItsOwn) {
  StoreGround other(GetParam().make_factory());
  EXPECT_NE(other.store().epoch(), store().epoch());
}

TEST_P(StoreConformance, AMarkerIsGivenOnceWithItsNewestMoveAndTakesAPosition) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat team = group(maks, {dima.id, olga.id});
  const Chat other = group(maks, {dima.id});
  for (int i = 0; i < 3; ++i) send(maks, team, "x");
  send(maks, other, "x");
  const LogPosition since = store().head();
  read(dima, team, 1);
  EXPECT_GT(store().head(), since);
  read(olga, team, 3);
  read(dima, other, 1);
  read(dima, team, 2);
  read(dima, team, 1);  // never back
  const store::Missed missed = missed_by(*this, maks, since);
  EXPECT_EQ(missed.positions, std::vector<LogPosition>());
  const Words moved = markers_of(missed);
  const Words newest(moved.end() - 3, moved.end());
  EXPECT_EQ(newest, (Words{"1 3 read to 3", "2 2 read to 1", "1 2 read to 2"}));
  EXPECT_TRUE(std::ranges::is_sorted(missed.moved.markers, {}, &MovedMarker::position));
  EXPECT_EQ(missed.moved.markers.back().position, missed.standing.head);
  EXPECT_EQ(markers_of(missed_by(*this, olga, since)).back(), "1 2 read to 2");
  reopen();
  EXPECT_EQ(markers_of(missed_by(*this, maks, since)), moved);
}

TEST_P(StoreConformance, OnesOwnSendMovesTheMarkerWithThePositionOfTheMessage) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  const LogPosition since = store().head();
  send(dima, team, "x");
  send(dima, team, "y");
  const store::Missed missed = missed_by(*this, maks, since);
  EXPECT_EQ(missed.positions.size(), 2U);
  EXPECT_EQ(markers_of(missed), Words{"1 2 read to 2"});
  EXPECT_EQ(missed.moved.markers[0].position, missed.positions[1]);
  for (const auto& event : announced().events()) {
    EXPECT_FALSE(std::holds_alternative<MarkerMoved>(event->what)) << "its message says it";
  }
}

TEST_P(StoreConformance, MarkersOfOtherChatsAndOfWhoHasLeftAreNotGiven) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat team = group(maks, {dima.id});
  const Chat foreign = group(dima, {olga.id});
  send(maks, team, "x");
  send(dima, foreign, "x");
  read(dima, team, 1);
  read(olga, foreign, 1);
  EXPECT_EQ(markers_of(missed_by(*this, maks, LogPosition())),
            (Words{"1 1 read to 1", "1 2 read to 1"}));
  leave(dima, team);
  EXPECT_EQ(markers_of(missed_by(*this, maks, LogPosition())), Words{"1 1 read to 1"});
  EXPECT_EQ(markers_of(missed_by(*this, dima, LogPosition())),
            (Words{"2 2 read to 1", "2 3 read to 1"}));
}

TEST_P(StoreConformance, TenThousandMissedEventsAreGivenOneMoreIsTooMany) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  const Chat other = group(maks, {dima.id});
  const LogPosition since = store().head();
  std::vector<std::future<Result<Receipt>>> pending;
  for (std::size_t i = 0; i < kMaxMissed; ++i) {
    const ChatId chat = i % 3 == 0 ? other.id : team.id;
    pending.push_back(
        loop().start(verbs().messages().append({chat, by(maks), "x", std::nullopt, std::nullopt})));
  }
  for (auto& one : pending) ASSERT_TRUE(one.get());
  const store::Missed whole = missed_by(*this, dima, since);
  EXPECT_FALSE(whole.too_many);
  EXPECT_EQ(whole.positions.size(), kMaxMissed);
  EXPECT_TRUE(std::ranges::is_sorted(whole.positions));
  EXPECT_EQ(replay(*this, dima.id, since).size(), kMaxMissed);
  send(maks, team, "one more");
  const store::Missed more = missed_by(*this, dima, since);
  EXPECT_TRUE(more.too_many);
  EXPECT_TRUE(more.positions.empty());
  EXPECT_TRUE(more.moved.markers.empty());
  EXPECT_EQ(more.standing.head, store().head());
  EXPECT_EQ(more.standing.chats.size(), 2U);
  EXPECT_FALSE(missed_by(*this, dima, whole.positions.front()).too_many) << "from the second on";
}

TEST_P(StoreConformance, WhoIsKnownIsSaidInTheOrderOfTheQuestion) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const User petr = user("petr");
  send(dima, direct(maks, dima), "hello");
  const Chat team = group(olga, {maks.id});
  group(olga, {petr.id});
  const auto known = [&](std::vector<UserId> others) {
    return run(verbs().log().known(maks.id, std::move(others))).value();
  };
  EXPECT_EQ(known({olga.id, petr.id, maks.id, UserId(99), dima.id}),
            (std::vector{olga.id, maks.id, dima.id}));
  EXPECT_TRUE(known({}).empty());
  leave(maks, team);
  EXPECT_EQ(known({olga.id, dima.id}), std::vector{dima.id});
}

}  // namespace
}  // namespace asq::testing
