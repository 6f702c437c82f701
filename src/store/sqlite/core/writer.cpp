// Stop 4 of docs/life-of-a-message.md.
//   before: store/sqlite/rows/transaction.cpp      after: store/tail.cpp
#include "store/sqlite/core/writer.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/fault_points.hpp"
#include "base/log.hpp"
#include "store/sqlite/rows/handles.hpp"
#include "store/sqlite/rows/log_marks.hpp"
#include "store/sqlite/upkeep/purge.hpp"

namespace asq::store::sqlite {
namespace {

constexpr std::int64_t kCheckpointsBeforeRestart = 4;
constexpr std::chrono::seconds kProbeEvery{1};
constexpr std::chrono::seconds kBetweenMarks{1};
constexpr std::chrono::minutes kBetweenComplaints{1};
constexpr std::chrono::milliseconds kPurgeEvery{100};
constexpr std::chrono::milliseconds kPurgeFor{2};  // at once; who writes meanwhile waits so long

int count_wal_pages(void* pages, sqlite3*, const char*, int count) {
  *static_cast<std::int64_t*>(pages) = count;
  return SQLITE_OK;
}

// A verb broke what it owes the store (store/transaction.hpp): it wrote and then refused, or took a
// position and did not record it.
struct BrokenVerb final : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace

Writer::Writer(std::unique_ptr<Database> database, Tail& tail, const Clock& clock,
               DiskFailure& failure, Metrics& metrics, WriterOptions options, ReadLine* readers)
    : database_(std::move(database)),
      tail_(tail),
      clock_(clock),
      failure_(failure),
      metrics_(metrics),
      options_(options),
      counters_{database_->query_integer("SELECT value FROM counters WHERE name = 'message_id'"),
                database_->query_integer("SELECT value FROM counters WHERE name = 'log_position'")},
      committed_(counters_),
      marks_(database_->query_integer("SELECT coalesce(max(number), 0) FROM log_marks")),
      marked_at_(clock.steady()),  // the process before may have set a mark a moment ago
      purging_(anything_to_purge(*database_) || any_rest_over(*database_, clock.now())),
      forget_at_(clock.steady() + options_.forget_every),
      readers_(readers),
      queue_(static_cast<std::size_t>(options_.max_queued)) {
  sql_.emplace(*database_);
  heads_.emplace(*sql_, options_.cached_chats);
  // The hook only counts: SQLite's own automatic checkpoint would make a commit wait for it.
  sqlite3_wal_hook(database_->handle(), count_wal_pages, &wal_pages_);
  thread_ = std::thread([this] { work(); });
}

Writer::~Writer() { close(); }

void Writer::close() {
  if (thread_.joinable()) close_by_ = clock_.steady() + options_.max_closing_time;
  queue_.close();
  if (!thread_.joinable()) return;
  thread_.join();
  last_checkpoint();
  heads_.reset();
  sql_.reset();
  database_.reset();
}

bool Writer::healthy() const {
  return !failure_.happened() && last_commit_went_well_.load(std::memory_order_relaxed);
}

void Writer::enqueue(std::unique_ptr<Call<Transaction>> call) { queue_.push(std::move(call)); }

void Writer::work() {
  for (;;) {
    Calls<Transaction> batch = take();
    if (batch.empty() && queue_.finished()) return;
    if (clock_.steady() >= forget_at_) {
      forget_at_ = clock_.steady() + options_.forget_every;
      purging_ = true;
    }
    if (batch.empty() && healthy()) {
      if (purging_ && clock_.steady() >= purge_at_) purge();
    } else {
      if (clock_.steady() < close_by_.load(std::memory_order_relaxed)) {
        write(batch);
      } else {
        refuse(batch, ErrorCode::shutting_down);
      }
      answer(batch);
      // While there is always something to write, a little at a time all the same.
      if (purging_ && healthy() &&
          clock_.steady() >= std::max(purge_at_, purged_at_ + kPurgeEvery)) {
        purge();
      }
      metrics_.waiting(queue_.size());
    }
    checkpoint_if_due();
  }
}

// Empty: there is something else to do.
Calls<Transaction> Writer::take() {
  const auto most = static_cast<std::size_t>(options_.max_batch);
  if (failure_.happened()) return queue_.take(most);
  if (!healthy()) return queue_.take_within(kProbeEvery, most);
  const SteadyTime next = purging_ ? purge_at_ : forget_at_;
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(next - clock_.steady());
  return queue_.take_within(std::max(wait, std::chrono::milliseconds(0)), most);
}

// Each of them once: what is answered is gone from the batch.
void Writer::answer(Batch batch) {
  Calls<Transaction> calls;
  calls.reserve(batch.size());
  for (auto& call : batch) {
    if (call) calls.push_back(std::move(call));
  }
  finish(std::move(calls));
}

void Writer::write(Batch batch) {
  SqliteTransaction rows(*database_, *sql_, *heads_, clock_, counters_);
  if (store(batch, rows)) committed(rows);
}

bool Writer::store(Batch batch, SqliteTransaction& rows) {
  if (failure_.happened()) {
    refuse(batch, ErrorCode::storage_unavailable);
    return false;
  }
  try {
    commit(batch, rows);
    return true;
  } catch (const SqliteError& error) {
    if (error.fatal()) {
      // What is on disk is not known any more: nothing may be acknowledged.
      failure_.report(error.what());
      refuse(batch, ErrorCode::storage_unavailable);
      return false;
    }
    roll_back();
    complain(error.disk_full() ? "disk_full" : "commit_failed", error.what());
    last_commit_went_well_.store(false, std::memory_order_relaxed);
    if (error.disk_full() || error.busy()) {
      refuse(batch, error.disk_full() ? ErrorCode::storage_full : ErrorCode::storage_unavailable);
      return false;
    }
  } catch (const BrokenVerb& error) {
    roll_back();
    log::error("commit_failed", {{"cause", error.what()}});
    if (batch.size() == 1) return false;  // it has its answer, and nothing of it is stored
  } catch (const std::exception& error) {
    roll_back();
    log::error("commit_failed", {{"cause", error.what()}});
  }
  write_one_by_one(batch);
  return false;
}

// A full disk fails many commits a second; the log, perhaps on that same disk, gets one line a
// minute.
void Writer::complain(std::string_view event, std::string_view cause) {
  const SteadyTime now = clock_.steady();
  const bool first = last_commit_went_well_.load(std::memory_order_relaxed);
  if (!first && now - complained_at_ < kBetweenComplaints) {
    ++not_complained_;
    return;
  }
  complained_at_ = now;
  log::error(event, {{"cause", cause}, {"failed_since", std::exchange(not_complained_, 0)}});
}

// One of them can't be stored; so that it harms no other, each gets a transaction of its own.
void Writer::write_one_by_one(Batch batch) {
  if (batch.size() <= 1) return refuse(batch, ErrorCode::storage_unavailable);
  for (auto& call : batch) {
    Calls<Transaction> alone;
    alone.push_back(std::move(call));
    write(alone);
    call = std::move(alone.front());
  }
}

void Writer::commit(Batch batch, SqliteTransaction& rows) {
  const SteadyTime begun = clock_.steady();
  sql_->begin.execute();
  run_all(batch, rows);
  heads_->flush();
  // An empty batch tries whether the disk takes writes again: it has to write something.
  if (counters_ != committed_ || batch.empty()) save_counters();
  const SteadyTime ran = clock_.steady();
  fault::point("before_commit");
  sql_->commit.execute();
  fault::point("after_commit");
  const SteadyTime done = clock_.steady();
  if (!batch.empty()) metrics_.committed(batch.size(), done - begun, done - ran);
}

// What is committed can't be taken back: noexcept, for a process that can't even remember or
// announce it (no memory) ends here, rather than store it a second time.
void Writer::committed(SqliteTransaction& rows) noexcept {
  heads_->keep();
  const LogPosition first(committed_.log_position + 1);
  committed_ = counters_;
  last_commit_went_well_.store(true, std::memory_order_relaxed);
  purging_ = purging_ || rows.left_something();
  announce(rows, first);
  fault::point("after_announce");
}

void Writer::save_counters() {
  if (counters_.message_id != committed_.message_id) {
    sql_->save_message_id.execute(counters_.message_id);
  }
  sql_->save_log_position.execute(counters_.log_position);
  mark_log();
}

void Writer::mark_log() {
  const SteadyTime now = clock_.steady();
  if (now - marked_at_ < kBetweenMarks) return;
  marked_at_ = now;
  ++marks_;  // also if this commit fails: a number may be left out
  sql_->insert_mark.execute(mark_slot(marks_), marks_, counters_.log_position);
}

// What there is no time for any more goes back to the queue.
void Writer::run_all(Batch batch, SqliteTransaction& rows) {
  const SteadyTime enough = clock_.steady() + options_.max_batch_time;
  SteadyTime begun = clock_.steady();
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (i > 0 && begun >= enough) return queue_.put_back(batch, i);
    run(*batch[i], rows);
    const SteadyTime ran = clock_.steady();
    queue_.charge(batch[i]->work(), ran - begun);
    begun = ran;
  }
}

void Writer::run(Call<Transaction>& call, SqliteTransaction& rows) {
  const SqliteTransaction::Mark before = rows.mark();
  const bool done = call.run(rows);
  if (!done && rows.mark() != before) {
    throw BrokenVerb(std::string("refused after writing: ") + call.work().name);
  }
  if (!rows.complete()) {
    call.refuse(Error(ErrorCode::internal));
    throw BrokenVerb(std::string("took a position and did not record it: ") + call.work().name);
  }
}

void Writer::announce(SqliteTransaction& rows, LogPosition first) {
  const LogPosition last(committed_.log_position);
  if (last < first) return;
  auto events =
      std::make_shared<const std::vector<std::shared_ptr<const Event>>>(rows.take_events());
  tail_.offer({first, last, std::move(events)}, clock_.steady());
}

void Writer::refuse(Batch batch, ErrorCode code) {
  for (const auto& call : batch) call->refuse(Error(code));
}

void Writer::roll_back() {
  heads_->roll_back();
  counters_ = committed_;
  try {
    if (database_->in_transaction()) sql_->rollback.execute();
  } catch (const SqliteError& error) {
    failure_.report(error.what());
  }
}

bool Writer::purge_for_a_moment() {
  const SteadyTime enough = clock_.steady() + kPurgeFor;
  const Timestamp now = clock_.now();
  bool more = true;
  sql_->begin.execute();
  while (more && clock_.steady() < enough) {
    more = forget_some_rests(*database_, now) || purge_some(*database_);
  }
  sql_->commit.execute();
  return more;
}

void Writer::purge() {
  purged_at_ = clock_.steady();
  try {
    purging_ = purge_for_a_moment();
  } catch (const SqliteError& error) {
    if (error.fatal()) return failure_.report(error.what());
    roll_back();
    purge_at_ = clock_.steady() + kBetweenComplaints;
    log::warning("purge_failed", {{"cause", error.what()}});
  }
}

void Writer::checkpoint_if_due() {
  if (readers_pause_) return restart_log();
  if (failure_.happened()) return;
  metrics_.log_pages(wal_pages_);
  if (wal_pages_ < checkpointed_at_) checkpointed_at_ = 0;  // the log has started afresh
  if (wal_pages_ - checkpointed_at_ < options_.checkpoint_pages) return;
  checkpointed_at_ = wal_pages_;
  checkpoint(Database::Checkpoint::passive);
  // A backup reads for long, and the log grows meanwhile.
  const bool long_log = wal_pages_ >= kCheckpointsBeforeRestart * options_.checkpoint_pages;
  if (long_log && readers_ != nullptr && !long_reads_.any()) pause_readers();
}

void Writer::pause_readers() {
  readers_pause_ = true;
  readers_->pause([this] { queue_.nudge(); });
}

// Once nobody reads. A checkpoint of the little that has come since the last one, and the log
// starts afresh with the next commit.
void Writer::restart_log() {
  if (!failure_.happened()) {
    if (!readers_->drained()) return;
    checkpoint(Database::Checkpoint::restart);
  }
  readers_pause_ = false;
  readers_->resume();
}

void Writer::checkpoint(Database::Checkpoint mode) {
  fault::beginning("during_checkpoint");
  try {
    database_->checkpoint(mode);
  } catch (const SqliteError& error) {
    // On a full disk the log stays as it is and is still valid; it is tried again.
    if (error.fatal()) return failure_.report(error.what());
    log::warning("checkpoint_failed", {{"cause", error.what()}});
  }
}

void Writer::last_checkpoint() {
  if (failure_.happened()) return database_->leave_log_when_closed();
  fault::beginning("during_checkpoint");
  try {
    database_->checkpoint(Database::Checkpoint::truncate);
  } catch (const SqliteError& error) {
    if (error.fatal()) failure_.report(error.what());
    log::warning("checkpoint_failed", {{"cause", error.what()}});  // the next start does it
    database_->leave_log_when_closed();
  }
}

}  // namespace asq::store::sqlite
