#include "store/sqlite/rows/transaction.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "store/sqlite/core/schema.hpp"
#include "store/sqlite/upkeep/purge.hpp"

namespace asq::store::sqlite {
namespace {

class LogRows : public ::testing::Test {
 protected:
  LogRows() : database_(":memory:"), sql_(database_), heads_(sql_, 100) {
    for (const auto migration : all_migrations()) database_.execute(std::string(migration));
    database_.execute(
        "INSERT INTO users (id, username, email, email_folded, password_hash, created_at) "
        "VALUES (1, 'u', 'u', 'u', '', 0), (2, 'v', 'v', 'v', '', 0);"
        "INSERT INTO chats (id, type, name, creator_id, created_at, member_count, last_at) "
        "VALUES (1, 1, 'a', 1, 0, 1, 0), (2, 1, 'b', 1, 0, 1, 0)");
  }
  // Each row: position kind chat back subject actor role.
  std::vector<std::string> rows() {
    std::vector<std::string> all;
    Statement statement(
        database_,
        "SELECT position || ' ' || coalesce(kind, '-') || ' ' || chat_id || ' ' || back || ' ' || "
        "subject || ' ' || coalesce(actor, '-') || ' ' || coalesce(role, '-') FROM log "
        "LEFT JOIN log_changes USING (position) ORDER BY position");
    auto row = statement.run();
    while (row.step()) all.push_back(row.text(0));
    return all;
  }

  static Message message(std::int64_t chat, std::int64_t seq) {
    Message message;
    message.chat_id = ChatId(chat);
    message.seq = Seq(seq);
    return message;
  }
  static Change appended(std::int64_t chat, std::int64_t seq) {
    return MessageAppended{message(chat, seq)};
  }
  static Change reacted(std::int64_t chat, std::int64_t seq) {
    return MessageChanged{MessageChanged::How::reaction, message(chat, seq)};
  }
  static Change renamed(std::int64_t user) {
    User changed;
    changed.id = UserId(user);
    return UserUpdated{changed, {}};
  }
  void record(Change change) { rows_.record(rows_.take_position(), std::move(change)); }
  // User 1 changes the profile.
  LogPosition rename() {
    User user;
    user.id = UserId(1);
    const LogPosition at = rows_.take_position();
    rows_.record(at, UserUpdated{user, rows_.chats_of(user.id)});
    return at;
  }

  Database database_;
  WriteStatements sql_;
  ChatHeads heads_;
  SystemClock clock_;
  Counters counters_{0, 100};
  SqliteTransaction rows_{database_, sql_, heads_, clock_, counters_};
};

TEST_F(LogRows, EachIsTiedToTheOneBeforeInItsChat) {
  record(appended(1, 7));
  record(appended(2, 1));
  record(MarkerMoved{ChatId(1), UserId(2), Seq(7)});
  record(reacted(1, 7));
  record(ChatUpdated{ChatId(1), UserId(2)});
  EXPECT_EQ(rows(), (std::vector<std::string>{"101 - 1 0 7 - -", "102 - 2 0 1 - -",
                                              "104 3 1 3 7 - -", "105 5 1 1 0 2 -"}));
}

TEST_F(LogRows, OfAMemberSaysWhomByWhomAndAsWhat) {
  record(MemberRoleChanged{ChatId(1), UserId(2), Role::admin, UserId(1)});
  EXPECT_EQ(rows(), std::vector<std::string>{"101 9 1 0 2 1 1"});
}

TEST_F(LogRows, OfAProfileIsTiedToThatPersonsLast) {
  record(appended(1, 1));
  record(renamed(2));
  record(renamed(1));
  record(renamed(2));
  EXPECT_EQ(rows(), (std::vector<std::string>{"101 - 1 0 1 - -", "102 10 0 0 2 - -",
                                              "103 10 0 0 1 - -", "104 10 0 2 2 - -"}));
  EXPECT_EQ(database_.query_integer("SELECT log_position FROM users WHERE id = 2"), 104);
}

TEST_F(LogRows, TheNewestOfAChatIsInItsRowOnceItIsLookedFor) {
  record(appended(1, 1));
  record(appended(1, 2));
  EXPECT_EQ(database_.query_integer("SELECT log_position FROM chats WHERE id = 1"), 0);
  (void)rows_.tables();
  EXPECT_EQ(database_.query_integer("SELECT log_position FROM chats WHERE id = 1"), 102);
  heads_.forget(ChatId(1));
  record(appended(1, 3));
  EXPECT_EQ(rows().back(), "103 - 1 1 3 - -");
}

TEST_F(LogRows, PositionsAreRecordedInTheOrderInWhichTheyWereTaken) {
  const LogPosition first = rows_.take_position();
  const LogPosition second = rows_.take_position();
  EXPECT_THROW(rows_.record(second, renamed(1)), std::logic_error);
  rows_.record(first, renamed(1));
  EXPECT_FALSE(rows_.complete());
  rows_.record(second, renamed(1));
  EXPECT_TRUE(rows_.complete());
  EXPECT_THROW(rows_.record(second, renamed(1)), std::logic_error);
}

// Somebody in 1,200 chats, in each of which user 2 is, too.
class PutOffRename : public LogRows {
 protected:
  PutOffRename() {
    database_.execute(
        "WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < 1202) "
        "INSERT INTO chats (id, type, name, creator_id, created_at, member_count, last_at) "
        "SELECT i, 1, 'c', 1, 0, 2, 0 FROM n;"
        "INSERT INTO members (chat_id, user_id, role, joined_seq, read_seq, joined_at) "
        "SELECT c.id, u.id, 0, 0, 0, 0 FROM chats c, users u WHERE c.id > 2;"
        "UPDATE counters SET value = 1000 WHERE name = 'log_position'");
  }
  std::vector<LogPosition> missed(UserId user, LogPosition since = LogPosition(100)) {
    return rows_.missed(user, since).positions;
  }
  std::int64_t count(const std::string& table) {
    return database_.query_integer("SELECT count(*) FROM " + table);
  }
};

TEST_F(PutOffRename, IsHeardBeforeWhileAndAfterItsChatsAreNoted) {
  const LogPosition at = rename();
  EXPECT_TRUE(rows_.left_something());
  EXPECT_EQ(count("renames"), 0);
  bool more = true;
  while (more) {
    EXPECT_EQ(missed(UserId(2)), std::vector{at});
    EXPECT_EQ(missed(UserId(1)), std::vector{at}) << "one's own";
    EXPECT_TRUE(missed(UserId(2), at).empty());
    const std::int64_t before = count("renames");
    more = purge_some(database_);
    EXPECT_LE(count("renames") - before, 50);
  }
  EXPECT_EQ(count("renames"), 1'200);
  EXPECT_EQ(count("renames_put_off"), 0);
  EXPECT_EQ(missed(UserId(2)), std::vector{at});
}

TEST_F(PutOffRename, TheNextOneTakesThePlaceOfTheFirst) {
  const LogPosition first = rename();
  for (int i = 0; i < 10; ++i) (void)purge_some(database_);
  const LogPosition second = rename();
  while (purge_some(database_)) {
  }
  EXPECT_EQ(count("renames"), 1'200);
  EXPECT_EQ(missed(UserId(2)), (std::vector{first, second}));
}

// Each was interrupted by the next, so notes of all of them are about.
TEST_F(PutOffRename, ManyInARowLeaveOneNoteInEachChat) {
  std::vector<LogPosition> all;
  for (const int slices : {1'000, 10, 5, 0, 1'000}) {
    all.push_back(rename());
    for (int i = 0; i < slices && purge_some(database_); ++i) {
    }
  }
  EXPECT_EQ(count("renames"), 1'200);
  EXPECT_EQ(count("renames WHERE position = " + std::to_string(all.back().value())), 1'200);
  EXPECT_EQ(missed(UserId(2)), all);
}

TEST_F(PutOffRename, WhoLeavesMeanwhileLeavesOneNoteBehind) {
  (void)rename();
  while (purge_some(database_)) {
  }
  const LogPosition second = rename();
  rows_.delete_member(ChatId(1000), UserId(1), {rows_.take_position()});
  EXPECT_EQ(count("renames WHERE chat_id = 1000"), 1);
  EXPECT_EQ(count("renames WHERE position = " + std::to_string(second.value())), 1);
}

TEST_F(PutOffRename, WhoLeavesMeanwhileIsHeardOfInTheChatThatWasLeft) {
  database_.execute("DELETE FROM members WHERE user_id = 2 AND chat_id <> 1000");
  const LogPosition at = rename();
  rows_.delete_member(ChatId(1000), UserId(1), {rows_.take_position()});
  EXPECT_EQ(missed(UserId(2)), std::vector{at});
  while (purge_some(database_)) {
  }
  EXPECT_EQ(missed(UserId(2)), std::vector{at});
  EXPECT_EQ(count("renames"), 1'200);
}

TEST_F(PutOffRename, WhoJoinsMeanwhileDoesNotHearOfIt) {
  database_.execute("DELETE FROM members WHERE user_id = 2");
  (void)rename();
  NewMember member;
  member.user = UserId(2);
  member.joined_position = rows_.take_position();
  rows_.insert_members(ChatId(1'100), {member});
  EXPECT_TRUE(missed(UserId(2)).empty());
  while (purge_some(database_)) {
  }
  EXPECT_TRUE(missed(UserId(2)).empty());
}

// Four groups that say they have 10,000 members each, with markers of one that have moved.
TEST_F(LogRows, MarkersOfLargeGroupsComeInSlices) {
  database_.execute(
      "DELETE FROM chats;"
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6) "
      "INSERT INTO chats (id, type, name, creator_id, created_at, member_count, last_at, "
      "marker_position) SELECT i, 1, 'c', 1, 0, 10000, 0, iif(i = 2, 5, 60 - i) FROM n;"
      "INSERT INTO members SELECT id, 2, 0, 0, 1, 0, 1, marker_position, 0, 0 FROM chats;"
      "INSERT INTO log_marks VALUES (1, 1, 10), (2, 2, 11), (3, 3, 12);"
      "UPDATE counters SET value = 100 WHERE name = 'log_position'");
  const auto chats_of = [](const MarkerSlice& slice) {
    std::vector<std::int64_t> ids;
    for (const MovedMarker& moved : slice.markers) ids.push_back(moved.marker.chat_id.value());
    return ids;
  };
  const MarkerSlice first = rows_.missed(UserId(2), LogPosition(12)).moved;
  EXPECT_EQ(chats_of(first), (std::vector<std::int64_t>{4, 3, 1})) << "in the order of the log";
  ASSERT_EQ(first.up_to, ChatId(4));
  const MarkerSlice second = rows_.moved_markers(UserId(2), LogPosition(12), *first.up_to);
  EXPECT_EQ(chats_of(second), (std::vector<std::int64_t>{6, 5}));
  EXPECT_FALSE(second.up_to);
}

// User 1 comes to chat 1 and leaves it, with user 2 there all the time.
class RenameNotes : public LogRows {
 protected:
  RenameNotes() {
    database_.execute("UPDATE counters SET value = 1000 WHERE name = 'log_position'");
    join(2);
    join(1);
  }
  void join(std::int64_t user) {
    NewMember member;
    member.user = UserId(user);
    member.joined_position = rows_.take_position();
    rows_.insert_members(ChatId(1), {member});
    rows_.record(member.joined_position, appended(1, 1));
  }
  void leave() {
    const LogPosition at = rows_.take_position();
    rows_.delete_member(ChatId(1), UserId(1), {at});
    rows_.record(at, appended(1, 1));
  }
  // Of user 1, as positions.
  std::vector<LogPosition> notes() {
    std::vector<LogPosition> all;
    Statement statement(database_, "SELECT position FROM renames WHERE chat_id = 1");
    auto row = statement.run();
    while (row.step()) all.emplace_back(row.integer(0));
    return all;
  }
  bool hears_of(LogPosition position) {
    const auto missed = rows_.missed(UserId(2), LogPosition(100)).positions;
    return std::ranges::find(missed, position) != missed.end();
  }
};

TEST_F(RenameNotes, TheNextTakesThePlaceOfTheFirst) {
  (void)rename();
  const LogPosition second = rename();
  EXPECT_EQ(notes(), std::vector{second});
}

TEST_F(RenameNotes, WhoHasLeftIsStillHeardOf) {
  const LogPosition at = rename();
  leave();
  EXPECT_EQ(notes(), std::vector{at});
  EXPECT_TRUE(hears_of(at));
}

TEST_F(RenameNotes, WhoComesBackUnderTheSameNameIsStillHeardOf) {
  const LogPosition at = rename();
  leave();
  join(1);
  EXPECT_EQ(notes(), std::vector{at});
  EXPECT_TRUE(hears_of(at));
  const LogPosition next = rename();
  EXPECT_EQ(notes(), std::vector{next});
}

TEST_F(RenameNotes, WhoComesBackUnderAnotherNameLeavesNothingBehind) {
  (void)rename();
  leave();
  const LogPosition elsewhere = rename();
  (void)rename();
  EXPECT_EQ(notes().size(), 1U) << "out of date, and one at most";
  join(1);
  EXPECT_TRUE(notes().empty());
  EXPECT_FALSE(hears_of(elsewhere));
  const LogPosition next = rename();
  EXPECT_EQ(notes(), std::vector{next});
}

TEST_F(RenameNotes, HoweverOftenSomebodyComesAndGoesThereIsOne) {
  for (int i = 0; i < 5; ++i) {
    (void)rename();
    leave();
    if (i % 2 == 0) (void)rename();
    join(1);
    if (i % 3 == 0) (void)rename();
    EXPECT_LE(notes().size(), 1U);
  }
}

// A group of 301 that has just been deleted, with most of its members still to be cleared away.
class GoneGroup : public LogRows {
 protected:
  GoneGroup() {
    database_.execute(
        "WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < 301) "
        "INSERT INTO users (id, username, email, email_folded, password_hash, created_at) "
        "SELECT i, 'u', i, i, '', 0 FROM n");
    std::vector<NewMember> members;
    for (std::int64_t i = 1; i <= 301; ++i) {
      NewMember member;
      member.user = UserId(i);
      member.own = i == 1;
      members.push_back(member);
    }
    database_.execute("UPDATE chats SET member_count = 0 WHERE id = 1");
    rows_.insert_members(ChatId(1), members);
    deleted_at_ = rows_.take_position();
    rows_.record(deleted_at_, ChatDeleted{ChatId(1), UserId(1)});
    rows_.delete_chat(ChatId(1), deleted_at_);
    database_.execute("UPDATE counters SET value = 1000 WHERE name = 'log_position'");
  }
  std::int64_t count(const std::string& table) {
    return database_.query_integer("SELECT count(*) FROM " + table);
  }
  void expect_gone() {
    for (const UserId user : {UserId(1), UserId(2), UserId(150), UserId(301)}) {
      EXPECT_FALSE(rows_.find_chat(user, ChatId(1)));
      EXPECT_FALSE(rows_.find_place(ChatId(1), user));
      EXPECT_FALSE(rows_.find_membership(ChatId(1), user));
      EXPECT_FALSE(rows_.joined_at(ChatId(1), user));
      EXPECT_TRUE(rows_.chats_of(user).empty());
      EXPECT_TRUE(rows_.groups_of(user, ChatId(), 10).empty());
      EXPECT_TRUE(rows_.list_chats(user, {INT64_MAX, ChatId(INT64_MAX)}, 10).empty());
      EXPECT_FALSE(rows_.share_a_chat(user, UserId(7)));
      const Missed missed = rows_.missed(user, LogPosition(100));
      EXPECT_EQ(missed.positions, std::vector{deleted_at_});
      EXPECT_TRUE(missed.standing.chats.empty());
      EXPECT_TRUE(rows_.missed(user, deleted_at_).positions.empty());
    }
    EXPECT_EQ(rows_.count_own_chats(UserId(1)), 0);
  }

  LogPosition deleted_at_;
};

TEST_F(GoneGroup, IsGoneForEverybodyBeforeItsMembersAreClearedAway) {
  EXPECT_GT(count("members"), 200);
  expect_gone();
}

TEST_F(GoneGroup, IsClearedAwayAFewMembersAtATimeAndStaysGone) {
  std::int64_t before = count("members");
  while (purge_some(database_)) {
    EXPECT_LE(before - count("members"), 16);
    before = count("members");
    expect_gone();
  }
  EXPECT_EQ(count("members"), 0);
  EXPECT_EQ(count("departures"), 301);
  EXPECT_EQ(count("purges"), 0);
  expect_gone();
}

TEST_F(GoneGroup, OfASmallOneNothingIsLeftToClearAway) {
  NewMember member;
  member.user = UserId(2);
  database_.execute("UPDATE chats SET member_count = 0 WHERE id = 2");
  rows_.insert_members(ChatId(2), {member});
  const LogPosition at = rows_.take_position();
  rows_.record(at, ChatDeleted{ChatId(2), UserId(2)});
  rows_.delete_chat(ChatId(2), at);
  EXPECT_EQ(count("members WHERE chat_id = 2"), 0);
  EXPECT_EQ(count("departures WHERE chat_id = 2 AND user_id = 2"), 1);
}

}  // namespace
}  // namespace asq::store::sqlite
