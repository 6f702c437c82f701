// The one thread that writes: group commit.                    Stop 4 of docs/life-of-a-message.md
//   before: store/sqlite/rows/transaction.cpp      after: store/tail.cpp
//
// It takes what has gathered, payers in turn, runs it in one transaction for as long as a batch may
// take, commits once, offers the events to the tail, which brings memory up to date and passes them
// on, and then resumes the callers. What a batch had no time for is the first of the next one. A
// verb that refuses has written nothing, so the others of its batch go on. A batch that fails for
// another reason than the disk is rolled back, and each of its writes is tried alone. A full disk
// rolls back and refuses the whole batch (storage_full); a broken one ends the process.
//
// While nobody waits, and a little in between, it clears away what deleted chats have left behind,
// in small transactions, and forgets handles that have rested long enough.
//
// It is also the only connection that checkpoints, after the answers of a batch have left (SQLite
// before 3.51.3 may corrupt a WAL that two connections reset at once). No checkpoint waits: for the
// log to start afresh the readers are asked to pause (read_line.hpp), and writing goes on until
// they do.
// Threads: enqueue(), healthy() and close() from any; everything else as said.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "model/event.hpp"
#include "store/call.hpp"
#include "store/call_queue.hpp"
#include "store/sqlite/core/database.hpp"
#include "store/sqlite/core/disk_failure.hpp"
#include "store/sqlite/core/long_reads.hpp"
#include "store/sqlite/core/metrics.hpp"
#include "store/sqlite/core/read_line.hpp"
#include "store/sqlite/core/statements.hpp"
#include "store/sqlite/rows/transaction.hpp"
#include "store/tail.hpp"

namespace asq::store::sqlite {

struct WriterOptions {
  int max_queued = 16'384;
  int max_batch = 1'000;
  // Then no further write of the batch is begun.
  std::chrono::milliseconds max_batch_time{20};
  // close() goes on committing what is queued for so long, and refuses the rest (shutting_down).
  std::chrono::milliseconds max_closing_time{1'000};
  std::size_t cached_chats = 65'536;
  // Of 4 KiB, in the log, from one checkpoint to the next. Beyond 4 times as many the readers pause
  // until one has gone through, so that the log starts afresh.
  std::int64_t checkpoint_pages = 4'000;
  // How often it looks for handles whose rest is over.
  std::chrono::milliseconds forget_every = std::chrono::hours(1);
};

class Writer {
 public:
  // Takes over the database. The others outlive it. `tail` stands at the log's last position.
  // `readers`: who is asked to pause; nullptr: nobody reads.
  Writer(std::unique_ptr<Database> database, Tail& tail, const Clock& clock, DiskFailure& failure,
         Metrics& metrics, WriterOptions options, ReadLine* readers = nullptr);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Runs the call inside a commit, as Store::write() says.
  void enqueue(std::unique_ptr<Call<Transaction>> call);

  // Those of a backup or a check: no checkpoint waits for them, and the log grows meanwhile.
  [[nodiscard]] LongReads& long_reads() { return long_reads_; }

  // Commits what is queued, as far as there is time, checkpoints, ends the thread, closes the
  // database. Idempotent.
  void close();
  // The last commit went well. While not, it is tried again without a caller once a second.
  [[nodiscard]] bool healthy() const;

 private:
  using Batch = Calls<Transaction>&;

  void work();
  Calls<Transaction> take();
  void answer(Batch batch);
  void write(Batch batch);
  // False: nothing of it was stored, and each is told so or is to be tried alone.
  [[nodiscard]] bool store(Batch batch, SqliteTransaction& rows);
  void commit(Batch batch, SqliteTransaction& rows);
  void committed(SqliteTransaction& rows) noexcept;
  void run_all(Batch batch, SqliteTransaction& rows);
  void run(Call<Transaction>& call, SqliteTransaction& rows);
  void save_counters();
  void mark_log();
  void announce(SqliteTransaction& rows, LogPosition first);
  void write_one_by_one(Batch batch);
  void refuse(Batch batch, ErrorCode code);
  void complain(std::string_view event, std::string_view cause);
  void roll_back();
  void purge();
  // One round of it; true: something is left.
  [[nodiscard]] bool purge_for_a_moment();
  void checkpoint_if_due();
  void checkpoint(Database::Checkpoint mode);
  void pause_readers();
  void restart_log();
  void last_checkpoint();

  std::unique_ptr<Database> database_;
  std::optional<WriteStatements> sql_;
  Tail& tail_;
  const Clock& clock_;
  DiskFailure& failure_;
  Metrics& metrics_;
  const WriterOptions options_;
  LongReads long_reads_;
  std::optional<ChatHeads> heads_;
  Counters counters_;
  Counters committed_;
  std::int64_t marks_ = 0;  // rows/log_marks.hpp
  SteadyTime marked_at_;
  bool purging_ = false;  // something is left to clear away
  SteadyTime forget_at_;
  SteadyTime purge_at_{};
  SteadyTime purged_at_{};
  SteadyTime complained_at_{};
  std::int64_t not_complained_ = 0;   // failures since, which only count
  std::int64_t wal_pages_ = 0;        // in the log, as of the last commit
  std::int64_t checkpointed_at_ = 0;  // pages in the log at the last checkpoint
  ReadLine* const readers_;
  bool readers_pause_ = false;
  std::atomic<bool> last_commit_went_well_{true};
  std::atomic<SteadyTime> close_by_{SteadyTime::max()};
  CallQueue<Transaction> queue_;
  std::thread thread_;
};

}  // namespace asq::store::sqlite
