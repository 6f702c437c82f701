// The one thread that writes: group commit.                    Stop 4 of docs/life-of-a-message.md
//   before: store/sqlite/messages.cpp      after: chat/publish.hpp
//
// It takes whatever has gathered, runs each write in a savepoint of one transaction, commits once,
// and then, in this order: brings the store's memory up to date, hands the events to the commit
// listener, resumes the callers. A refused write rolls back alone. A full disk rolls back all and
// refuses all (storage_full); a broken one ends the process. It is also the only connection that
// checkpoints, after the answers of a batch have left (SQLite before 3.51.3 may corrupt a WAL that
// two connections reset at once). Threads: run() from any; everything else as said.
#pragma once

#include <prometheus/registry.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <thread>

#include "base/suspend.hpp"
#include "model/event.hpp"
#include "store/sqlite/database.hpp"
#include "store/sqlite/job_queue.hpp"
#include "store/sqlite/statements.hpp"
#include "store/store.hpp"

namespace asq::store::sqlite {

// What a write sees, inside the transaction, on the writer's thread.
struct WriteContext {
  Database& database;
  WriteStatements& sql;
  const Clock& clock;
  std::int64_t& last_message_id;  // counts up with each message; saved once per commit

  // Published after the commit, in the order of the calls.
  void publish(std::variant<MessageAppended, SessionEnded> what);
  // Runs after the commit and before anybody hears of it: the store's memory.
  void after_commit(std::function<void()> update);

  // What a write that is refused takes back with it.
  std::vector<std::shared_ptr<const Event>> events;
  std::vector<std::function<void()>> updates;
};

struct WriterOptions {
  int max_queued = 16'384;
  int max_batch = 1'000;
  prometheus::Registry* metrics = nullptr;
  std::function<void(const std::string& reason)> on_fatal;
};

class Writer {
 public:
  // Takes over the database. `listener` is looked at for every commit.
  Writer(std::unique_ptr<Database> database, const Clock& clock, WriterOptions options);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void set_commit_listener(CommitListener listener) { listener_ = std::move(listener); }

  // Runs `verb` inside a commit. Errors: the verb's own (nothing of it is stored), overloaded,
  // shutting_down, storage_full, storage_unavailable.
  template <class T>
  [[nodiscard]] Task<Result<T>> run(std::function<Result<T>(WriteContext&)> verb);

  // Commits what is queued, checkpoints, ends the thread. Idempotent.
  void close();
  [[nodiscard]] bool healthy() const { return healthy_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::size_t queued() const { return queue_.size(); }

 private:
  struct Job {
    std::function<bool(WriteContext&)> run;           // true: the verb has not refused
    std::function<void(const Error* failed)> resume;  // nullptr: with the verb's own result
  };
  struct Metrics;

  void enqueue(Job job);
  void work();
  void write(std::vector<Job>& batch);
  void run_batch(std::vector<Job>& batch, WriteContext& context);
  void run_job(Job& job, WriteContext& context);
  void commit(const WriteContext& context);
  void announce(WriteContext& context);
  void fail(std::vector<Job>& batch, const SqliteError& error);
  void checkpoint_if_due();

  std::unique_ptr<Database> database_;
  WriteStatements sql_;
  const Clock& clock_;
  WriterOptions options_;
  CommitListener listener_;
  std::int64_t last_message_id_;
  std::int64_t wal_pages_ = 0;  // in the log, as of the last commit
  std::atomic<bool> healthy_{true};
  std::unique_ptr<Metrics> metrics_;
  JobQueue<Job> queue_;
  std::thread thread_;
};

template <class T>
Task<Result<T>> Writer::run(std::function<Result<T>(WriteContext&)> verb) {
  auto start = [this, verb = std::move(verb)](Resume<T> resume) {
    auto result = std::make_shared<std::optional<Result<T>>>();
    Job job;
    job.run = [result, verb](WriteContext& context) {
      result->emplace(verb(context));
      return (*result)->has_value();
    };
    job.resume = [result, resume](const Error* failed) {
      resume(failed == nullptr ? std::move(**result) : Result<T>(std::unexpected(*failed)));
    };
    enqueue(std::move(job));
  };
  co_return co_await suspend<T>(std::move(start));
}

}  // namespace asq::store::sqlite
