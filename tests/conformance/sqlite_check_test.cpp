// asq check finds every fault that a test has put into a database, and none in one that has had
// every verb.
#include <gmock/gmock.h>
#include <sqlite3.h>

#include <fstream>

#include "sqlite_factory.hpp"
#include "store_suite.hpp"

namespace asq::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// A lively database: chat 1 is a group of which somebody has left, chat 2 a direct chat, chat 3 a
// group that nobody has left, chat 4 is gone, chat 5 a group with invitations.
class SqliteCheck : public ::testing::Test {
 protected:
  // Filled once; each test has a copy.
  static void SetUpTestSuite() {
    filled_ = std::make_unique<ScratchDirectory>();
    store::sqlite::Options options;
    options.directory = filled_->path();
    StoreGround ground(std::make_unique<SqliteFactory>(options));
    fill(ground);
    const auto report = ground.store().maintenance().check({});
    ASSERT_TRUE(report) << report.error();
    EXPECT_THAT(report->faults, IsEmpty()) << "while it is open";
    EXPECT_EQ(report->chats, 4);
  }
  static void TearDownTestSuite() { filled_.reset(); }
  SqliteCheck() { std::filesystem::copy_file(filled_->path() / "asq.db", file()); }

  static void fill(StoreGround& ground) {
    const test::Verbs verbs = ground.verbs();
    const User anna = ground.user("anna");
    const User boris = ground.user("boris");
    const User clara = ground.user("clara");
    const User dima = ground.user("dima");
    const Chat team = ground.group(anna, {boris.id, clara.id});
    const Chat pair = ground.direct(anna, boris);
    const Chat quiet = ground.group(clara, {boris.id});
    const Chat gone = ground.group(boris, {anna.id});
    for (const Chat& chat : {team, quiet, gone, team}) {
      for (int i = 0; i < 5; ++i)
        ground.send(boris.id == chat.creator_id ? boris : clara, chat, "x");
    }
    ground.send(anna, pair, "by retry", "c-1");
    ground.send(anna, pair, "by retry", "c-1");
    test::NewMessage reply{team.id, by(anna), "an answer", "c-2", std::nullopt, Seq(3)};
    ASSERT_TRUE(ground.run(verbs.messages().append(std::move(reply))));
    ASSERT_TRUE(ground.run(verbs.messages().edit(by(anna), {team.id, Seq(11)}, "another answer")));
    ASSERT_TRUE(ground.run(verbs.messages().react(by(boris), {team.id, Seq(2)}, "👍", true)));
    ASSERT_TRUE(ground.run(verbs.messages().react(by(clara), {team.id, Seq(2)}, "👍", true)));
    ASSERT_TRUE(ground.run(verbs.messages().react(by(clara), {team.id, Seq(2)}, "👍", false)));
    ASSERT_TRUE(ground.run(verbs.messages().react(by(anna), {team.id, Seq(4)}, "🎉", true)));
    ASSERT_TRUE(ground.run(verbs.messages().erase(by(anna), {team.id, Seq(4)})));
    ASSERT_TRUE(ground.run(verbs.members().mark_read(by(boris), quiet.id, Seq(3))));
    ASSERT_TRUE(ground.run(verbs.members().mark_read(by(boris), team.id, Seq(9))));
    ASSERT_TRUE(ground.run(verbs.members().add(by(anna), team.id, StoreGround::email("dima"))));
    ASSERT_TRUE(ground.run(verbs.members().set_role(by(anna), team.id, dima.id, Role::admin)));
    ASSERT_TRUE(ground.run(verbs.members().remove(by(anna), team.id, boris.id)));
    ASSERT_TRUE(ground.run(verbs.members().add(by(anna), team.id, StoreGround::email("boris"))));
    ASSERT_TRUE(ground.run(verbs.members().remove(by(clara), team.id, clara.id)));
    ASSERT_TRUE(ground.run(verbs.chats().change(by(anna), team.id, {"crew", true})));
    ASSERT_TRUE(ground.run(verbs.chats().erase(by(boris), gone.id)));
    chat::ProfileChange profile;
    profile.username = "Anna B.";
    profile.handle = "anna.b";
    ASSERT_TRUE(ground.run(verbs.accounts().change_profile(by(anna), std::move(profile))));
    ASSERT_TRUE(ground.run(verbs.accounts().erase(by(dima))));
    ASSERT_TRUE(ground.run(verbs.accounts().make_reset(StoreGround::email("boris"))));
    ASSERT_TRUE(ground.run(verbs.accounts().make_reset(StoreGround::email("anna"))));
    ASSERT_TRUE(ground.run(verbs.accounts().make_reset(StoreGround::email("anna"))));
    (void)ground.session(anna);
    (void)ground.session(boris);
    fill_invites(ground, anna, boris);
  }
  // Of chat 5: 1 lives, 2 is used up, 3 was ended; in person: 4 lives; 5 only makes accounts.
  static void fill_invites(StoreGround& ground, const User& anna, const User& boris) {
    const Chat club = ground.group(boris, {}, "club");
    const auto make = [&](chat::InviteMaker maker, InviteTerms terms) {
      const auto made = ground.run(ground.verbs().invites().create(maker, terms));
      ASSERT_TRUE(made);
    };
    make(by(boris), {.chat_id = club.id, .expires_in = 3600, .max_uses = 2});
    make(by(boris), {.chat_id = club.id, .max_uses = 1});
    make(by(boris), {.chat_id = club.id});
    make(by(boris), {});
    make(chat::kOperator, {});
    const auto invites = ground.verbs().invites();
    ASSERT_TRUE(ground.run(invites.accept(by(anna), InviteId(2))));
    ASSERT_TRUE(ground.run(invites.end(by(boris), InviteId(3))));
  }

  // Damage, as no verb does it: SQLite is told to look away.
  void damage(const std::string& sql) {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(file().c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, ("PRAGMA foreign_keys = OFF;" + sql).c_str(), nullptr, nullptr,
                           nullptr),
              SQLITE_OK)
        << sqlite3_errmsg(handle);
    EXPECT_GT(sqlite3_total_changes(handle), 0) << "it changed nothing";
    sqlite3_close(handle);
  }
  std::vector<std::string> faults() {
    const auto alone = store::sqlite::open_maintenance(scratch_.path());
    EXPECT_TRUE(alone) << alone.error();
    const auto report = (*alone)->check({});
    EXPECT_TRUE(report) << report.error();
    return report ? report->faults : std::vector<std::string>{};
  }
  [[nodiscard]] std::filesystem::path file() const { return scratch_.path() / "asq.db"; }

  static inline std::unique_ptr<ScratchDirectory> filled_;
  ScratchDirectory scratch_;
};

TEST_F(SqliteCheck, FindsNothingInADatabaseThatHasHadEveryVerb) {
  EXPECT_THAT(faults(), IsEmpty());
}

struct Damage {
  const char* name;
  const char* sql;
  const char* fault;  // words of the line that names it
};

void PrintTo(const Damage& damage, std::ostream* out) { *out << damage.name; }

class SqliteDamage : public SqliteCheck, public ::testing::WithParamInterface<Damage> {};

TEST_P(SqliteDamage, IsFound) {
  damage(GetParam().sql);
  const auto found = faults();
  EXPECT_THAT(found, Contains(HasSubstr(GetParam().fault)));
  EXPECT_THAT(found, Not(Contains(HasSubstr("\n"))));
}

const Damage kDamage[] = {
    {"MessageLost", "DELETE FROM messages WHERE position = (3 << 32) + 2",
     "chat 3: messages 2 to 2 are missing"},
    {"NewestMessageLost", "DELETE FROM messages WHERE position = (3 << 32) + 5",
     "chat 3: says that its last message is 5, but it is 4"},
    {"MessageTooMany",
     "INSERT INTO messages SELECT (3 << 32) + 6, id, sender_id, sent_at, text, NULL, NULL, NULL, "
     "NULL FROM messages WHERE position = (3 << 32) + 5",
     "chat 3: says that its last message is 5, but it is 6"},
    {"MessageOfNoChat",
     "INSERT INTO messages VALUES ((77 << 32) + 1, 3, 1, 1, 'x', NULL, NULL, NULL, NULL)",
     "chat 77, message 1: there is no such chat"},
    {"MessageIdTwice",
     "UPDATE messages SET id = (SELECT id FROM messages WHERE position = (1 << 32) + 10) "
     "WHERE position = (3 << 32) + 5",
     "another message has the same id"},
    {"MessageIdAheadOfTheCounter", "UPDATE counters SET value = 3 WHERE name = 'message_id'",
     "is ahead of the counter, 3"},
    {"MessageIdsOutOfOrder",
     "UPDATE messages SET id = 1000 WHERE position = (3 << 32) + 2;"
     "UPDATE counters SET value = 1000 WHERE name = 'message_id'",
     "chat 3, message 3: its id is below that of the message before it"},
    {"TimeRunsBack", "UPDATE messages SET sent_at = 1 WHERE position = (3 << 32) + 3",
     "chat 3, message 3: was sent before the one before it"},
    {"NewestActivity", "UPDATE chats SET last_at = last_at + 1 WHERE id = 3",
     "chat 3: its newest activity"},
    {"SenderUnknown", "UPDATE messages SET sender_id = 99 WHERE position = (3 << 32) + 3",
     "chat 3, message 3: there is no user 99"},
    {"ReplyToTheFuture", "UPDATE messages SET reply_to = 3 WHERE position = (3 << 32) + 3",
     "chat 3, message 3: answers message 3"},
    {"TombstoneWithText", "UPDATE messages SET text = 'x' WHERE deleted IS NOT NULL",
     "chat 1, message 4: is deleted, but not empty"},
    {"DeletionUndone", "UPDATE messages SET deleted = NULL WHERE deleted IS NOT NULL",
     "chat 1, message 4: was deleted at"},
    {"TextAltered", "UPDATE messages SET text = 'altered' WHERE position = (2 << 32) + 1",
     "chat 2, message 1: is not what was received"},
    {"ReceiptLost", "DELETE FROM receipts WHERE chat_id = 2", "chat 2, message 1: has no receipt"},
    {"ReceiptAstray", "UPDATE receipts SET seq = 2 WHERE chat_id = 2",
     "chat 2, message 2: is not the message that its receipt was given for"},
    {"ReceiptOfAnotherSender", "UPDATE receipts SET sender_id = 2 WHERE chat_id = 2",
     "chat 2, message 1: is not the message that its receipt was given for"},
    {"LogRowLost", "DELETE FROM log WHERE chat_id = 3 AND subject = 2", "chat 3: points back to"},
    {"NewestLogRowLost", "DELETE FROM log WHERE chat_id = 3 AND subject = 5",
     "chat 3: says that its newest change is at"},
    {"LogLeadsAstray", "UPDATE log SET back = back + 1 WHERE chat_id = 3 AND subject = 3",
     "chat 3: points back to"},
    {"LogOfMessagesOutOfOrder",
     "UPDATE log SET subject = 7 - subject WHERE chat_id = 3 AND subject IN (3, 4)",
     "has message 4 behind message 2"},
    {"LogKindUnknown", "UPDATE log_changes SET kind = 42 WHERE kind = 5", "unknown kind 42"},
    {"LogRowOfANewMessageWithAKind",
     "INSERT INTO log_changes SELECT position, 0, NULL, NULL FROM log WHERE chat_id = 3 AND "
     "subject = 3",
     "is a new message, and listed among the changes"},
    {"LogKindOfNothing", "UPDATE log_changes SET position = 9000000 WHERE kind = 5",
     "log 9000000: says of what kind it is, and is not there"},
    {"LogKindLost", "DELETE FROM log_changes WHERE kind = 1", "has message 11 behind message 11"},
    {"LogBehindTheCounter", "UPDATE counters SET value = 5 WHERE name = 'log_position'",
     "is ahead of the counter, 5"},
    {"HeadAstray", "UPDATE chats SET log_position = log_position - 1 WHERE id = 3",
     "chat 3: says that its newest change is at"},
    {"ProfileHeadAstray", "UPDATE users SET log_position = 0 WHERE id = 1",
     "user 1: says that the newest change is at 0"},
    {"ChatGoneWithoutAWord", "UPDATE log_changes SET kind = 5 WHERE kind = 6",
     "chat 4: is missing, and the log does not say why"},
    {"HandleLost", "UPDATE users SET handle = NULL WHERE id = 2", "user 2: has no handle"},
    {"HandleThatIsNone", "UPDATE users SET handle = 'Boris' WHERE id = 2",
     "user 2: has a handle that is none"},
    {"HandleThatIsReserved", "UPDATE users SET handle = 'all' WHERE id = 2",
     "user 2: has a reserved handle"},
    {"HandleLostUnderAnotherIcu",
     "UPDATE users SET handle = NULL WHERE id = 2;"
     "UPDATE counters SET value = 7 WHERE name = 'folds_version'",
     "user 2: has no handle; gets its handle at the next start"},
    {"HandleThatIsNoneUnderAnotherIcu",
     "UPDATE users SET handle = '.boris' WHERE id = 2;"
     "UPDATE counters SET value = 7 WHERE name = 'folds_version'",
     "user 2: has a handle that is none"},
    {"HandleGivenUpThatIsNone", "INSERT INTO freed_handles VALUES ('B', 2, 9)",
     "user 2: gave up a handle that is none"},
    {"HandleOfADeletedAccount", "UPDATE users SET handle = 'x.y' WHERE id = 4",
     "user 4: is deleted, and has a handle"},
    {"HandleThatRestsIsSomebodys", "INSERT INTO freed_handles VALUES ('boris', 1, 9)",
     "user 2: has a handle that rests"},
    {"PartLost", "DELETE FROM people_parts WHERE user_id = 3 AND part = 'clara'",
     "user 3: can't be found by a part"},
    {"PartOfNoName", "INSERT INTO people_parts VALUES (3, 'xyz', 3)",
     "people_parts: 1 rows find somebody by what is in no name"},
    {"PartOfNobody", "INSERT INTO people_parts VALUES (3, 'xyz', 4)",
     "user 4: is nobody, and is found by a part"},
    {"LinkOfADisabledAccount", "UPDATE users SET disabled = 1 WHERE id = 1",
     "would set the password of user 1, who is disabled"},
    {"LinkOfADeletedAccount", "UPDATE users SET deleted = 1 WHERE id = 2",
     "would set the password of user 2, who is deleted"},
    {"LinkExpiredBeforeItWasMade", "UPDATE resets SET expires_at = created_at - 1",
     " and expires at "},
    {"MemberCount", "UPDATE chats SET member_count = 7 WHERE id = 3",
     "chat 3: says that it has 7 members, and has 2"},
    {"MemberLost", "DELETE FROM members WHERE chat_id = 3 AND user_id = 2",
     "chat 3: says that it has 2 members, and has 1"},
    {"NoOwner", "UPDATE members SET role = 1 WHERE chat_id = 3 AND role = 2",
     "chat 3: has 0 owners"},
    {"TwoOwners", "UPDATE members SET role = 2 WHERE chat_id = 3", "chat 3: has 2 owners"},
    {"OwnChats", "UPDATE users SET own_chats = own_chats + 1 WHERE id = 1",
     "user 1: is said to have made 3 chats, and has made 2"},
    {"NameOfAChat", "UPDATE chat_names SET folded = 'x' WHERE chat_id = 3",
     "chat 3: can't be found by name"},
    {"WordsOfAName", "UPDATE chat_names SET word_starts = '1' WHERE chat_id = 3",
     "chat 3: can't be found by name"},
    {"NameOfAPerson", "DELETE FROM user_names WHERE user_id = 2", "user 2: can't be found by name"},
    {"NameOfNobody", "INSERT INTO user_names VALUES (99, 'x', '0')",
     "user 99: is nobody, and is found by a name"},
    {"NameOfNoGroup", "INSERT INTO chat_names VALUES (2, 'x', '0')",
     "chat 2: is no group, and is found by a name"},
    {"RenameLost", "DELETE FROM renames WHERE chat_id = 1 AND user_id = 1",
     "chat 1, user 1: changed the profile at"},
    {"RenameAstray", "UPDATE renames SET position = position - 1 WHERE chat_id = 1",
     "where the log has something else"},
    {"RenameNotedTwice",
     "INSERT INTO renames SELECT chat_id, position + 1000, user_id FROM renames LIMIT 1",
     "notes of a changed profile"},
    {"RenameInNoChat", "INSERT INTO renames SELECT 99, position, user_id FROM renames LIMIT 1",
     "chat 99: is gone, and has notes"},
    {"LeavingAndNotDeleted", "INSERT INTO leaving VALUES (1, 0)",
     "user 1: is to leave all groups, and not deleted"},
    {"MemberOfNoChat", "INSERT INTO members VALUES (4, 1, 0, 0, 0, 0, 0, 0, 0, 0)",
     "chat 4, user 1: is a member of no chat"},
    {"RoleUnknown", "UPDATE members SET role = 5 WHERE chat_id = 3 AND user_id = 2",
     "chat 3, user 2: there is no role 5"},
    {"ChatTypeUnknown", "UPDATE chats SET type = 9 WHERE id = 3", "chat 3: there is no type 9"},
    {"DirectChatUnlisted", "DELETE FROM direct_chats", "chat 2: is a direct chat, and not listed"},
    {"DirectChatOfOthers", "UPDATE direct_chats SET high_user_id = 3",
     "chat 2: is listed as the direct chat of users 1 and 3"},
    {"MarkerBeyondTheLast", "UPDATE members SET read_seq = 6 WHERE chat_id = 3 AND user_id = 2",
     "chat 3, user 2: has read up to 6"},
    {"HighestMarker", "UPDATE chats SET read_high = 4 WHERE id = 3",
     "chat 3: says that it is read up to 4"},
    {"HighestMarkersOwner", "UPDATE chats SET read_high_by = 2 WHERE id = 3",
     "chat 3: says that it is read up to 5 by user 2"},
    {"SecondMarker", "UPDATE chats SET read_second = 5 WHERE id = 3", "and 5 by others"},
    {"MarkerOfAChatThatPeopleLeft", "UPDATE chats SET read_high = 1, read_second = 0 WHERE id = 1",
     "chat 1: says that it is read up to 1"},
    {"MarkersMove", "UPDATE chats SET marker_position = marker_position + 1 WHERE id = 3",
     "chat 3: says that a marker moved at"},
    {"JoinedBeforeThere", "UPDATE members SET joined_position = 2 WHERE chat_id = 3",
     "chat 3, user 2: joined at 2"},
    {"LeftWhereNothingWas", "UPDATE departures SET position = 2 WHERE user_id = 3",
     "chat 1, user 3: left at 2"},
    {"DepartureLost", "DELETE FROM departures WHERE user_id = 3 AND chat_id = 1",
     "and would not hear of it"},
    {"RemovedWhoLeft", "UPDATE departures SET removed = 1 WHERE user_id = 3 AND chat_id = 1",
     "chat 1, user 3: is said to have been removed at"},
    {"LeftWhoWasRemoved", "UPDATE departures SET removed = 0 WHERE user_id = 2 AND chat_id = 1",
     "chat 1, user 2: was removed at"},
    {"RemovedWithTheChat", "UPDATE departures SET removed = 1 WHERE user_id = 1 AND chat_id = 4",
     "chat 4, user 1: is said to have been removed at"},
    {"WroteAndIsNotSaidTo", "UPDATE members SET wrote = 0 WHERE chat_id = 2",
     "chat 2, user 1: has written, and is not said to have"},
    {"SaidToHaveWritten", "UPDATE members SET wrote = 1 WHERE chat_id = 2",
     "chat 2, user 2: is said to have written, and has not"},
    {"MemberBeforeTheDeparture",
     "UPDATE members SET joined_position = (SELECT position FROM log JOIN log_changes USING "
     "(position) WHERE chat_id = 1 AND kind = 4) WHERE chat_id = 1 AND user_id = 2",
     "chat 1, user 2: left at"},
    {"ReactionToNothing", "UPDATE reactions SET message = (1 << 32) + 99",
     "chat 1, message 99: a reaction of user 2 to no message"},
    {"ReactionToATombstone", "UPDATE reactions SET message = (1 << 32) + 4",
     "chat 1, message 4: a reaction of user 2 to a deleted message"},
    {"ReactionOfNobody", "UPDATE reactions SET user_id = 99", "who does not exist"},
    {"ReactionNotInTheLog", "UPDATE reactions SET position = 1",
     "chat 1, message 2: a reaction of user 2 at 1"},
    {"ReactionsMiscounted", "UPDATE reaction_kinds SET count = 9",
     "chat 1, message 2: counts 9 reactions of a kind, and has 1"},
    {"ReactionsUncounted", "DELETE FROM reaction_kinds",
     "chat 1, message 2: counts 0 reactions of a kind, and has 1"},
    {"ReactionsOfNobodyCounted", "DELETE FROM reactions",
     "chat 1, message 2: counts 1 reactions of a kind, and has 0"},
    {"MarksOutOfOrder", "INSERT INTO log_marks VALUES (999999, 1, 7), (999998, 0, 8)",
     "log_marks: mark 1 is at 7, the one before it at 8"},
    {"EmailNotFound", "UPDATE users SET email_folded = 'else' WHERE id = 1",
     "user 1: can't be found by e-mail"},
    {"MemberAfterTheAccount", "INSERT INTO members VALUES (3, 4, 0, 0, 0, 1, 0, 0, 0, 0)",
     "chat 3, user 4: is a member after the account"},
    {"MembershipOfNobody", "INSERT INTO members VALUES (3, 99, 0, 0, 0, 1, 0, 0, 0, 0)",
     "members: a row refers to a missing row of users"},
    {"SessionOfNobody", "UPDATE sessions SET user_id = 99 WHERE user_id = 1",
     "sessions: a row refers to a missing row of users"},
    {"IdsGivenAgain", "UPDATE sqlite_sequence SET seq = 1 WHERE name = 'sessions'",
     "sessions: id 2 would be given again"},
    {"CounterLost", "DELETE FROM counters WHERE name = 'log_epoch'",
     "counters: log_epoch is missing"},
    {"ChatToBeClearedAway", "INSERT INTO purges (chat_id) VALUES (3)",
     "chat 3: exists, and is to be cleared away"},
    {"InviteUsedTooOften", "UPDATE invites SET uses = 3 WHERE id = 1",
     "invite 1: was used 3 times, of at most 2"},
    {"InviteUsedUp", "UPDATE invites SET uses = 2 WHERE id = 1",
     "invite 1: is used up, and has not ended"},
    {"InviteUsedLessThanNever", "UPDATE invites SET uses = -1 WHERE id = 1",
     "invite 1: was used -1 times"},
    {"InviteUseLost", "UPDATE invites SET uses = 0 WHERE id = 2",
     "chat 5: 1 came by invitations that were used 0 times"},
    {"InviteLost", "DELETE FROM invites WHERE id = 2",
     "chat 5: 1 came by invitations that were used 0 times"},
    {"InviteOverBeforeItBegan", "UPDATE invites SET expires_at = created_at WHERE id = 1",
     "invite 1: was made at "},
    {"InviteForNobody", "UPDATE invites SET max_uses = 0 WHERE id = 3",
     "invite 3: is for 0 people"},
    {"TooManyInvites",
     "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) "
     "INSERT INTO invites (chat_id, created_by, created_at, position) "
     "SELECT chat_id, created_by, created_at, position FROM invites, n WHERE id = 1",
     "chat 5: has 101 open invitations"},
    {"TooManyInvitesInPerson",
     "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) "
     "INSERT INTO invites (created_by, created_at, position) "
     "SELECT created_by, created_at, position FROM invites, n WHERE id = 4",
     "user 2: has 101 open invitations in person"},
    {"InviteOfNoChat", "UPDATE invites SET chat_id = 4 WHERE id = 1",
     "invite 1: has not ended with chat 4"},
    {"InviteOfADirectChat", "UPDATE invites SET chat_id = 2 WHERE id = 1",
     "invite 1: has not ended with chat 2"},
    {"InviteOfWhoLeft", "UPDATE invites SET ended = 0, created_by = 4 WHERE id = 3",
     "invite 3: has not ended, and user 4 is not in chat 5"},
    {"InviteOfADeletedAccount", "UPDATE invites SET created_by = 4 WHERE id = 4",
     "invite 4: has not ended with the account of user 4"},
    {"InviteOfNobody", "UPDATE invites SET created_by = 99 WHERE id = 4",
     "invites: a row refers to a missing row of users"},
    {"InviteOfTheFuture", "UPDATE invites SET position = 1000000 WHERE id = 1",
     "invites: position 1000000 is ahead of the counter"},
    {"InviteGivenAgain", "UPDATE sqlite_sequence SET seq = 1 WHERE name = 'invites'",
     "invites: id 5 would be given again"},
    {"SecretLost", "DELETE FROM secrets", "secrets: links is missing"},
    {"SecretCut", "UPDATE secrets SET value = x'00'", "secrets: links is missing"},
    {"IndexAstray",
     "PRAGMA writable_schema = ON; CREATE TABLE t (x);"
     "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 't') "
     "WHERE name = 'members_of_user'; DELETE FROM sqlite_schema WHERE name = 't'",
     "file: "},
};

INSTANTIATE_TEST_SUITE_P(Each, SqliteDamage, ::testing::ValuesIn(kDamage),
                         [](const auto& each) { return std::string(each.param.name); });

TEST_F(SqliteCheck, ManyFaultsOfAKindAreCounted) {
  damage("UPDATE messages SET sender_id = 99");
  const auto found = faults();
  EXPECT_LT(found.size(), 40U);
  EXPECT_THAT(found, Contains(HasSubstr("messages: ")));
  EXPECT_THAT(found, Contains(HasSubstr("more like it")));
}

TEST_F(SqliteCheck, ADamagedPageIsOneFaultAmongOthers) {
  std::fstream out(file(), std::ios::binary | std::ios::in | std::ios::out);
  out.seekp(4096 * 8);
  out << std::string(4096, '\x5A') << std::flush;
  EXPECT_THAT(faults(), Contains(HasSubstr("file: ")));
}

// As a server begins where registration is closed. SQL's NULL is in no set, but in an empty one it
// is not unknown.
TEST_F(SqliteCheck, FindsNothingWhereThereAreInvitationsAlone) {
  const ScratchDirectory scratch;
  store::sqlite::Options options;
  options.directory = scratch.path();
  StoreGround ground(std::make_unique<SqliteFactory>(options));
  const User anna = ground.user("anna");
  ASSERT_TRUE(ground.run(ground.verbs().invites().create(chat::kOperator, {})));
  ASSERT_TRUE(ground.run(ground.verbs().invites().create(by(anna), {})));
  const auto report = ground.store().maintenance().check({});
  ASSERT_TRUE(report) << report.error();
  EXPECT_THAT(report->faults, IsEmpty());
}

// What a deleted chat leaves behind goes little by little.
TEST_F(SqliteCheck, WhatIsToBeClearedAwayIsNoFault) {
  damage(
      "INSERT OR IGNORE INTO purges (chat_id) VALUES (4);"
      "INSERT INTO messages VALUES ((4 << 32) + 99, 3, 1, 1, 'x', 'c', NULL, NULL, NULL);"
      "INSERT INTO receipts VALUES (4, 1, 'other', 98, 'hash');"
      "INSERT INTO reactions VALUES ((4 << 32) + 9, 'x', 1, 2)");
  EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(SqliteCheck, WhoeverStopsItHearsSo) {
  std::stop_source stop;
  stop.request_stop();
  const auto alone = store::sqlite::open_maintenance(scratch_.path());
  const auto report = (*alone)->check(stop.get_token());
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error(), "it was given up");
}

}  // namespace
}  // namespace asq::testing
