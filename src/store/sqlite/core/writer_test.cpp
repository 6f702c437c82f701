#include "store/sqlite/core/writer.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

#include "store/sqlite/core/schema.hpp"

namespace asq::store::sqlite {
namespace {

// Holds the writer inside a batch, so that what is queued meanwhile becomes the next one.
class Gate {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    reached_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void wait_until_reached() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return reached_; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool reached_ = false;
  bool open_ = false;
};

// A read that is only there.
class NoRead final : public Call<Snapshot> {
 public:
  explicit NoRead(const Executor& executor) : Call(executor, {"nothing", Payer::server()}) {}
  bool run(Snapshot&) override { return true; }
  void refuse(Error) override {}
  void finish() override {}
};

class WriterTest : public ::testing::Test {
 protected:
  WriterTest() {
    std::string name = (std::filesystem::temp_directory_path() / "asq-writer-XXXXXX").string();
    directory_ = mkdtemp(name.data());
    Database database(directory_ / "asq.db", Database::Missing::make);
    (void)database.query_text("PRAGMA journal_mode = WAL");
    migrate(database, directory_ / "asq.db");
    database.execute("CREATE TABLE notes (text TEXT UNIQUE)");
    open_writer({.max_queued = 5, .max_batch = 3, .checkpoint_pages = 4});
    tail_.set_listener([this](const EventBatch& batch) { batches_.push_back(batch); });
  }
  void open_writer(const WriterOptions& options) {
    writer_.reset();
    auto database = std::make_unique<Database>(directory_ / "asq.db");
    writer_.emplace(std::move(database), tail_, clock_, failure_, metrics_, options, &readers_);
  }
  // close() refuses what is new from then on.
  bool closing_begun() {
    const auto late = start_note("late");
    loop_.restart();
    loop_.poll();
    return outcomes_[late] && refusal(late) == ErrorCode::shutting_down;
  }
  ~WriterTest() override {
    writer_.reset();
    std::filesystem::remove_all(directory_);
  }

  // Starts a write, which has its place in the queue when this returns; its outcome comes into
  // outcomes_ when the loop runs.
  template <class Verb>
  std::size_t start(Verb verb, Payer payer = Payer::server()) {
    const std::size_t index = outcomes_.size();
    outcomes_.emplace_back();
    boost::asio::co_spawn(loop_,
                          suspend_in<int, Transaction>(*writer_, {"test", payer}, std::move(verb)),
                          [this, index](const std::exception_ptr&, Result<int> outcome) {
                            outcomes_[index] = std::move(outcome);
                          });
    loop_.restart();
    loop_.poll();
    return index;
  }
  std::size_t start_note(const std::string& text) {
    return start([text](Transaction& rows) -> Result<int> {
      tables(rows).statement("INSERT INTO notes (text) VALUES (?1)").execute(text);
      return 1;
    });
  }
  // The tables below the rows.
  static Database& tables(Transaction& rows) {
    return static_cast<SqliteTransaction&>(rows).tables();
  }
  static void end_session(Transaction& rows) {
    rows.record(rows.take_position(), SessionEnded{SessionId(1), UserId(1)});
  }
  void start_gate() {
    start([this](Transaction&) -> Result<int> {
      gate_.pass();
      return 0;
    });
    gate_.wait_until_reached();
  }
  void finish_all() {
    gate_.open();
    loop_.restart();
    loop_.run();
  }
  std::int64_t notes() {
    return Database(directory_ / "asq.db").query_integer("SELECT count(*) FROM notes");
  }
  std::optional<ErrorCode> refusal(std::size_t index) {
    if (*outcomes_.at(index)) return std::nullopt;
    return outcomes_.at(index)->error().code;
  }

  SystemClock clock_;
  std::filesystem::path directory_;
  DiskFailure failure_{[](const std::string&) {}};
  Metrics metrics_{nullptr};
  Memory memory_{clock_, 10};
  Tail tail_{memory_, LogPosition()};
  ReadLine readers_{2, 100, clock_};
  std::optional<Writer> writer_;
  boost::asio::io_context loop_{1};
  Gate gate_;
  std::vector<EventBatch> batches_;
  std::vector<std::optional<Result<int>>> outcomes_;
  int written_ = 0;
};

// They were forgotten only when somebody changed a handle, and a deleted person's stayed for ever.
TEST_F(WriterTest, HandlesWhoseRestIsOverAreForgottenThoughNobodyWrites) {
  writer_.reset();
  Database database(directory_ / "asq.db");
  const auto in_a_moment = clock_.now() + std::chrono::milliseconds(300);
  database.execute(
      "INSERT INTO users (username, email, email_folded, password_hash, created_at, deleted) "
      "VALUES ('', '', 'deleted 1', '', 1, 1);"
      "INSERT INTO freed_handles VALUES ('rests', 1, 9000000000000000);"
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) "
      "INSERT INTO freed_handles SELECT 'long.ago' || i, 1, i FROM n");
  database.statement("INSERT INTO freed_handles VALUES ('soon', 1, ?1)")
      .execute(to_micros(in_a_moment));
  open_writer({.forget_every = std::chrono::milliseconds(50)});
  const auto deadline = clock_.steady() + std::chrono::seconds(30);
  while (database.query_integer("SELECT count(*) FROM freed_handles") > 1) {
    ASSERT_LT(clock_.steady(), deadline);
    std::this_thread::yield();
  }
  EXPECT_EQ(database.query_text("SELECT handle FROM freed_handles"), "rests");
  EXPECT_GE(clock_.now(), in_a_moment);
}

TEST_F(WriterTest, AWriteThatFailsForItsOwnReasonHarmsNoOtherOfItsBatch) {
  start_gate();
  const auto first = start_note("same");
  const auto second = start_note("same");  // breaks the rule of the table
  const auto third = start_note("other");
  finish_all();
  EXPECT_EQ(refusal(first), std::nullopt);
  EXPECT_EQ(refusal(second), ErrorCode::storage_unavailable);
  EXPECT_EQ(refusal(third), std::nullopt);
  EXPECT_EQ(notes(), 2);
  EXPECT_FALSE(failure_.happened());
}

TEST_F(WriterTest, AVerbThatThrowsHarmsNoOtherEither) {
  start_gate();
  const auto first = start_note("one");
  const auto second = start([](Transaction&) -> Result<int> { throw std::runtime_error("a bug"); });
  const auto third = start_note("two");
  finish_all();
  EXPECT_EQ(refusal(first), std::nullopt);
  EXPECT_EQ(refusal(second), ErrorCode::storage_unavailable);
  EXPECT_EQ(refusal(third), std::nullopt);
  EXPECT_EQ(notes(), 2);
}

TEST_F(WriterTest, WhatARefusedVerbHasWrittenIsUndone) {
  start_gate();
  const auto first = start_note("one");
  const auto second = start([](Transaction& rows) -> Result<int> {
    tables(rows).execute("INSERT INTO notes (text) VALUES ('half')");
    end_session(rows);
    return fail(ErrorCode::forbidden);
  });
  finish_all();
  EXPECT_EQ(refusal(first), std::nullopt);
  EXPECT_EQ(refusal(second), ErrorCode::forbidden);
  EXPECT_EQ(notes(), 1);
  EXPECT_TRUE(batches_.empty());
}

// What the heads hold back is written when a verb looks into the tables; that a verb then refuses
// once broke up the commit of all that had gathered, an fsync each.
TEST_F(WriterTest, ARefusalBehindAnAppendBreaksUpNoCommit) {
  const auto made = start([](Transaction& rows) -> Result<int> {
    tables(rows).execute(
        "INSERT INTO users (id, username, email, email_folded, password_hash, created_at) "
        "VALUES (1, 'u', 'u', 'u', '', 0);"
        "INSERT INTO chats (id, type, name, creator_id, created_at, member_count, last_at) "
        "VALUES (1, 1, 'a', 1, 0, 1, 0);"
        "INSERT INTO members (chat_id, user_id, role, joined_seq, read_seq, joined_at) "
        "VALUES (1, 1, 0, 0, 0, 0)");
    return 0;
  });
  start_gate();
  const auto append = [](Transaction& rows) -> Result<int> {
    const Place place = rows.find_place(ChatId(1), UserId(1)).value();
    Message message;
    message.chat_id = ChatId(1);
    message.sender_id = UserId(1);
    message.seq = next(place.membership.last_seq);
    const LogPosition at = rows.take_position();
    message.id = rows.append_message(message, at);
    rows.record(at, MessageAppended{message});
    return 0;
  };
  const auto first = start(append);
  const auto refused = start([](Transaction& rows) -> Result<int> {
    (void)tables(rows).query_integer("SELECT count(*) FROM messages");
    return fail(ErrorCode::forbidden);
  });
  const auto second = start(append);
  finish_all();
  EXPECT_EQ(refusal(made), std::nullopt);
  EXPECT_EQ(refusal(first), std::nullopt);
  EXPECT_EQ(refusal(refused), ErrorCode::forbidden);
  EXPECT_EQ(refusal(second), std::nullopt);
  ASSERT_EQ(batches_.size(), 1U) << "one commit for both";
  EXPECT_EQ(batches_[0]->size(), 2U);
}

TEST_F(WriterTest, AFullQueueIsOverloadedAtOnce) {
  start_gate();
  for (int i = 0; i < 5; ++i) start_note(std::to_string(i));
  const auto refused = start_note("too many");
  loop_.restart();
  loop_.poll();
  EXPECT_EQ(refusal(refused), ErrorCode::overloaded);
  EXPECT_TRUE(outcomes_[refused]->error().retry_after.has_value());
  finish_all();
  EXPECT_EQ(notes(), 5);
}

TEST_F(WriterTest, MemoryThenListenerThenCallersHearOfACommit) {
  std::vector<std::string> heard;
  tail_.set_listener([&](const EventBatch& batch) {
    const bool known = memory_.session_lives(SessionId(7), UserId(1));
    heard.push_back("listener " + std::to_string(batch->size()) + (known ? ", known" : ""));
    heard.push_back(outcomes_.back() ? "answered" : "not answered");
  });
  start_gate();
  for (int i = 0; i < 2; ++i) {
    start([this](Transaction& rows) -> Result<int> {
      const Timestamp expires = clock_.now() + std::chrono::hours(1);
      rows.record(rows.take_position(), SessionBegan{SessionId(7), UserId(1), expires});
      return 0;
    });
  }
  finish_all();
  EXPECT_EQ(heard, (std::vector<std::string>{"listener 2, known", "not answered"}));
}

TEST_F(WriterTest, APositionThatIsNotRecordedIsGivenBackAndTheVerbFails) {
  start_gate();
  const auto first = start([](Transaction& rows) -> Result<int> {
    end_session(rows);
    return 0;
  });
  const auto forgetful = start([](Transaction& rows) -> Result<int> {
    (void)rows.take_position();
    return 0;
  });
  const auto refused = start([](Transaction& rows) -> Result<int> {
    (void)rows.take_position();
    return fail(ErrorCode::forbidden);
  });
  finish_all();
  EXPECT_EQ(refusal(first), std::nullopt);
  EXPECT_EQ(refusal(forgetful), ErrorCode::internal);
  EXPECT_EQ(refusal(refused), ErrorCode::forbidden);
  EXPECT_EQ(tail_.passed(), LogPosition(1)) << "no hole, and none to come";
}

TEST_F(WriterTest, ACommitHasNoMoreThanItsBoundOfWrites) {
  start_gate();
  for (int i = 0; i < 5; ++i) {
    start([](Transaction& rows) -> Result<int> {
      end_session(rows);
      return 0;
    });
  }
  finish_all();
  ASSERT_EQ(batches_.size(), 2U);
  EXPECT_EQ(batches_[0]->size(), 3U);
  EXPECT_EQ(batches_[1]->size(), 2U);
}

// One that writes much at a time is held to its turn: what others have queued goes before its rest.
TEST_F(WriterTest, ABatchThatTookItsTimeLeavesTheRestForTheNext) {
  std::string order;
  const auto write = [&order, this](char who, bool long_one) {
    return [&order, this, who, long_one](Transaction& rows) -> Result<int> {
      order += who;
      const SteadyTime until = clock_.steady() + std::chrono::milliseconds(long_one ? 30 : 0);
      while (clock_.steady() < until) {
      }
      end_session(rows);
      return 0;
    };
  };
  start_gate();
  for (int i = 0; i < 3; ++i) start(write('a', true), UserId(1));
  start(write('b', false), UserId(2));
  finish_all();
  EXPECT_EQ(order.substr(0, 2), "ab");
  EXPECT_EQ(order.size(), 4U);
  EXPECT_GE(batches_.size(), 3U) << "each of the long ones ends its batch";
}

// Reads that overlap for ever would keep the log from starting afresh, and it would fill the disk.
TEST_F(WriterTest, TheLogStartsAfreshThoughReadsOverlap) {
  const auto log_size = [this] { return std::filesystem::file_size(directory_ / "asq.db-wal"); };
  const auto write_much = [this] {
    for (int i = 0; i < 4; ++i) {
      start_note(std::to_string(written_++) + std::string(16'384, 'x'));
      finish_all();
    }
  };
  Database reader(directory_ / "asq.db");
  reader.execute("PRAGMA wal_autocheckpoint = 0");
  reader.leave_log_when_closed();
  std::uintmax_t largest = 0;
  for (int round = 0; round < 20; ++round) {
    readers_.push(std::make_unique<NoRead>(loop_.get_executor()));
    auto turn = readers_.next(ReadLine::Lane::usual);
    ASSERT_TRUE(turn);
    reader.execute("BEGIN");
    (void)reader.query_integer("SELECT count(*) FROM notes");
    write_much();
    (void)readers_.stop_reason(*turn->running);
    reader.execute("COMMIT");
    readers_.done(*turn);
    largest = std::max(largest, log_size());
  }
  EXPECT_LT(largest, 2U * 1024 * 1024) << "it would have 6 MB else";
}

TEST_F(WriterTest, ClosingStoresWhatIsQueuedAndRefusesTheRest) {
  start_gate();
  const auto queued = start_note("queued");
  gate_.open();
  writer_->close();
  const auto late = start_note("late");
  finish_all();
  EXPECT_EQ(refusal(queued), std::nullopt);
  EXPECT_EQ(refusal(late), ErrorCode::shutting_down);
  EXPECT_EQ(notes(), 1);
}

// A stop has to end in time, however much is queued; what is refused may be sent again.
TEST_F(WriterTest, ClosingRefusesWhatThereIsNoTimeFor) {
  open_writer({.max_queued = 5, .max_batch = 3, .max_closing_time = std::chrono::milliseconds(0)});
  start_gate();
  const auto queued = start_note("queued");
  std::thread closing([this] { writer_->close(); });
  while (!closing_begun()) std::this_thread::yield();
  gate_.open();
  closing.join();
  finish_all();
  EXPECT_EQ(refusal(queued), ErrorCode::shutting_down);
  EXPECT_EQ(notes(), 0);
}

// A backup holds its snapshot for a while. A checkpoint that waited for it would hold up every
// write for two seconds, again and again.
TEST_F(WriterTest, NoCheckpointWaitsForALongRead) {
  Database reader(directory_ / "asq.db");
  reader.execute("PRAGMA wal_autocheckpoint = 0; BEGIN");
  reader.leave_log_when_closed();
  EXPECT_EQ(reader.query_integer("SELECT count(*) FROM notes"), 0);
  const auto begun = clock_.steady();
  {
    const LongReads::Hold hold(&writer_->long_reads());
    for (int i = 0; i < 40; ++i) {
      const auto note = start_note(std::to_string(i) + std::string(16'384, 'x'));
      finish_all();
      EXPECT_EQ(refusal(note), std::nullopt);
    }
  }
  EXPECT_LT(clock_.steady() - begun, std::chrono::seconds(30)) << "forty times two seconds else";
  EXPECT_EQ(reader.query_integer("SELECT count(*) FROM notes"), 0);
  reader.execute("COMMIT");
  EXPECT_EQ(reader.query_integer("SELECT count(*) FROM notes"), 40);
}

}  // namespace
}  // namespace asq::store::sqlite
