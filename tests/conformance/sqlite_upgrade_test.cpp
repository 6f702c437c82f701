// P13: a database of the first schema, as its program left it, becomes one of today's: nothing is
// lost, a copy is kept, and from then on everything works that came with the log.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>

#include "sqlite_factory.hpp"
#include "store/sqlite/core/database.hpp"
#include "store/sqlite/core/schema.hpp"
#include "store/sqlite/upkeep/folds.hpp"
#include "told.hpp"

namespace asq::testing {
namespace {

using store::sqlite::all_migrations;
using store::sqlite::Database;
using Words = std::vector<std::string>;

// Two people (1 maks, 2 dima) and a third (3 olga), a direct chat of the first two with 3 messages,
// a group of all with 500, a session of maks. dima has read 2 messages of the direct chat.
constexpr const char* kOldData = R"sql(
INSERT INTO users (username, email, email_folded, password_hash, created_at, disabled) VALUES
  ('maks', 'maks@example.com', 'maks@example.com', '$argon2id$maks', 1000, 0),
  ('dima', 'Dima@example.com', 'dima@example.com', '$argon2id$dima', 1001, 0),
  ('olga', 'olga@example.com', 'olga@example.com', '$argon2id$olga', 1002, 1);
INSERT INTO sessions (user_id, generation, created_at, last_used_at, expires_at, user_agent)
  VALUES (1, 3, 1000, 1000, 9000000000000000, 'old');
INSERT INTO chats (type, name, creator_id, created_at, member_count, last_seq, last_at, read_high,
                   read_high_by, read_second) VALUES
  (0, '', 1, 2000, 2, 3, 2003, 3, 1, 2), (1, 'team', 2, 2000, 3, 500, 2500, 500, 2, 0);
INSERT INTO direct_chats VALUES (1, 2, 1);
INSERT INTO members (chat_id, user_id, role, joined_seq, read_seq, joined_at) VALUES
  (1, 1, 0, 0, 3, 2000), (1, 2, 0, 0, 2, 2000),
  (2, 1, 0, 0, 0, 2001), (2, 2, 2, 0, 500, 2000), (2, 3, 0, 7, 0, 2002);
INSERT INTO messages (position, id, sender_id, sent_at, text, client_id) VALUES
  (4294967297, 1, 1, 2001, 'one', 'c-1'), (4294967298, 2, 2, 2002, 'two', NULL),
  (4294967299, 3, 1, 2003, 'three', NULL);
INSERT INTO receipts VALUES (1, 1, 'c-1', 1, '7692c3ad3540bb803c020b3aee66cd88');
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
  INSERT INTO messages (position, id, sender_id, sent_at, text)
  SELECT 2 << 32 | i, 3 + i, 2, 2000 + i, 'text ' || i FROM n;
UPDATE counters SET value = 503 WHERE name = 'message_id';
)sql";

class SqliteUpgrade : public ::testing::Test {
 protected:
  SqliteUpgrade() {
    Database database(file(), Database::Missing::make);
    EXPECT_EQ(database.query_text("PRAGMA journal_mode = WAL"), "wal");
    store::sqlite::migrate(database, file(), all_migrations().first(1));
    database.execute(kOldData);
    maks_.id = UserId(1);
    dima_.id = UserId(2);
    dima_.email = "dima@example.com";
    olga_.id = UserId(3);
    pair_.id = ChatId(1);
    team_.id = ChatId(2);
  }

  std::unique_ptr<StoreGround> open() {
    store::sqlite::Options options;
    options.directory = scratch_.path();
    return std::make_unique<StoreGround>(std::make_unique<SqliteFactory>(options));
  }
  static std::string handle_of(StoreGround& ground, std::int64_t id) {
    auto verb = [id](store::Snapshot& rows) -> Result<User> {
      return rows.find_user(UserId(id)).value();
    };
    return ground.run(ground.store().read<User>({"me", Payer::server()}, std::move(verb)))->handle;
  }
  [[nodiscard]] std::filesystem::path file() const { return scratch_.path() / "asq.db"; }
  [[nodiscard]] std::filesystem::path copy() const { return scratch_.path() / "asq.db.before-2"; }

  ScratchDirectory scratch_;
  User maks_;
  User dima_;
  User olga_;
  Chat pair_;
  Chat team_;
};

TEST_F(SqliteUpgrade, EverythingIsReadAsBefore) {
  const auto ground = open();
  const auto messages = ground->history(dima_, pair_);
  EXPECT_EQ(texts(messages), (Words{"one", "two", "three"}));
  EXPECT_TRUE(messages[0].read);
  EXPECT_TRUE(messages[1].read);
  EXPECT_FALSE(messages[2].read);
  EXPECT_EQ(messages[0].client_id, "c-1");
  for (const Message& message : messages) {
    EXPECT_FALSE(message.deleted || message.reply_to || message.edited_at);
    EXPECT_TRUE(message.reactions.empty());
  }
  const Chat team = ground->seen_by(maks_, team_);
  EXPECT_EQ(team.name, "team");
  EXPECT_EQ(team.unread, 500);
  EXPECT_EQ(team.last_message->text, "text 500");
  EXPECT_EQ(team.participant_ids, (std::vector{UserId(1), UserId(2), UserId(3)}));
  EXPECT_EQ(ground->seen_by(dima_, team_).role, Role::owner);
  EXPECT_TRUE(ground->verbs().sessions().live(SessionId(1), UserId(1)));
  EXPECT_TRUE(ground->try_send(UserId(1), ChatId(1), "one", "c-1").value().duplicate);
  const auto found = ground->run(ground->verbs().accounts().find_credentials("DIMA@example.com"));
  EXPECT_EQ(found.value().user.id, UserId(2));
  EXPECT_EQ(found.value().user.email, "Dima@example.com");
  EXPECT_TRUE(ground->run(ground->verbs().accounts().find(UserId(3))).value().disabled);
}

TEST_F(SqliteUpgrade, TheDatabaseGetsASecretOfItsOwn) {
  auto ground = open();
  const auto made = ground->run(ground->verbs().invites().create(by(dima_), {team_.id}));
  ASSERT_TRUE(made);
  const std::string token = ground->verbs().invites().token(made->id);
  ground.reset();
  ground = open();
  EXPECT_EQ(ground->verbs().invites().token(made->id), token);
  EXPECT_EQ(ground->store().link_secret().size(), 32U);
}

// Tokens that name no database are good for the sessions of before, and for no other.
TEST_F(SqliteUpgrade, TheDatabaseGetsANameAndKnowsItsSessionsWithoutOne) {
  const auto begun = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  auto ground = open();
  const store::Identity identity = ground->store().identity();
  EXPECT_GE(identity.named_since, begun);
  EXPECT_LE(identity.named_since, std::chrono::system_clock::now());
  EXPECT_GE(identity.id, DatabaseId(1));
  EXPECT_LE(identity.id, DatabaseId(kMaxWireInteger));
  EXPECT_TRUE(ground->verbs().sessions().live(identity.last_unnamed, UserId(1)));
  const SessionId later = ground->session(maks_).id;
  EXPECT_GT(later, identity.last_unnamed);
  ASSERT_TRUE(ground->run(
      ground->verbs().sessions().refresh(identity.last_unnamed, 3, std::chrono::hours(1))));
  ground.reset();
  const auto unnamed_generation = [&](SessionId session) {
    return Database(file()).query_integer(
        "SELECT coalesce(unnamed_generation, -1) FROM sessions WHERE id = " +
        std::to_string(session.value()));
  };
  EXPECT_EQ(unnamed_generation(identity.last_unnamed), 3) << "as it was, however it moves on";
  EXPECT_EQ(unnamed_generation(later), -1) << "none";
  ground = open();
  EXPECT_EQ(ground->store().identity().id, identity.id);
  EXPECT_EQ(ground->store().identity().last_unnamed, identity.last_unnamed);
  EXPECT_EQ(ground->store().identity().named_since, identity.named_since);
}

TEST_F(SqliteUpgrade, TheCopyIsTheDatabaseOfBefore) {
  open();
  Database before(copy());
  EXPECT_EQ(before.query_integer("PRAGMA user_version"), 1);
  EXPECT_EQ(before.query_text("PRAGMA integrity_check"), "ok");
  EXPECT_EQ(before.query_integer("SELECT count(*) FROM messages"), 503);
  const auto rights = std::filesystem::status(copy()).permissions();
  EXPECT_EQ(rights, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(SqliteUpgrade, ResumeWorksFromThenOn) {
  auto ground = open();
  EXPECT_EQ(ground->store().head(), LogPosition());
  EXPECT_EQ(told(*ground, maks_, LogPosition()), Words()) << "what is older has no place in it";
  EXPECT_TRUE(
      ground->run(ground->verbs().log().missed(maks_.id, LogPosition()))->moved.markers.empty());
  EXPECT_EQ(ground->send(dima_, pair_, "four").seq, Seq(4));
  Message old = ground->history(dima_, team_).back();
  ground->edit(dima_, old, "edited");
  ground->read(maks_, team_, 400);
  ground->remove(dima_, team_, olga_);
  ground->add(dima_, team_, ground->user("petr"));
  ground.reset();
  ground = open();
  EXPECT_EQ(told(*ground, maks_, LogPosition()),
            (Words{"1/4 four", "2/500 edited: edited", "2 -3", "2 +4"}));
  EXPECT_EQ(told(*ground, olga_, LogPosition()), Words{"2 removed"});
  const auto missed = ground->run(ground->verbs().log().missed(dima_.id, LogPosition())).value();
  ASSERT_EQ(missed.moved.markers.size(), 2U) << "those that have moved since";
  EXPECT_EQ(missed.moved.markers[1].marker.seq, Seq(400));
}

// Nobody's joining has a place in the log; the times of joining are there.
TEST_F(SqliteUpgrade, AnOwnerOfBeforeIsFollowedByWhoJoinedFirst) {
  const auto ground = open();
  ground->leave(dima_, team_);
  EXPECT_EQ(ground->seen_by(maks_, team_).role, Role::owner);
}

TEST_F(SqliteUpgrade, NamesAreFoundAndChatsOfOnesOwnAreCounted) {
  const auto ground = open();
  const auto search = [&](const User& viewer, const char* name) {
    const auto found = ground->run(ground->verbs().chats().search(viewer.id, name));
    return found ? found->id : ChatId();
  };
  EXPECT_EQ(search(maks_, "TEAM"), team_.id);
  EXPECT_EQ(search(maks_, "Dima"), pair_.id);
  EXPECT_EQ(search(dima_, "maks"), pair_.id);
  EXPECT_EQ(search(olga_, "maks"), ChatId());
  chat::Chats one(ground->store(), {.max_own_chats = 1});  // maks began the direct chat
  EXPECT_EQ(refusal(ground->run(one.create_group(by(maks_), "x", {}))), ErrorCode::too_many_chats);
  EXPECT_EQ(refusal(ground->run(one.create_group(by(dima_), "x", {}))), ErrorCode::too_many_chats);
  EXPECT_TRUE(ground->run(one.create_group(by(ground->user("petr")), "x", {})));
  EXPECT_EQ(ground->store().maintenance().check({})->faults, Words());
}

// From a database of the third schema, whose log knows of changed names.
TEST_F(SqliteUpgrade, ChangesOfNamesFromBeforeAreHeard) {
  {
    Database database(file());
    store::sqlite::migrate(database, file(), all_migrations().first(3));
    database.execute(
        "INSERT INTO log (position, chat_id, back, subject) VALUES (1, 0, 0, 2), (2, 2, 0, 3), "
        "(3, 0, 0, 3), (4, 0, 0, 1);"
        "INSERT INTO log_changes VALUES (1, 10, NULL, NULL), (2, 8, 2, 0), (3, 10, NULL, NULL), "
        "(4, 10, NULL, NULL);"
        "DELETE FROM members WHERE user_id = 3; INSERT INTO departures VALUES (3, 2, 2);"
        "UPDATE chats SET member_count = 2, log_position = 2 WHERE id = 2;"
        "UPDATE users SET log_position = CASE id WHEN 1 THEN 4 WHEN 2 THEN 1 ELSE 3 END;"
        "UPDATE counters SET value = 4 WHERE name = 'log_position'");
  }
  const auto ground = open();
  EXPECT_EQ(told(*ground, maks_, LogPosition()), (Words{"2 is now dima", "2 -3", "1 is now maks"}));
  EXPECT_EQ(told(*ground, dima_, LogPosition()), (Words{"2 is now dima", "2 -3", "1 is now maks"}));
  EXPECT_EQ(told(*ground, olga_, LogPosition()), (Words{"2 removed", "3 is now olga"}));
  EXPECT_EQ(ground->store().maintenance().check({})->faults, Words());
}

// maks and dima have a direct chat in which both have written, maks and petr one in which only petr
// has, and has deleted it; olga was removed from the team, and maks left it.
TEST_F(SqliteUpgrade, WhoHasWrittenAndWhoWasRemovedBeforeIsKnown) {
  {
    Database database(file());
    store::sqlite::migrate(database, file(), all_migrations().first(5));
    database.execute(
        "INSERT INTO users (username, email, email_folded, password_hash, created_at) VALUES "
        "('petr', 'petr@example.com', 'petr@example.com', '$argon2id$petr', 1003);"
        "INSERT INTO chats (id, type, name, creator_id, created_at, member_count, last_seq, "
        "  last_at, read_high, read_high_by) VALUES (3, 0, '', 1, 2000, 2, 1, 2003, 1, 4);"
        "INSERT INTO direct_chats VALUES (1, 4, 3);"
        "INSERT INTO members (chat_id, user_id, role, joined_seq, read_seq, joined_at) VALUES "
        "  (3, 1, 0, 0, 0, 2000), (3, 4, 0, 0, 1, 2000);"
        "UPDATE users SET own_chats = own_chats + 1 WHERE id = 1;"
        "UPDATE members SET own = 1 WHERE chat_id = 3 AND user_id = 1;"
        "INSERT INTO messages (position, id, sender_id, sent_at, text, deleted) VALUES "
        "  (3 << 32 | 1, 504, 4, 2003, '', 1);"
        "UPDATE counters SET value = 504 WHERE name = 'message_id';"
        "INSERT INTO log (position, chat_id, back, subject) VALUES (1, 2, 0, 3), (2, 2, 1, 1);"
        "INSERT INTO log_changes VALUES (1, 8, 2, 0), (2, 8, 1, 0);"
        "DELETE FROM members WHERE chat_id = 2 AND user_id IN (1, 3);"
        "INSERT INTO departures VALUES (3, 2, 1), (1, 2, 2);"
        "UPDATE chats SET member_count = 1, log_position = 2 WHERE id = 2;"
        "UPDATE counters SET value = 2 WHERE name = 'log_position'");
  }
  const auto ground = open();
  const auto people = [&](const User& viewer) {
    return ground->run(ground->verbs().log().known(viewer.id, {UserId(1), UserId(2), UserId(4)}))
        .value();
  };
  User petr;
  petr.id = UserId(4);
  EXPECT_EQ(people(maks_), (std::vector{UserId(1), UserId(2), UserId(4)}));
  EXPECT_EQ(people(dima_), (std::vector{UserId(1), UserId(2)}));
  EXPECT_EQ(people(petr), std::vector{UserId(4)}) << "maks has not written to petr";
  EXPECT_EQ(ground->departure(olga_, team_), (store::Departure{LogPosition(1), true}));
  EXPECT_EQ(ground->departure(maks_, team_), (store::Departure{LogPosition(2), false}));
  EXPECT_EQ(ground->departure(dima_, team_), std::nullopt);
  EXPECT_EQ(ground->store().maintenance().check({})->faults, Words());
}

// In the order of their ids, and as for a new account.
TEST_F(SqliteUpgrade, AccountsOfBeforeGetHandlesAndAreFoundByThem) {
  {
    Database database(file());
    store::sqlite::migrate(database, file(), all_migrations().first(6));
    database.execute(
        "INSERT INTO users (username, email, email_folded, password_hash, created_at, deleted) "
        "VALUES ('Макс', 'm2@example.com', 'm2@example.com', '$argon2id$', 1003, 0),"
        "('🇺🇦', 'm3@example.com', 'm3@example.com', '$argon2id$', 1004, 0),"
        "('', '', 'deleted 6', '', 1005, 1),"
        "('admin', 'm4@example.com', 'm4@example.com', '$argon2id$', 1006, 0)");
  }
  for (int round = 0; round < 2; ++round) {
    const auto ground = open();
    const auto handle = [&](std::int64_t id) { return handle_of(*ground, id); };
    EXPECT_EQ(handle(1), "maks");
    EXPECT_EQ(handle(2), "dima");
    EXPECT_EQ(handle(4), "maks2");
    EXPECT_EQ(handle(5), "user5");
    EXPECT_EQ(handle(6), "") << "deleted";
    EXPECT_EQ(handle(7), "admin2");
    EXPECT_EQ(ground->run(ground->verbs().chats().create_direct(by(maks_), "@maks2"))
                  ->chat.participant_ids,
              (std::vector{UserId(1), UserId(4)}));
    EXPECT_EQ(ground->store().maintenance().check({})->faults, Words());
  }
}

// Names that look like handles made of an id, that are longer than a handle, that hundreds share; a
// disabled account, which is olga's, and a deleted one that still is in a group.
TEST_F(SqliteUpgrade, HardNamesOfBeforeGetHandlesToo) {
  {
    Database database(file());
    store::sqlite::migrate(database, file(), all_migrations().first(6));
    database.execute(
        "INSERT INTO users (username, email, email_folded, password_hash, created_at, deleted) "
        "VALUES ('user7', 'm4', 'm4', '$', 1003, 0), ('" +
        std::string(32, 'a') + "', 'm5', 'm5', '$', 1004, 0), ('" + std::string(40, 'a') +
        "', 'm6', 'm6', '$', 1005, 0), ('🇺🇦', 'm7', 'm7', '$', 1006, 0),"
        "('', '', 'deleted 8', '', 1007, 1);"
        "WITH RECURSIVE n(i) AS (SELECT 9 UNION ALL SELECT i + 1 FROM n WHERE i < 308) "
        "INSERT INTO users (username, email, email_folded, password_hash, created_at) "
        "SELECT 'Ann', 'm' || i, 'm' || i, '$', 1000 + i FROM n;"
        "INSERT INTO members (chat_id, user_id, role, joined_seq, read_seq, joined_at) "
        "VALUES (2, 8, 0, 0, 0, 2003); UPDATE chats SET member_count = 4 WHERE id = 2;"
        "INSERT INTO leaving VALUES (8, 0)");
  }
  const auto ground = open();
  const auto handle = [&](std::int64_t id) { return handle_of(*ground, id); };
  EXPECT_EQ(handle(3), "olga");
  EXPECT_EQ(handle(4), "user7");
  EXPECT_EQ(handle(5), std::string(32, 'a'));
  EXPECT_EQ(handle(6), std::string(31, 'a') + "2");
  EXPECT_EQ(handle(7), "user7_2");
  EXPECT_EQ(handle(8), "");
  EXPECT_EQ(handle(9), "ann");
  EXPECT_EQ(handle(308), "ann300");
  EXPECT_EQ(ground->store().maintenance().check({})->faults, Words());
}

// The folds were once a transaction of their own: what ended the first start between the two left a
// database that the program before refused.
TEST_F(SqliteUpgrade, WhatEndsItBehindTheFoldsLeavesTheDatabaseOfBefore) {
  {
    Database database(file());
    const auto fail = [](Database& migrated) {
      EXPECT_EQ(store::sqlite::fold_anew(migrated).handles, 3);
      throw std::runtime_error("not today");
    };
    EXPECT_THROW(store::sqlite::migrate(database, file(), all_migrations(), fail),
                 std::runtime_error);
    EXPECT_EQ(database.query_integer("PRAGMA user_version"), 1);
    EXPECT_EQ(database.query_integer("SELECT count(*) FROM pragma_table_info('users') "
                                     "WHERE name = 'handle'"),
              0);
  }
  const auto ground = open();
  EXPECT_EQ(handle_of(*ground, 1), "maks");
  EXPECT_EQ(ground->store().maintenance().check({})->faults, Words());
}

// As after an upgrade of the system: the library folds otherwise than the one before.
TEST_F(SqliteUpgrade, FoldsOfAnotherVersionOfIcuAreMadeAnew) {
  open();
  Database(file()).execute(
      "UPDATE chat_names SET folded = 'xxx'; UPDATE user_names SET folded = 'yyy';"
      "DELETE FROM people_parts; INSERT INTO people_parts VALUES (3, 'xxx', 1);"
      "UPDATE users SET email_folded = 'DIMA@example.com' WHERE id = 2");
  {
    const auto same = open();  // as long as the version is the same, nobody looks
    EXPECT_FALSE(same->run(same->verbs().chats().search(maks_.id, "team")));
  }
  Database(file()).execute("UPDATE counters SET value = 7 WHERE name = 'folds_version'");
  const auto ground = open();
  EXPECT_TRUE(ground->run(ground->verbs().chats().search(maks_.id, "team")));
  EXPECT_TRUE(ground->run(ground->verbs().chats().search(maks_.id, "dima")));
  EXPECT_TRUE(ground->run(ground->verbs().accounts().find_credentials("dima@example.com")));
  EXPECT_EQ(ground->store().maintenance().check({})->faults, Words());
}

// почта.рф and its A-label were two domains: whoever has one of them is found by both, and of two
// people each by their own.
TEST_F(SqliteUpgrade, EmailsOfBeforeAreComparedByTheirALabelAndTwinsLiveOn) {
  {
    Database database(file());
    store::sqlite::migrate(database, file(), all_migrations().first(3));
    database.execute(
        "INSERT INTO users (username, email, email_folded, password_hash, created_at) VALUES "
        "('ivan', 'Ivan@почта.рф', 'ivan@почта.рф', '$argon2id$4', 1003),"
        "('vanya', 'ivan@XN--80A1ACNY.xn--p1ai', 'ivan@xn--80a1acny.xn--p1ai', '$argon2id$5', "
        "1004),"
        "('anna', 'anna@почта.рф', 'anna@почта.рф', '$argon2id$6', 1005),"
        "('vera', '\u00a0vera@example.com', ' vera@example.com', '$argon2id$7', 1006)");
  }
  const auto ground = open();
  const auto found = [&](const char* email) {
    const auto account = ground->run(ground->verbs().accounts().find_credentials(email));
    return account ? account->user.username : "nobody";
  };
  EXPECT_EQ(found("ivan@почта.рф"), "ivan");
  EXPECT_EQ(found("ivan@xn--80a1acny.xn--p1ai"), "vanya");
  EXPECT_EQ(found("anna@почта.рф"), "anna");
  EXPECT_EQ(found("ANNA@xn--80a1acny.xn--p1ai"), "anna");
  EXPECT_EQ(found("vera@example.com"), "vera");
  for (const char* taken :
       {"ivan@почта.рф", "ivan@почта.xn--p1ai", "anna@xn--80a1acny.xn--p1ai", "Vera@example.com"}) {
    EXPECT_EQ(refusal(ground->run(ground->verbs().accounts().create({"x", taken, "$argon2id$"}))),
              ErrorCode::email_taken)
        << taken;
  }
  EXPECT_EQ(ground->store().maintenance().check({})->faults, Words());
  User vanya;
  vanya.id = UserId(5);
  ground->erase_account(vanya);
  EXPECT_EQ(found("ivan@xn--80a1acny.xn--p1ai"), "ivan");
  EXPECT_EQ(ground->store().maintenance().check({})->faults, Words());
}

// Its domain is a label that ICU refuses to look at. It once kept the database from being opened.
TEST_F(SqliteUpgrade, AnEmailThatIsNoDomainByIcuIsKept) {
  std::string email = "a@";
  for (int i = 0; i < 83; ++i) email += "\ufdfa";
  {
    Database database(file());
    store::sqlite::migrate(database, file(), all_migrations().first(3));
    database
        .statement(
            "INSERT INTO users (username, email, email_folded, password_hash, created_at) "
            "VALUES ('anna', ?1, ?1, '$argon2id$4', 1003)")
        .execute(email);
  }
  const auto ground = open();
  const auto anna = ground->run(ground->verbs().accounts().find_credentials(email));
  ASSERT_TRUE(anna);
  EXPECT_EQ(anna->user.username, "anna");
  EXPECT_EQ(ground->store().maintenance().check({})->faults, Words());
}

// As the newest schema was before e-mails were compared so: its folds have another version.
TEST_F(SqliteUpgrade, FoldsOfOtherRulesAreMadeAnew) {
  open();
  Database(file()).execute(
      "UPDATE users SET email = 'dima@почта.рф', email_folded = 'dima@почта.рф' WHERE id = 2;"
      "UPDATE counters SET value = value - 1 WHERE name = 'folds_version'");
  const auto ground = open();
  EXPECT_TRUE(
      ground->run(ground->verbs().accounts().find_credentials("dima@xn--80a1acny.xn--p1ai")));
}

// A reaction is one row for each spelling; those of before stay, and are changed as one.
TEST_F(SqliteUpgrade, ReactionsInTwoSpellingsAreThere) {
  {
    Database database(file());
    store::sqlite::migrate(database, file(), all_migrations().first(3));
    database.execute(
        "INSERT INTO log (position, chat_id, back, subject) VALUES (1, 1, 0, 1), (2, 1, 1, 1);"
        "INSERT INTO log_changes VALUES (1, 3, NULL, NULL), (2, 3, NULL, NULL);"
        "UPDATE chats SET log_position = 2 WHERE id = 1;"
        "UPDATE counters SET value = 2 WHERE name = 'log_position';"
        "INSERT INTO reactions VALUES (4294967297, '❤\u200d🔥', 1, 1),"
        "  (4294967297, '❤\ufe0f\u200d🔥', 2, 2);"
        "INSERT INTO reaction_kinds VALUES (4294967297, '❤\u200d🔥', 1),"
        "  (4294967297, '❤\ufe0f\u200d🔥', 1)");
  }
  const auto ground = open();
  const Message message = ground->history(maks_, pair_).at(0);
  ASSERT_EQ(message.reactions.size(), 2U);
  EXPECT_EQ(message.reactions[1].emoji, "❤\ufe0f\u200d🔥");
  EXPECT_EQ(ground->react(dima_, message, "❤\u200d🔥").reactions.size(), 2U) << "no change";
  const Message less = ground->react(dima_, message, "❤\u200d🔥", false);
  ASSERT_EQ(less.reactions.size(), 1U);
  EXPECT_EQ(less.reactions[0].user_ids, std::vector{maks_.id});
  EXPECT_EQ(ground->react(dima_, message, "❤\ufe0f\u200d🔥").reactions.at(0).count, 2);
  EXPECT_EQ(ground->store().maintenance().check({})->faults, Words());
}

// A child opens the store and is killed after some time, longer each round, until one gets through.
TEST_F(SqliteUpgrade, KilledAtAnyPointItIsTheOldDatabaseOrTheNewOne) {
  int killed = 0;
  const auto version = [&] { return Database(file()).query_integer("PRAGMA user_version"); };
  for (int micros = 300; version() < std::ssize(all_migrations()); micros += 400) {
    ASSERT_LT(micros, 10'000'000);
    const pid_t child = fork();
    if (child == 0) {
      ualarm(static_cast<useconds_t>(micros), 0);  // SIGALRM: ends at once, as kill -9 would
      open();
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    killed += WIFSIGNALED(status) ? 1 : 0;
    Database database(file());
    EXPECT_EQ(database.query_integer("SELECT count(*) FROM messages"), 503);
    EXPECT_TRUE(version() == 1 || version() == std::ssize(all_migrations()));
    EXPECT_EQ(database.query_integer("SELECT count(*) FROM sqlite_schema "
                                     "WHERE name IN ('log', 'log_changes')"),
              version() == 1 ? 0 : 2);
    EXPECT_EQ(database.query_integer("SELECT count(*) FROM members"), 5);
    if (version() == 1) continue;
    EXPECT_TRUE(store::sqlite::folds_are_current(database)) << "with the upgrade";
    EXPECT_EQ(database.query_integer("SELECT count(*) FROM users WHERE handle IS NULL"), 0);
  }
  EXPECT_GT(killed, 2);
  EXPECT_EQ(Database(copy()).query_integer("SELECT count(*) FROM messages"), 503);
  EXPECT_EQ(open()->history(maks_, pair_).size(), 3U);
}

}  // namespace
}  // namespace asq::testing
