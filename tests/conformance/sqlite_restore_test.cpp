// A backup becomes a database whole or not at all, and nothing else becomes one.
#include <gmock/gmock.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "sqlite_factory.hpp"
#include "store/sqlite/core/schema.hpp"
#include "store/sqlite/upkeep/restore.hpp"
#include "store_suite.hpp"
#include "support/failing_vfs.hpp"

namespace asq::testing {
namespace {

using std::filesystem::path;
using ::testing::AllOf;
using ::testing::HasSubstr;

class SqliteRestore : public ::testing::Test {
 protected:
  // A backup of a store with some messages.
  void make_backup(int messages = 20) {
    StoreGround ground(std::make_unique<SqliteFactory>());
    maks_ = ground.user("maks");
    team_ = ground.group(maks_, {});
    for (int i = 0; i < messages; ++i) {
      ground.send(maks_, team_, std::string(2'000, 'x'), "c-" + std::to_string(i));
    }
    ASSERT_TRUE(ground.store().maintenance().back_up(file(), {}));
  }

  // The sentence of the refusal; empty: it was restored. No refusal leaves anything.
  std::string refusal() {
    const auto done = store::sqlite::restore(file(), data_.path());
    EXPECT_FALSE(std::filesystem::exists(data_.path() / "asq.db.tmp"));
    if (done) return "";
    EXPECT_THAT(done.error(), ::testing::Not(HasSubstr("\n")));
    return done.error();
  }
  std::string refusal_and_nothing_there() {
    const std::string words = refusal();
    EXPECT_FALSE(std::filesystem::exists(database()));
    return words;
  }
  void execute(const std::string& sql) {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(file().c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(handle);
    sqlite3_close(handle);
  }
  void overwrite(std::int64_t at, std::size_t count) {
    std::fstream out(file(), std::ios::binary | std::ios::in | std::ios::out);
    out.seekp(at);
    out << std::string(count, '\x5A');
  }
  std::int64_t messages_there() {
    store::sqlite::Options options;
    options.directory = data_.path();
    StoreGround ground(std::make_unique<SqliteFactory>(options));
    return ground.seen_by(maks_, team_).last_seq.value();
  }

  [[nodiscard]] path file() const { return scratch_.path() / "backup"; }
  [[nodiscard]] path database() const { return data_.path() / "asq.db"; }

  ScratchDirectory scratch_;
  ScratchDirectory data_;
  User maks_;
  Chat team_;
};

TEST_F(SqliteRestore, TheDatabaseIsForItsOwnerOnlyWhateverTheFileWas) {
  make_backup();
  std::filesystem::permissions(file(), std::filesystem::perms(0644));
  ASSERT_EQ(refusal(), "");
  EXPECT_EQ(std::filesystem::status(database()).permissions(), std::filesystem::perms(0600));
  EXPECT_EQ(messages_there(), 20);
}

// Some may have been ended since, and others were given the ids that are given next.
TEST_F(SqliteRestore, NoLinkFromBeforeIsGoodForAnything) {
  std::string token;
  {
    StoreGround ground(std::make_unique<SqliteFactory>());
    maks_ = ground.user("maks");
    token = ground.verbs().invites().token(
        ground.run(ground.verbs().invites().create(by(maks_), {})).value().id);
    ASSERT_TRUE(ground.store().maintenance().back_up(file(), {}));
  }
  ASSERT_EQ(refusal(), "");
  store::sqlite::Options options;
  options.directory = data_.path();
  StoreGround ground(std::make_unique<SqliteFactory>(options));
  const chat::Invites invites(ground.store());
  EXPECT_EQ(invites.id_of(token), std::nullopt);
  const std::string anew = ground.verbs().invites().token(InviteId(1));
  EXPECT_EQ(invites.id_of(anew), InviteId(1));
  EXPECT_FALSE(ground.run(ground.verbs().invites().find(InviteId(1))).value().ended);
}

TEST_F(SqliteRestore, ADirectoryWithADatabaseIsRefused) {
  make_backup();
  std::ofstream(database()) << "the old one";
  EXPECT_THAT(refusal(), AllOf(HasSubstr(database()), HasSubstr("already exists")));
  EXPECT_EQ(std::filesystem::file_size(database()), 11U);
}

// SQLite would play it back into the restored database.
TEST_F(SqliteRestore, ALogThatWasLeftBehindIsRefused) {
  make_backup();
  std::ofstream(database().string() + "-wal") << "of another database";
  EXPECT_THAT(refusal_and_nothing_there(), HasSubstr("asq.db-wal already exists"));
  std::ofstream(database().string() + "-wal", std::ios::trunc) << "";
  EXPECT_EQ(refusal(), "");
}

TEST_F(SqliteRestore, WhatIsNoFileIsRefused) {
  EXPECT_THAT(refusal_and_nothing_there(), HasSubstr("No such file"));
  std::filesystem::create_directory(file());
  EXPECT_THAT(refusal_and_nothing_there(), HasSubstr("is not a file"));
  std::filesystem::remove(file());
  ASSERT_EQ(mkfifo(file().c_str(), 0600), 0);
  EXPECT_THAT(refusal_and_nothing_there(), HasSubstr("is not a file"));
}

TEST_F(SqliteRestore, WhatIsNoDatabaseIsRefused) {
  for (const auto& content : {std::string(), std::string("text"), std::string(10'000, 'n')}) {
    std::ofstream(file(), std::ios::trunc) << content;
    EXPECT_THAT(refusal_and_nothing_there(), HasSubstr("is not a backup"));
  }
}

TEST_F(SqliteRestore, AnotherProgramsDatabaseIsRefused) {
  execute("CREATE TABLE theirs (x); PRAGMA application_id = 4711; PRAGMA user_version = 1;");
  EXPECT_THAT(refusal_and_nothing_there(), HasSubstr("another program"));
}

TEST_F(SqliteRestore, ANewerSchemaIsRefusedAndNamed) {
  make_backup();
  execute("PRAGMA user_version = 999");
  EXPECT_THAT(refusal_and_nothing_there(), AllOf(HasSubstr("999"), HasSubstr("newer")));
}

TEST_F(SqliteRestore, AMissingTableIsRefused) {
  make_backup();
  execute("DROP TABLE receipts");
  EXPECT_THAT(refusal_and_nothing_there(), HasSubstr("damaged"));
}

TEST_F(SqliteRestore, ADamagedPageAnywhereIsRefused) {
  make_backup();
  const auto size = static_cast<std::int64_t>(std::filesystem::file_size(file()));
  const std::string whole = [&] {
    std::ifstream in(file(), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }();
  for (std::int64_t page = 4'096; page < size; page += 4'096) {
    std::ofstream(file(), std::ios::binary | std::ios::trunc) << whole;
    overwrite(page, 16);  // its header
    const std::string words = refusal();
    if (words.empty()) {
      std::filesystem::remove(database());  // a page of text, whose header is its own
    } else {
      EXPECT_THAT(words, HasSubstr("damaged"));
    }
  }
  std::filesystem::resize_file(file(), static_cast<std::uintmax_t>(size / 2));
  EXPECT_THAT(refusal_and_nothing_there(), HasSubstr("damaged"));
}

// What such a server has acknowledged is in its log.
TEST_F(SqliteRestore, TheDatabaseOfAServerThatWasNotStoppedIsRefused) {
  make_backup();
  std::ofstream(file().string() + "-wal") << "acknowledged";
  EXPECT_THAT(refusal_and_nothing_there(), HasSubstr("not stopped"));
}

TEST_F(SqliteRestore, TheDatabaseOfAStoppedServerIsAsGoodAsABackup) {
  store::sqlite::Options options;
  options.directory = scratch_.path();
  {
    StoreGround ground(std::make_unique<SqliteFactory>(options));
    maks_ = ground.user("maks");
    team_ = ground.group(maks_, {});
    ground.send(maks_, team_, "hello");
  }
  std::filesystem::rename(scratch_.path() / "asq.db", file());
  ASSERT_EQ(refusal(), "");
  EXPECT_FALSE(std::filesystem::exists(database().string() + ".tmp-wal"));
  EXPECT_EQ(messages_there(), 1);
}

TEST_F(SqliteRestore, AnOlderSchemaIsUpgradedByTheNextStart) {
  {
    store::sqlite::Database old(file(), store::sqlite::Database::Missing::make);
    store::sqlite::migrate(old, file(), store::sqlite::all_migrations().first(1));
    old.execute(
        "INSERT INTO users VALUES (1, 'maks', 'maks@example.com', 'maks@example.com', '$', 5, 0);"
        "INSERT INTO chats VALUES (1, 1, 'team', 1, 5, 0, 1, 0, 5, 0, 0, 0);"
        "INSERT INTO members VALUES (1, 1, 2, 0, 0, 5);"
        "INSERT INTO sessions VALUES (7, 1, 1, 5, 5, 9000000000000000, 'old');");
  }
  const auto done = store::sqlite::restore(file(), data_.path());
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->schema, 1);
  EXPECT_TRUE(done->upgrade_needed);
  store::sqlite::Options options;
  options.directory = data_.path();
  StoreGround ground(std::make_unique<SqliteFactory>(options));
  EXPECT_FALSE(ground.verbs().sessions().live(SessionId(7), UserId(1)));
  const User maks = ground.run(ground.verbs().accounts().find(UserId(1))).value();
  EXPECT_EQ(ground.try_send(maks.id, ChatId(1), "again").value().message.seq, Seq(1));
  const auto report = ground.store().maintenance().check({});
  ASSERT_TRUE(report) << report.error();
  EXPECT_THAT(report->faults, ::testing::IsEmpty());
}

TEST_F(SqliteRestore, WithoutRoomNothingIsLeft) {
  make_backup();
  FailingVfs disk;
  disk.fail(FailingVfs::Operation::write, Fault::no_space, FailingVfs::File::database);
  EXPECT_THAT(refusal_and_nothing_there(), HasSubstr("no room"));
  disk.heal();
  EXPECT_EQ(refusal(), "");
}

// A child restores and is killed after some time, longer each round, until one gets through.
TEST_F(SqliteRestore, KilledAtAnyPointItIsThereWholeOrNotAtAll) {
  make_backup(2'000);
  int killed = 0;
  for (int micros = 500; !std::filesystem::exists(database()); micros += 500 + micros / 8) {
    ASSERT_LT(micros, 60'000'000);
    const pid_t child = fork();
    if (child == 0) {
      ualarm(static_cast<useconds_t>(std::min(micros, 999'999)), 0);
      _exit(store::sqlite::restore(file(), data_.path()) ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    killed += WIFSIGNALED(status) ? 1 : 0;
  }
  EXPECT_GT(killed, 1);
  EXPECT_EQ(messages_there(), 2'000);
}

}  // namespace
}  // namespace asq::testing
