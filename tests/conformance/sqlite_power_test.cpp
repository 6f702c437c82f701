// P1: what was acknowledged is there after a power cut, as a disk would leave it that keeps exactly
// what was synced.
#include <fstream>

#include "sqlite_factory.hpp"
#include "store_suite.hpp"
#include "support/failing_vfs.hpp"

namespace asq::testing {
namespace {

TEST(SqlitePower, WhatWasAcknowledgedSurvivesAPowerCutAtAnyMoment) {
  FailingVfs disk(FailingVfs::Remember::synced);
  StoreGround ground(std::make_unique<SqliteFactory>());
  const User maks = ground.user("maks");
  const Chat team = ground.group(maks, {});
  for (int cut = 1; cut <= 10; ++cut) {
    std::vector<std::future<Result<Receipt>>> pending;
    for (int i = 0; i < 20; ++i) {
      test::NewMessage message{team.id, by(maks), "x", std::nullopt, std::nullopt};
      pending.push_back(ground.loop().start(ground.verbs().messages().append(std::move(message))));
    }
    pending.front().get().value();
    const std::int64_t acknowledged =
        pending[static_cast<std::size_t>(cut)].get().value().message.seq.value();
    const ScratchDirectory left;
    disk.write_synced(left.path());
    for (auto& one : pending) {
      if (one.valid()) one.get().value();
    }
    StoreGround after(factory_in(left.path()));
    EXPECT_GE(after.seen_by(maks, team).last_seq.value(), acknowledged);
  }
}

TEST(SqlitePower, AcknowledgedAccountsChatsAndSessionsSurviveToo) {
  FailingVfs disk(FailingVfs::Remember::synced);
  StoreGround ground(std::make_unique<SqliteFactory>());
  const User maks = ground.user("maks");
  const Chat team = ground.group(maks, {});
  const Session session = ground.session(maks);
  const ScratchDirectory left;
  disk.write_synced(left.path());
  StoreGround after(factory_in(left.path()));
  EXPECT_EQ(after.run(after.verbs().accounts().find(maks.id)).value().username, "maks");
  EXPECT_EQ(after.seen_by(maks, team).name, "team");
  EXPECT_TRUE(after.verbs().sessions().live(session.id, maks.id));
}

// Frames that were under way when the power went: written in part, not acknowledged.
TEST(SqlitePower, ATornEndOfTheLogIsForgotten) {
  FailingVfs disk(FailingVfs::Remember::synced);
  StoreGround ground(std::make_unique<SqliteFactory>());
  const User maks = ground.user("maks");
  const Chat team = ground.group(maks, {});
  ground.send(maks, team, "acknowledged");
  const ScratchDirectory left;
  disk.write_synced(left.path());
  std::ofstream(left.path() / "asq.db-wal", std::ios::binary | std::ios::app)
      << std::string(6'000, 't');
  StoreGround after(factory_in(left.path()));
  EXPECT_EQ(texts(after.history(maks, team)), std::vector<std::string>{"acknowledged"});
}

TEST(SqlitePower, ACheckpointLosesNothing) {
  FailingVfs disk(FailingVfs::Remember::synced);
  StoreGround ground(std::make_unique<SqliteFactory>());
  const User maks = ground.user("maks");
  const Chat team = ground.group(maks, {});
  const std::string large(64 * 1024, 'x');
  const int before = disk.count(FailingVfs::Operation::sync, FailingVfs::File::database);
  std::int64_t sent = 0;
  while (disk.count(FailingVfs::Operation::sync, FailingVfs::File::database) < before + 3) {
    ASSERT_LT(sent, 5'000) << "no checkpoint";
    sent = ground.send(maks, team, large).seq.value();
  }
  const ScratchDirectory left;
  disk.write_synced(left.path());
  StoreGround after(factory_in(left.path()));
  EXPECT_EQ(after.seen_by(maks, team).last_seq.value(), sent);
}

}  // namespace
}  // namespace asq::testing
