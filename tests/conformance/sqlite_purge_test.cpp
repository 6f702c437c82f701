// What a deleted chat leaves in the tables goes while nobody waits, and after a restart too.
#include <functional>

#include "sqlite_factory.hpp"
#include "store/sqlite/core/database.hpp"
#include "store_suite.hpp"

namespace asq::testing {
namespace {

class SqlitePurge : public ::testing::Test {
 protected:
  SqlitePurge() { start(); }

  void start() {
    ground_.reset();
    store::sqlite::Options options;
    options.directory = scratch_.path();
    ground_.emplace(std::make_unique<SqliteFactory>(options));
  }
  // Messages with receipts, in one go.
  void send_many(const User& sender, const Chat& chat, int count) {
    std::vector<std::future<Result<Receipt>>> pending;
    for (int i = 0; i < count; ++i) {
      test::NewMessage message{chat.id, by(sender), "x", std::to_string(i), std::nullopt};
      pending.push_back(
          ground_->loop().start(ground_->verbs().messages().append(std::move(message))));
    }
    for (auto& one : pending) ASSERT_TRUE(one.get());
  }
  std::int64_t number_of(const std::string& what) {
    return store::sqlite::Database(file()).query_integer("SELECT count(*) FROM " + what);
  }
  std::int64_t rows_of(const Chat& chat) {
    const std::string id = std::to_string(chat.id.value());
    return number_of("messages WHERE position >> 32 = " + id) +
           number_of("receipts WHERE chat_id = " + id) +
           number_of("reactions WHERE message >> 32 = " + id) +
           number_of("reaction_kinds WHERE message >> 32 = " + id);
  }
  void wait_until_purged() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (number_of("purges") > 0) {
      ASSERT_LT(std::chrono::steady_clock::now(), deadline);
      std::this_thread::yield();
    }
  }
  [[nodiscard]] std::filesystem::path file() const { return scratch_.path() / "asq.db"; }

  ScratchDirectory scratch_;
  std::optional<StoreGround> ground_;
};

TEST_F(SqlitePurge, OfADeletedChatNoRowIsLeftAndOthersKeepTheirs) {
  const User maks = ground_->user("maks");
  const Chat team = ground_->group(maks, {});
  const Chat other = ground_->group(maks, {});
  send_many(maks, team, 2'000);
  send_many(maks, other, 300);
  ground_->react(maks, ground_->history(maks, team).back(), "👍");
  ground_->react(maks, ground_->history(maks, other).back(), "👍");
  ground_->erase_chat(maks, team);
  EXPECT_EQ(ground_->send(maks, other, "meanwhile").seq, Seq(301));
  wait_until_purged();
  EXPECT_EQ(rows_of(team), 0);
  EXPECT_EQ(rows_of(other), 300 + 301 + 1 + 1);
  EXPECT_EQ(number_of("chats"), 1);
  EXPECT_EQ(number_of("members"), 1);
}

// As a kill right after the deletion would leave it: nothing is cleared away yet.
TEST_F(SqlitePurge, WhatIsLeftOverAtAStartIsClearedAwayThen) {
  const User maks = ground_->user("maks");
  const Chat team = ground_->group(maks, {});
  send_many(maks, team, 1'000);
  ground_.reset();
  store::sqlite::Database(file()).execute(
      "DELETE FROM members; DELETE FROM chats; INSERT INTO purges (chat_id) VALUES (1)");
  EXPECT_EQ(rows_of(team), 2'000);
  start();
  EXPECT_EQ(refusal(ground_->try_history(maks.id, team.id)), ErrorCode::chat_not_found);
  wait_until_purged();
  EXPECT_EQ(rows_of(team), 0);
  EXPECT_EQ(ground_->group(maks, {}).id, ChatId(2));
}

TEST_F(SqlitePurge, TheHandleOfADeletedAccountIsForgottenWhenItsRestIsOver) {
  ground_->erase_account(ground_->user("maks"));
  start();
  EXPECT_EQ(number_of("freed_handles WHERE handle = 'maks'"), 1) << "it rests";
  ground_.reset();
  store::sqlite::Database(file()).execute("UPDATE freed_handles SET until = 1");
  start();
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (number_of("freed_handles") > 0) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
    std::this_thread::yield();
  }
}

TEST_F(SqlitePurge, AStoreThatIsClosedMeanwhileGoesOnWhenItIsOpenedAgain) {
  const User maks = ground_->user("maks");
  const Chat team = ground_->group(maks, {});
  send_many(maks, team, 3'000);
  ground_->erase_chat(maks, team);
  start();
  start();
  wait_until_purged();
  EXPECT_EQ(rows_of(team), 0);
}

}  // namespace
}  // namespace asq::testing
