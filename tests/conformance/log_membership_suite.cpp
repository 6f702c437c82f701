// Who hears what of the log: what lies within a membership, and nothing of others
// (chat/replay.hpp).
#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "told.hpp"

namespace asq::testing {
namespace {

using Words = std::vector<std::string>;

TEST_P(StoreConformance, WhoJoinsLaterHearsTheChatAndWhatFollows) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {});
  send(maks, team, "before");
  add(maks, team, dima);
  send(maks, team, "after");
  EXPECT_EQ(told(*this, dima, LogPosition()), (Words{"1 added", "1/2 after"}));
  EXPECT_EQ(told(*this, maks, LogPosition()),
            (Words{"1 added", "1/1 before", "1 +2", "1/2 after"}));
  const auto events = replay(*this, dima.id, LogPosition());
  const Chat seen = std::get<ChatAdded>(events.at(0).what).chat;
  EXPECT_EQ(seen.role, Role::member);
  EXPECT_EQ(seen.last_seq, Seq(2)) << "as it is now";
}

// What came before the joining stays unheard, even if it is changed later by an older position.
TEST_P(StoreConformance, ChangesOfOlderMessagesAreHeardByWhoJoinedLater) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {});
  const Message old = send(maks, team, "old");
  add(maks, team, dima);
  edit(maks, old, "new");
  EXPECT_EQ(told(*this, dima, LogPosition()), (Words{"1 added", "1/1 edited: new"}));
}

TEST_P(StoreConformance, AfterARemovalOnlyThatIsLeftOfTheChat) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  const LogPosition since = store().head();
  send(maks, team, "secret");
  remove(maks, team, dima);
  send(maks, team, "more secret");
  EXPECT_EQ(told(*this, dima, since), Words{"1 removed"});
  EXPECT_EQ(told(*this, dima, store().head()), Words());
  reopen();
  EXPECT_EQ(told(*this, dima, since), Words{"1 removed"});
}

TEST_P(StoreConformance, WhoJoinsAgainHearsTheRemovalTheJoiningAndWhatFollows) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  const LogPosition since = store().head();
  send(maks, team, "1");
  leave(dima, team);
  send(maks, team, "2");
  add(maks, team, dima);
  send(maks, team, "3");
  EXPECT_EQ(told(*this, dima, since), (Words{"1 removed", "1 added", "1/3 3"}));
  EXPECT_EQ(told(*this, maks, since), (Words{"1/1 1", "1 -2", "1/2 2", "1 +2", "1/3 3"}));
  remove(maks, team, dima);
  add(maks, team, dima);
  EXPECT_EQ(told(*this, dima, since), (Words{"1 removed", "1 added"})) << "the newest only";
}

TEST_P(StoreConformance, ACursorBetweenRemovalAndJoiningHearsTheJoiningAlone) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  leave(dima, team);
  const LogPosition since = store().head();
  add(maks, team, dima);
  EXPECT_EQ(told(*this, dima, since), Words{"1 added"});
  const LogPosition again = store().head();
  send(maks, team, "x");
  EXPECT_EQ(told(*this, dima, again), Words{"1/1 x"});
}

TEST_P(StoreConformance, ADeletedChatIsRemovedForEveryMemberAndNobodyElse) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat team = group(maks, {dima.id, olga.id});
  leave(olga, team);
  const LogPosition since = store().head();
  send(dima, team, "x");
  erase_chat(maks, team);
  EXPECT_EQ(told(*this, maks, since), Words{"1 removed"});
  EXPECT_EQ(told(*this, dima, since), Words{"1 removed"});
  EXPECT_EQ(told(*this, olga, since), Words());
  EXPECT_EQ(told(*this, olga, LogPosition()), Words{"1 removed"}) << "when she left";
  reopen();
  EXPECT_EQ(told(*this, dima, since), Words{"1 removed"});
}

TEST_P(StoreConformance, AProfileIsHeardByWhoSharesAChatAndByOneself) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  direct(maks, dima);
  const LogPosition since = store().head();
  rename(dima, "D");
  rename(dima, "Dmitri");
  rename(olga, "Olya");
  EXPECT_EQ(told(*this, maks, since), (Words{"2 is now Dmitri", "2 is now Dmitri"}));
  EXPECT_EQ(told(*this, dima, since), (Words{"2 is now Dmitri", "2 is now Dmitri"}));
  EXPECT_EQ(told(*this, olga, since), Words{"3 is now Olya"});
}

TEST_P(StoreConformance, AProfileIsHeardByWhoSharedAChatWhenItChangedAlthoughItWasLeftSince) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat team = group(maks, {dima.id});
  const LogPosition since = store().head();
  rename(dima, "D");
  add(maks, team, olga);
  leave(dima, team);
  EXPECT_EQ(told(*this, maks, since), (Words{"2 is now D", "1 +3", "1 -2"}));
  EXPECT_EQ(told(*this, olga, since), (Words{"1 added", "1 -2"})) << "who came later";
  const LogPosition left = store().head();
  rename(dima, "Dmitri");
  EXPECT_EQ(told(*this, maks, left), Words());
  EXPECT_EQ(told(*this, maks, since), (Words{"1 +3", "1 -2"})) << "a name of later is not told";
}

// As live: whoever joined after the change learned the name by joining.
TEST_P(StoreConformance, AProfileIsNotHeardByWhoJoinedLater) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  const Chat team = group(maks, {dima.id});
  const LogPosition since = store().head();
  rename(dima, "Dmitri");
  const Chat late = group(dima, {olga.id});
  add(maks, team, olga);
  EXPECT_EQ(told(*this, olga, since), (Words{"2 added", "1 added"}));
  EXPECT_EQ(told(*this, maks, since), (Words{"2 is now Dmitri", "1 +3"}));
  rename(dima, "D");
  EXPECT_EQ(told(*this, olga, since), (Words{"2 is now D", "2 added", "1 added", "2 is now D"}));
  reopen();
  EXPECT_EQ(told(*this, maks, since), (Words{"2 is now D", "1 +3", "2 is now D"}));
}

TEST_P(StoreConformance, AProfileOfSomebodyInManySharedChatsIsHeardOnce) {
  const User maks = user("maks");
  const User dima = user("dima");
  for (int i = 0; i < 12; ++i) group(maks, {dima.id});
  direct(maks, dima);
  const LogPosition since = store().head();
  rename(dima, "Dmitri");
  EXPECT_EQ(told(*this, maks, since), Words{"2 is now Dmitri"});
}

TEST_P(StoreConformance, AnAccountThatGoesIsHeardInItsDirectChatsAndGroups) {
  const User maks = user("maks");
  const User dima = user("dima");
  const User olga = user("olga");
  direct(maks, dima);
  const Chat team = group(dima, {olga.id});
  const LogPosition since = store().head();
  erase_account(dima);
  EXPECT_EQ(told(*this, maks, since), Words{"2 is gone"});
  EXPECT_EQ(told(*this, olga, since), (Words{"2 is gone", "2 3 is owner", "2 -2"}));
}

TEST_P(StoreConformance, PositionsThatHaveCeasedToConcernThePersonAreLeftOut) {
  const User maks = user("maks");
  const User dima = user("dima");
  const Chat team = group(maks, {dima.id});
  const LogPosition since = store().head();
  send(maks, team, "x");
  ASSERT_TRUE(run(verbs().chats().change(by(maks), team.id, {"crew", std::nullopt})));
  auto positions = run(verbs().log().missed(dima.id, since)).value().positions;
  ASSERT_EQ(positions.size(), 2U);
  remove(maks, team, dima);
  EXPECT_TRUE(run(verbs().log().load(dima.id, positions)).value().events.empty());
  add(maks, team, dima);
  EXPECT_TRUE(run(verbs().log().load(dima.id, positions)).value().events.empty())
      << "it lies before the new joining";
  positions = {LogPosition(1'000'000)};
  EXPECT_TRUE(run(verbs().log().load(dima.id, positions)).value().events.empty());
}

// A person's events by what was announced to all, for a comparison with what the store says.
class Model {
 public:
  void add(const Event& event, UserId viewer) {
    std::visit([&](const auto& what) { hear(what, event.position, viewer); }, event.what);
  }
  std::vector<LogPosition> behind(LogPosition since) const {
    std::set<LogPosition> all;
    for (const auto& [chat, heard] : chats_) all.insert(heard.begin(), heard.end());
    for (const auto& [chat, position] : departures_) all.insert(position);
    all.insert(profile_.begin(), profile_.end());
    return {all.upper_bound(since), all.end()};
  }

 private:
  using Heard = std::vector<LogPosition>;

  void hear(const MessageAppended& what, LogPosition at, UserId) { in(what.message.chat_id, at); }
  void hear(const MessageChanged& what, LogPosition at, UserId) { in(what.message.chat_id, at); }
  void hear(const ChatUpdated& what, LogPosition at, UserId) { in(what.chat_id, at); }
  void hear(const MemberRoleChanged& what, LogPosition at, UserId) { in(what.chat_id, at); }
  void hear(const ChatCreated& what, LogPosition at, UserId viewer) {
    if (std::ranges::find(what.members, viewer) != what.members.end()) chats_[what.chat_id] = {at};
  }
  void hear(const MemberAdded& what, LogPosition at, UserId viewer) {
    if (what.user.id == viewer) {
      chats_[what.chat_id] = {at};
    } else {
      in(what.chat_id, at);
    }
  }
  void hear(const MemberRemoved& what, LogPosition at, UserId viewer) {
    if (what.user_id == viewer) {
      leave(what.chat_id, at);
    } else {
      in(what.chat_id, at);
    }
  }
  void hear(const ChatDeleted& what, LogPosition at, UserId) { leave(what.chat_id, at); }
  void hear(const UserUpdated& what, LogPosition at, UserId viewer) {
    if (what.user.id == viewer) profile_.push_back(at);
  }
  template <class Passing>
  void hear(const Passing&, LogPosition, UserId) {}

  void in(ChatId chat, LogPosition at) {
    const auto found = chats_.find(chat);
    if (found != chats_.end()) found->second.push_back(at);
  }
  void leave(ChatId chat, LogPosition at) {
    if (chats_.erase(chat) > 0) departures_[chat] = at;
  }

  std::map<ChatId, Heard> chats_;  // that the person is in
  std::map<ChatId, LogPosition> departures_;
  Heard profile_;  // one's own; nobody else's changes in this test
};

// 12 people change 8 chats at random for a while; then for each of them, from several places in the
// log, the replay holds exactly what the announcements say.
class RandomLife {
 public:
  RandomLife(StoreGround& ground, std::uint32_t seed) : ground_(ground), random_(seed) {
    for (int i = 0; i < 12; ++i) people.push_back(ground.user("u" + std::to_string(i)));
    for (int i = 0; i < 8; ++i) chats_.push_back(new_group().id);
  }

  // May be refused: that is part of it.
  void live() {
    const test::Verbs verbs = ground_.verbs();
    ChatId& chat = chats_[random_() % chats_.size()];
    const UserId actor = anyone();
    const Seq seq(1 + static_cast<std::int64_t>(random_() % 20));
    switch (random_() % 12) {
      case 0: return (void)ground_.run(verbs.members().add(by(actor), chat, any_email()));
      case 1: return (void)ground_.run(verbs.members().remove(by(actor), chat, anyone()));
      case 2: return (void)ground_.run(verbs.members().remove(by(actor), chat, actor));
      case 3:
        return (void)ground_.run(verbs.members().set_role(by(actor), chat, anyone(), any_role()));
      case 4: return (void)ground_.run(verbs.messages().edit(by(actor), {chat, seq}, any_text()));
      case 5: return (void)ground_.run(verbs.messages().erase(by(actor), {chat, seq}));
      case 6: return (void)ground_.run(verbs.messages().react(by(actor), {chat, seq}, "👍", true));
      case 7: return (void)ground_.run(verbs.members().mark_read(by(actor), chat, seq));
      case 8: return (void)ground_.run(verbs.chats().change(by(actor), chat, {any_text(), {}}));
      case 9:
        if (random_() % 5 == 0 && ground_.run(verbs.chats().erase(by(actor), chat))) {
          chat = new_group().id;
        }
        return;
      default: return (void)ground_.try_send(actor, chat, any_text());
    }
  }

  std::vector<User> people;

 private:
  UserId anyone() { return people[random_() % people.size()].id; }
  std::string any_email() { return people[random_() % people.size()].email; }
  std::string any_text() { return std::to_string(random_() % 1'000); }
  Role any_role() { return random_() % 4 == 0 ? Role::owner : static_cast<Role>(random_() % 2); }
  Chat new_group() {
    return ground_.group(people[random_() % people.size()], {anyone(), anyone(), anyone()});
  }

  StoreGround& ground_;
  std::mt19937 random_;
  std::vector<ChatId> chats_;
};

TEST_P(StoreConformance, AReplayIsExactlyWhatTheAnnouncementsSay) {
  RandomLife life(*this, 20261123);
  std::vector<LogPosition> places{LogPosition()};
  for (int step = 0; step < 1'500; ++step) {
    life.live();
    if (step % 100 == 0) places.push_back(store().head());
  }
  std::size_t compared = 0;
  for (const User& each : life.people) {
    Model model;
    for (const auto& event : announced().events()) model.add(*event, each.id);
    for (const LogPosition since : places) {
      std::vector<LogPosition> heard;
      for (const auto& event : replay(*this, each.id, since)) heard.push_back(event.position);
      ASSERT_EQ(heard, model.behind(since))
          << "user " << each.id.value() << " behind " << since.value();
      compared += heard.size();
    }
  }
  EXPECT_GT(compared, 1'000U);
}

}  // namespace
}  // namespace asq::testing
