// Stop 4 of docs/life-of-a-message.md.      before: store/sqlite/messages.cpp      after:
// chat/publish.hpp
#include "store/sqlite/writer.hpp"

#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstdio>

#include "base/log.hpp"

namespace asq::store::sqlite {
namespace {

constexpr int kWalPagesBeforeCheckpoint = 4'000;  // of 4 KiB
constexpr int kExitSoftware = 70;                 // sysexits.h

int count_wal_pages(void* pages, sqlite3*, const char*, int count) {
  *static_cast<std::int64_t*>(pages) = count;
  return SQLITE_OK;
}

}  // namespace

struct Writer::Metrics {
  explicit Metrics(prometheus::Registry& registry)
      : batch_size(prometheus::BuildHistogram()
                       .Name("asq_commit_batch_size")
                       .Help("Writes in one commit")
                       .Register(registry)
                       .Add({}, prometheus::Histogram::BucketBoundaries{1, 2, 5, 10, 20, 50, 100,
                                                                        200, 500, 1000})),
        run_seconds(seconds(registry, "asq_commit_run_seconds", "Running the writes of a batch")),
        commit_seconds(seconds(registry, "asq_commit_fsync_seconds",
                               "COMMIT of a batch: writing the log and its fsync")),
        queue_length(prometheus::BuildGauge()
                         .Name("asq_store_queue_length")
                         .Help("Writes that wait for the next commit")
                         .Register(registry)
                         .Add({})) {}

  static prometheus::Histogram& seconds(prometheus::Registry& registry, const char* name,
                                        const char* help) {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(registry).Add(
        {}, prometheus::Histogram::BucketBoundaries{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                                    0.01, 0.025, 0.05, 0.1, 0.5, 1, 5});
  }

  prometheus::Histogram& batch_size;
  prometheus::Histogram& run_seconds;
  prometheus::Histogram& commit_seconds;
  prometheus::Gauge& queue_length;
};

void WriteContext::publish(std::variant<MessageAppended, SessionEnded> what) {
  auto event = std::make_shared<Event>();
  event->what = std::move(what);
  events.push_back(std::move(event));
}

void WriteContext::after_commit(std::function<void()> update) {
  updates.push_back(std::move(update));
}

Writer::Writer(std::unique_ptr<Database> database, const Clock& clock, WriterOptions options)
    : database_(std::move(database)),
      sql_(*database_),
      clock_(clock),
      options_(std::move(options)),
      last_message_id_(
          database_->query_integer("SELECT value FROM counters WHERE name = 'message_id'")),
      queue_(static_cast<std::size_t>(options_.max_queued)) {
  if (options_.metrics != nullptr) metrics_ = std::make_unique<Metrics>(*options_.metrics);
  // The hook only counts: SQLite's own automatic checkpoint would make a commit wait for it.
  sqlite3_wal_hook(database_->handle(), count_wal_pages, &wal_pages_);
  thread_ = std::thread([this] { work(); });
}

Writer::~Writer() { close(); }

void Writer::close() {
  queue_.close();
  if (!thread_.joinable()) return;
  thread_.join();
  try {
    if (healthy()) database_->checkpoint(true);
  } catch (const SqliteError& error) {
    log::warning("checkpoint_failed", {{"cause", error.what()}});  // the next start does it
  }
}

void Writer::enqueue(Job job) {
  const Pushed pushed = queue_.push(job);
  if (pushed == Pushed::accepted) return;
  Error refusal(pushed == Pushed::full ? ErrorCode::overloaded : ErrorCode::shutting_down);
  refusal.retry_after = std::chrono::seconds(1);
  job.resume(&refusal);
}

void Writer::work() {
  for (;;) {
    std::vector<Job> batch = queue_.take(static_cast<std::size_t>(options_.max_batch));
    if (batch.empty()) return;
    write(batch);
    if (metrics_) metrics_->queue_length.Set(static_cast<double>(queue_.size()));
    checkpoint_if_due();
  }
}

void Writer::write(std::vector<Job>& batch) {
  const std::int64_t message_id_before = last_message_id_;
  WriteContext context{*database_, sql_, clock_, last_message_id_, {}, {}};
  try {
    run_batch(batch, context);
    const SteadyTime begin = clock_.steady();
    commit(context);
    if (metrics_) {
      metrics_->commit_seconds.Observe(
          std::chrono::duration<double>(clock_.steady() - begin).count());
    }
  } catch (const SqliteError& error) {
    last_message_id_ = message_id_before;
    return fail(batch, error);
  }
  healthy_.store(true, std::memory_order_relaxed);
  announce(context);
  for (Job& job : batch) job.resume(nullptr);
}

void Writer::run_batch(std::vector<Job>& batch, WriteContext& context) {
  const SteadyTime begin = clock_.steady();
  sql_.begin.execute();
  for (Job& job : batch) run_job(job, context);
  if (metrics_) {
    metrics_->batch_size.Observe(static_cast<double>(batch.size()));
    metrics_->run_seconds.Observe(std::chrono::duration<double>(clock_.steady() - begin).count());
  }
}

void Writer::run_job(Job& job, WriteContext& context) {
  const std::size_t events = context.events.size();
  const std::size_t updates = context.updates.size();
  const std::int64_t message_id = last_message_id_;
  sql_.savepoint.execute();
  if (!job.run(context)) {
    sql_.rollback_to.execute();
    context.events.resize(events);
    context.updates.resize(updates);
    last_message_id_ = message_id;
  }
  sql_.release.execute();
}

void Writer::commit(const WriteContext& context) {
  if (!context.events.empty()) sql_.save_message_id.execute(last_message_id_);
  sql_.commit.execute();
}

void Writer::announce(WriteContext& context) {
  for (const auto& update : context.updates) update();
  if (context.events.empty() || !listener_) return;
  listener_(
      std::make_shared<const std::vector<std::shared_ptr<const Event>>>(std::move(context.events)));
}

void Writer::fail(std::vector<Job>& batch, const SqliteError& error) {
  if (error.fatal()) {
    // What is on disk is not known any more. Nothing may be acknowledged, and a second fsync would
    // only say that all is well.
    healthy_.store(false, std::memory_order_relaxed);
    log::error("storage_failed", {{"cause", error.what()}});
    if (options_.on_fatal) {
      options_.on_fatal(error.what());
    } else {
      _exit(kExitSoftware);
    }
  } else {
    healthy_.store(!error.disk_full(), std::memory_order_relaxed);
    log::error(error.disk_full() ? "disk_full" : "commit_failed", {{"cause", error.what()}});
    try {
      if (database_->in_transaction()) sql_.rollback.execute();
    } catch (const SqliteError& again) {
      return fail(batch, SqliteError(SQLITE_IOERR, 0, again.what()));
    }
  }
  const Error refusal(error.disk_full() ? ErrorCode::storage_full : ErrorCode::storage_unavailable);
  for (Job& job : batch) job.resume(&refusal);
}

void Writer::checkpoint_if_due() {
  if (wal_pages_ < kWalPagesBeforeCheckpoint) return;
  wal_pages_ = 0;
  try {
    database_->checkpoint(false);
  } catch (const SqliteError& error) {
    // On a full disk the log stays as it is and is still valid; it is tried again.
    if (error.disk_full()) return log::warning("checkpoint_failed", {{"cause", error.what()}});
    std::vector<Job> nobody;
    fail(nobody, error);
  }
}

}  // namespace asq::store::sqlite
