// The one thread that writes: group commit.                    Stop 4 of docs/life-of-a-message.md
//   before: store/sqlite/append_message.cpp      after: chat/publish.hpp
//
// It takes whatever has gathered, runs it in one transaction, commits once, and then, in this
// order: brings the store's memory up to date, hands the events to the commit listener, resumes the
// callers. A verb that refuses has written nothing, so that the others of its batch go on; a batch
// that fails for another reason than the disk is rolled back, and each of its writes is tried
// alone. A full disk rolls back all and refuses all (storage_full); a broken one ends the process.
//
// While nobody waits it clears away what deleted chats have left behind, in small transactions.
//
// It is also the only connection that checkpoints, after the answers of a batch have left (SQLite
// before 3.51.3 may corrupt a WAL that two connections reset at once).
// Threads: run(), healthy() and close() from any; everything else as said.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "model/event.hpp"
#include "store/sqlite/call.hpp"
#include "store/sqlite/chat_heads.hpp"
#include "store/sqlite/database.hpp"
#include "store/sqlite/disk_failure.hpp"
#include "store/sqlite/job_queue.hpp"
#include "store/sqlite/long_reads.hpp"
#include "store/sqlite/metrics.hpp"
#include "store/sqlite/statements.hpp"
#include "store/store.hpp"

namespace asq::store::sqlite {

// What counts up over the whole database; saved once per commit.
struct Counters {
  std::int64_t message_id = 0;
  std::int64_t log_position = 0;
  bool operator==(const Counters&) const = default;
};

// What a write sees, inside the transaction, on the writer's thread. A verb that refuses must not
// have changed anything before.
class WriteContext {
 public:
  WriteContext(Database& connection, WriteStatements& statements, ChatHeads& chat_heads,
               const Clock& wall_clock, Counters& all_counters)
      : sql(statements),
        heads(chat_heads),
        clock(wall_clock),
        counters(all_counters),
        database_(connection) {}

  // The tables, with all that the verbs before have done in this transaction.
  [[nodiscard]] Database& database();
  // Rows that the last statement changed.
  [[nodiscard]] int changes() const { return database_.changes(); }
  // Rows that verbs have changed; what heads only wrote later does not count.
  [[nodiscard]] std::int64_t changes_of_verbs() const {
    return database_.total_changes() - changes_of_heads_;
  }

  // A place in the log for a change without a row in it: the move of a marker.
  [[nodiscard]] LogPosition take_position() { return LogPosition(++counters.log_position); }
  // Published after the commit, in the order of the calls. `logged`: a lasting event's row
  // (store/sqlite/log_rows.hpp).
  struct Logged {
    LogPosition position;
    LogPosition previous;
  };
  void publish(Change what, Logged logged);
  void publish(Change what) { publish(std::move(what), Logged{}); }
  // Runs after the commit and before anybody hears of it: the store's memory.
  void after_commit(std::function<void()> update) { updates.push_back(std::move(update)); }
  // A chat is gone and what it leaves behind is listed (purge.hpp): it is to be cleared away.
  void purge_later() { purges = true; }

  WriteStatements& sql;
  ChatHeads& heads;
  const Clock& clock;
  Counters& counters;
  std::vector<std::shared_ptr<const Event>> events;
  std::vector<std::function<void()>> updates;
  bool purges = false;

 private:
  Database& database_;
  std::int64_t changes_of_heads_ = 0;
};

struct WriterOptions {
  int max_queued = 16'384;
  int max_batch = 1'000;
  std::size_t cached_chats = 65'536;
  // Of 4 KiB, in the log, from one checkpoint to the next. Beyond 16 times as many a checkpoint
  // waits for readers, so that the log starts afresh.
  std::int64_t checkpoint_pages = 4'000;
};

class Writer {
 public:
  // Takes over the database. The others outlive it.
  Writer(std::unique_ptr<Database> database, const Clock& clock, DiskFailure& failure,
         Metrics& metrics, WriterOptions options);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void set_commit_listener(CommitListener listener) { listener_ = std::move(listener); }

  // Runs `verb`, Result<T>(WriteContext&), inside a commit. Errors: the verb's own, overloaded,
  // shutting_down, storage_full, storage_unavailable.
  template <class T, class Verb>
  [[nodiscard]] Task<Result<T>> run(Verb verb) {
    return suspend_in<T, WriteContext>(*this, std::move(verb));
  }
  void enqueue(std::unique_ptr<Call<WriteContext>> call);

  // Those of a backup or a check: no checkpoint waits for them, and the log grows meanwhile.
  [[nodiscard]] LongReads& long_reads() { return long_reads_; }

  // Commits what is queued, checkpoints, ends the thread, closes the database. Idempotent.
  void close();
  // The last commit went well. While not, it is tried again without a caller once a second.
  [[nodiscard]] bool healthy() const;
  // The newest committed position of the log; of a commit whose listener is being called, already.
  [[nodiscard]] LogPosition log_head() const {
    return LogPosition(log_head_.load(std::memory_order_acquire));
  }

 private:
  using Batch = std::span<std::unique_ptr<Call<WriteContext>>>;

  void work();
  Calls<WriteContext> take();
  void answer(Batch batch);
  void write(Batch batch);
  // False: nothing of it was stored, and each is told so or is to be tried alone.
  [[nodiscard]] bool store(Batch batch, WriteContext& context);
  void commit(Batch batch, WriteContext& context);
  void committed(WriteContext& context) noexcept;
  void run_all(Batch batch, WriteContext& context);
  void save_counters();
  void mark_log();
  void announce(WriteContext& context);
  void write_one_by_one(Batch batch);
  void refuse(Batch batch, ErrorCode code);
  void complain(std::string_view event, std::string_view cause);
  void roll_back();
  void purge();
  void checkpoint_if_due();
  void last_checkpoint();

  std::unique_ptr<Database> database_;
  std::optional<WriteStatements> sql_;
  const Clock& clock_;
  DiskFailure& failure_;
  Metrics& metrics_;
  const WriterOptions options_;
  LongReads long_reads_;
  CommitListener listener_;
  std::optional<ChatHeads> heads_;
  Counters counters_;
  Counters committed_;
  std::atomic<std::int64_t> log_head_{0};
  std::int64_t marks_ = 0;  // log_marks.hpp
  SteadyTime marked_at_;
  bool purging_ = false;  // something is left to clear away
  SteadyTime purge_at_{};
  SteadyTime complained_at_{};
  std::int64_t not_complained_ = 0;   // failures since, which only count
  std::int64_t wal_pages_ = 0;        // in the log, as of the last commit
  std::int64_t checkpointed_at_ = 0;  // pages in the log at the last checkpoint
  std::atomic<bool> last_commit_went_well_{true};
  JobQueue<std::unique_ptr<Call<WriteContext>>> queue_;
  std::thread thread_;
};

}  // namespace asq::store::sqlite
