// P13: a backup of the open store is one whole file or none, holds what was acknowledged before it,
// and leads a life of its own.
#include <gmock/gmock.h>

#include <fstream>
#include <thread>

#include "sqlite_factory.hpp"
#include "store/sqlite/upkeep/restore.hpp"
#include "store/sqlite/upkeep/whole_copy.hpp"
#include "store_suite.hpp"
#include "support/failing_vfs.hpp"

namespace asq::testing {
namespace {

using std::filesystem::path;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// A store with one person in one chat, and a place for backups.
class SqliteBackup : public ::testing::Test {
 protected:
  SqliteBackup() : ground_(std::make_unique<SqliteFactory>()) {
    maks_ = ground_.user("maks");
    team_ = ground_.group(maks_, {});
    ground_.send(maks_, team_, "before", "c-1");
  }

  std::expected<store::BackedUp, std::string> back_up(const std::stop_token& stop = {}) {
    return ground_.store().maintenance().back_up(file(), stop);
  }
  // Why it failed; empty: it did not.
  std::string refusal() {
    const auto done = back_up();
    return done ? std::string() : done.error();
  }
  // The store that the backup becomes in a new directory.
  std::unique_ptr<StoreGround> restored() {
    const path directory = scratch_.path() / std::to_string(++restores_);
    std::filesystem::create_directory(directory);
    const auto done = store::sqlite::restore(file(), directory);
    EXPECT_TRUE(done) << done.error();
    return std::make_unique<StoreGround>(factory_in(directory));
  }
  [[nodiscard]] path file() const { return scratch_.path() / "backup"; }
  [[nodiscard]] path unfinished() const { return scratch_.path() / "backup.tmp"; }
  // What is in the place for backups, whatever it is.
  [[nodiscard]] std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(scratch_.path())) {
      names.push_back(entry.path().filename());
    }
    std::ranges::sort(names);
    return names;
  }

  FailingVfs disk_;
  ScratchDirectory scratch_;
  StoreGround ground_;
  User maks_;
  Chat team_;
  int restores_ = 0;
};

TEST_F(SqliteBackup, HoldsWhatWasAcknowledgedBeforeIt) {
  ground_.send(maks_, team_, "also before");
  const auto done = back_up();
  ASSERT_TRUE(done) << done.error();
  ground_.send(maks_, team_, "after");
  EXPECT_EQ(static_cast<std::uintmax_t>(done->bytes), std::filesystem::file_size(file()));
  const auto other = restored();
  EXPECT_EQ(texts(other->history(maks_, team_)),
            (std::vector<std::string>{"before", "also before"}));
  EXPECT_EQ(texts(ground_.history(maks_, team_)),
            (std::vector<std::string>{"before", "also before", "after"}));
}

TEST_F(SqliteBackup, IsOneFileForItsOwnerOnly) {
  ASSERT_TRUE(back_up());
  EXPECT_EQ(files(), std::vector<std::string>{"backup"});
  EXPECT_EQ(std::filesystem::status(file()).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

// Under load: what was acknowledged when it began is in it, and what is in it is whole.
TEST_F(SqliteBackup, WhileOthersWriteItIsOneMomentOfTheirWork) {
  std::atomic<std::int64_t> acknowledged{1};
  std::jthread sender([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      acknowledged = ground_.send(maks_, team_, "under way").seq.value();
    }
  });
  for (int round = 0; round < 5; ++round) {
    const std::int64_t before = acknowledged;
    while (acknowledged < before + 20) std::this_thread::yield();
    const std::int64_t begun_at = acknowledged;
    ASSERT_TRUE(back_up());
    const auto other = restored();
    EXPECT_GE(other->seen_by(maks_, team_).last_seq.value(), begun_at);
    const auto report = other->store().maintenance().check({});
    ASSERT_TRUE(report) << report.error();
    EXPECT_THAT(report->faults, ::testing::IsEmpty());
    std::filesystem::remove(file());
  }
}

TEST_F(SqliteBackup, ManyMessagesAndLargeOnesAreInIt) {
  for (int i = 0; i < 300; ++i) ground_.send(maks_, team_, std::string(64 * 1024, 'x'));
  ASSERT_TRUE(back_up());
  const auto other = restored();
  EXPECT_EQ(other->seen_by(maks_, team_).last_seq, Seq(301));
  EXPECT_EQ(other->history(maks_, team_).back().text, std::string(64 * 1024, 'x'));
}

TEST_F(SqliteBackup, AFileThatIsThereIsLeftAlone) {
  std::ofstream(file()) << "precious";
  EXPECT_THAT(refusal(), AllOf(HasSubstr(file()), HasSubstr("already exists")));
  EXPECT_EQ(std::filesystem::file_size(file()), 8U);
  EXPECT_EQ(files(), std::vector<std::string>{"backup"});
  std::filesystem::remove(file());
  std::filesystem::create_symlink("nowhere", file());
  EXPECT_THAT(refusal(), HasSubstr("already exists"));
}

TEST_F(SqliteBackup, WhatAKilledOneLeftIsReplaced) {
  std::ofstream(unfinished()) << std::string(100'000, 'h');
  std::ofstream(unfinished().string() + "-journal") << std::string(1'000, 'j');
  EXPECT_EQ(refusal(), "");
  EXPECT_EQ(files(), std::vector<std::string>{"backup"});
  EXPECT_EQ(texts(restored()->history(maks_, team_)), std::vector<std::string>{"before"});
}

// Two servers that are told the same file: none of them takes the other's half for a whole.
TEST_F(SqliteBackup, WhatAnotherProcessHasReplacedIsLeftToIt) {
  using store::sqlite::Database;
  Database database(scratch_.path() / "some.db", Database::Missing::make);
  database.execute("CREATE TABLE some (x)");
  const auto replace = [this](Database&) {
    std::filesystem::remove(unfinished());
    std::ofstream(unfinished()) << "half";
  };
  std::string words;
  try {
    store::sqlite::copy_whole(database, file(), store::sqlite::IfThere::refuse, replace);
  } catch (const std::runtime_error& error) {
    words = error.what();
  }
  EXPECT_THAT(words, HasSubstr("another process has replaced"));
  EXPECT_FALSE(std::filesystem::exists(file()));
  EXPECT_EQ(std::filesystem::file_size(unfinished()), 4U);
}

TEST_F(SqliteBackup, APlaceThatCannotBeWrittenIsNamed) {
  const auto done =
      ground_.store().maintenance().back_up(scratch_.path() / "nowhere" / "backup", {});
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error(), AllOf(HasSubstr("nowhere"), HasSubstr("No such file")));
}

TEST_F(SqliteBackup, NamesOfTheDatabasesOwnFilesAreRefused) {
  const ScratchDirectory data;
  StoreGround there(factory_in(data.path()));
  for (const char* name : {"asq.db-wal", "asq.db-shm", "asq.db-journal"}) {
    const auto done = there.store().maintenance().back_up(data.path() / name, {});
    ASSERT_FALSE(done) << name;
    EXPECT_THAT(done.error(), HasSubstr("own files"));
  }
  EXPECT_FALSE(std::filesystem::exists(data.path() / "asq.db-journal"));
  EXPECT_TRUE(there.store().maintenance().back_up(data.path() / "asq.backup", {}));
}

// The disk of the backup is full: the backup fails, and the chat goes on.
TEST_F(SqliteBackup, WithoutRoomItIsNotThereAndNothingElseHappens) {
  for (int i = 0; i < 50; ++i) ground_.send(maks_, team_, std::string(10'000, 'x'));
  int refusals = 0;
  for (int from = 1;; from += 13) {  // at every moment of it
    disk_.fail(FailingVfs::Operation::write, Fault::no_space, FailingVfs::File::database, from);
    const std::string words = refusal();
    ground_.send(maks_, team_, "goes on");
    disk_.heal();
    if (words.empty()) break;
    ++refusals;
    EXPECT_EQ(words, "there is no room for " + file().string());
    EXPECT_EQ(files(), std::vector<std::string>{});
  }
  EXPECT_GT(refusals, 5);
  EXPECT_TRUE(ground_.store().ready());
  EXPECT_GT(restored()->history(maks_, team_).size(), 50U);
}

TEST_F(SqliteBackup, WithABrokenDiskUnderItTheServerGoesOn) {
  disk_.fail(FailingVfs::Operation::write, Fault::io_error, FailingVfs::File::database);
  EXPECT_THAT(refusal(), HasSubstr("can't be written"));
  disk_.heal();
  EXPECT_EQ(files(), std::vector<std::string>{});
  ground_.send(maks_, team_, "goes on");
  EXPECT_TRUE(ground_.store().ready());
}

TEST_F(SqliteBackup, WhoeverStopsItFindsNothingLeft) {
  for (int i = 0; i < 200; ++i) ground_.send(maks_, team_, std::string(60'000, 'x'));
  std::stop_source stop;
  stop.request_stop();
  const auto done = back_up(stop.get_token());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error(), "it was given up");
  EXPECT_EQ(files(), std::vector<std::string>{});
  std::stop_source later;
  std::jthread stopping([&] {
    while (files().empty()) std::this_thread::yield();
    later.request_stop();
  });
  // Whole or not there, whatever the moment was.
  const bool whole = back_up(later.get_token()).has_value();
  EXPECT_EQ(std::filesystem::exists(file()), whole);
  EXPECT_FALSE(std::filesystem::exists(unfinished()));
}

// A message that was deleted is not kept by the free space of a file.
TEST_F(SqliteBackup, WhatWasDeletedIsNotInIt) {
  const Session session = ground_.session(maks_);
  ASSERT_TRUE(ground_.run(ground_.verbs().sessions().end(maks_.id, session.id)));
  test::Opening opening{maks_.id, "Secret-Agent/1.0", std::chrono::hours(1)};
  ASSERT_TRUE(ground_.run(ground_.verbs().sessions().open(std::move(opening))));
  ASSERT_TRUE(back_up());
  std::ifstream in(file(), std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(in), {});
  EXPECT_NE(bytes.find("before"), std::string::npos);
  EXPECT_EQ(bytes.find("Secret-Agent"), std::string::npos) << "a session";
}

// Two futures of one past: what was handed out in one means nothing in the other.
TEST_F(SqliteBackup, NoCursorAndNoSessionFromBeforeCountsAfterwards) {
  const Session session = ground_.session(maks_);
  ASSERT_TRUE(back_up());
  const Session lost = ground_.session(maks_);
  const auto first = restored();
  const auto second = restored();
  for (const auto& future : {&ground_, first.get(), second.get()}) {
    for (const auto& other : {&ground_, first.get(), second.get()}) {
      EXPECT_EQ(future->store().epoch() == other->store().epoch(), future == other);
    }
  }
  for (const auto& future : {first.get(), second.get()}) {
    EXPECT_FALSE(future->verbs().sessions().live(session.id, maks_.id));
    EXPECT_GT(future->session(maks_).id, lost.id);
  }
  EXPECT_NE(first->session(maks_).id, second->session(maks_).id);
  EXPECT_LT(first->session(maks_).id.value(), std::int64_t{1} << 42U);
}

// Put into place by hand, it does not pass for the database that it was copied from either.
TEST_F(SqliteBackup, TheFileItselfHasAnotherEpochAndNoSessions) {
  const Session session = ground_.session(maks_);
  ASSERT_TRUE(back_up());
  const ScratchDirectory by_hand;
  std::filesystem::copy_file(file(), by_hand.path() / "asq.db");
  StoreGround other(factory_in(by_hand.path()));
  EXPECT_NE(other.store().epoch(), ground_.store().epoch());
  EXPECT_FALSE(other.verbs().sessions().live(session.id, maks_.id));
  EXPECT_EQ(texts(other.history(maks_, team_)), std::vector<std::string>{"before"});
}

TEST_F(SqliteBackup, WithoutAStoreTheDirectoryIsReadAsItIs) {
  const ScratchDirectory data;
  {
    StoreGround there(factory_in(data.path()));
    const User anna = there.user("anna");
    there.send(anna, there.group(anna, {}), "alone");
  }
  const auto alone = store::sqlite::open_maintenance(data.path());
  ASSERT_TRUE(alone) << alone.error();
  ASSERT_TRUE((*alone)->back_up(file(), {}));
  EXPECT_FALSE(std::filesystem::exists(data.path() / "asq.db-wal"));
  EXPECT_EQ(texts(restored()->history(maks_, team_)), std::vector<std::string>{"alone"});
}

TEST_F(SqliteBackup, WithoutADatabaseThereIsNothingToBackUp) {
  const auto alone = store::sqlite::open_maintenance(scratch_.path());
  ASSERT_FALSE(alone);
  EXPECT_THAT(alone.error(), AllOf(HasSubstr("no database"), HasSubstr(scratch_.path())));
  EXPECT_EQ(files(), std::vector<std::string>{});
}

}  // namespace
}  // namespace asq::testing
