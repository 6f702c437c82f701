#include "memory_store.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "base/log.hpp"
#include "model/cursor.hpp"

namespace asq::test {
namespace {

using store::Call;
using store::Calls;
using store::Snapshot;
using store::Transaction;

// In place of a disk's fsync: other writes gather meanwhile and share the next commit.
constexpr std::chrono::microseconds kCommitTime{50};

std::uint64_t take_epoch() {
  static std::atomic<std::uint64_t> newest = 0x5eed'0000;
  return ++newest & kMaxEpoch;
}

// A read that waits in the queue of the writes.
class QueuedRead final : public Call<Transaction> {
 public:
  explicit QueuedRead(std::unique_ptr<Call<Snapshot>> call)
      : Call<Transaction>(call->executor(), call->work()), call_(std::move(call)) {}

  bool run(Transaction& rows) override { return call_->run(rows); }
  void refuse(Error error) override { call_->refuse(std::move(error)); }
  void finish() override { call_->finish(); }

 private:
  const std::unique_ptr<Call<Snapshot>> call_;
};

bool is_read(const Call<Transaction>& call) {
  return dynamic_cast<const QueuedRead*>(&call) != nullptr;
}

void log_failure(const char* name, const std::string& cause) {
  log::error("verb_failed", {{"verb", name}, {"cause", cause}});
}

// A verb that fails leaves nothing behind.
void run_one(Call<Transaction>& call, MemoryRows& rows) {
  const MemoryRows::Mark before = rows.mark();
  try {
    const bool done = call.run(rows);
    if (!done && rows.mark() != before) {
      log_failure(call.work().name, "refused after writing");
      rows.roll_back(before);
      return;
    }
    if (rows.complete()) return;
    call.refuse(Error(ErrorCode::internal));
    log_failure(call.work().name, "took a position and did not record it");
  } catch (const std::exception& error) {
    call.refuse(Error(ErrorCode::storage_unavailable));
    log_failure(call.work().name, error.what());
  }
  rows.roll_back(before);
}

}  // namespace

MemoryData::MemoryData()
    : epoch(take_epoch()),
      identity{DatabaseId(static_cast<std::int64_t>(epoch)), SessionId(), Timestamp()},
      link_secret("a secret of the memory " + std::to_string(epoch)) {}

MemoryStore::MemoryStore(std::shared_ptr<MemoryData> data, const Clock& clock,
                         MemoryOptions options)
    : data_(std::move(data)),
      clock_(clock),
      options_(options),
      memory_(clock, options.cached_chats),
      tail_(memory_, data_->tables.log_position),
      queue_(options.max_queued) {
  load_memory();
  thread_ = std::thread([this] { work(); });
}

void MemoryStore::load_memory() {
  auto& sessions = data_->tables.sessions;
  const Timestamp kept_from = clock_.now() - store::kKeptAfterExpiry;
  std::erase_if(sessions, [&](const auto& row) { return row.second.expires_at <= kept_from; });
  for (const auto& [id, session] : sessions) {
    memory_.sessions().put({id, session.user_id, session.expires_at});
  }
}

void MemoryStore::close() {
  closed_ = true;
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

void MemoryStore::enqueue(std::unique_ptr<Call<Snapshot>> call) {
  queue_.push(std::make_unique<QueuedRead>(std::move(call)));
}

// Writes that are neighbours in the queue share a commit.
void MemoryStore::work() {
  for (;;) {
    Calls<Transaction> calls = queue_.take(options_.max_batch);
    if (calls.empty()) return;
    Writes writes;
    for (OneCall& call : calls) {
      if (!is_read(*call)) {
        writes.push_back(std::move(call));
        continue;
      }
      write(std::exchange(writes, {}));
      read(std::move(call));
    }
    write(std::move(writes));
  }
}

void MemoryStore::read(OneCall call) {
  try {
    MemoryRows rows(data_->tables, clock_);
    (void)call->run(rows);
  } catch (const std::exception& error) {
    call->refuse(Error(ErrorCode::storage_unavailable));
    log_failure(call->work().name, error.what());
  }
  Calls<Transaction> one;
  one.push_back(std::move(call));
  store::finish(std::move(one));
}

void MemoryStore::write(Writes writes) {
  if (writes.empty()) return;
  const LogPosition before = data_->tables.log_position;
  MemoryRows rows(data_->tables, clock_);
  const MemoryRows::Mark beginning = rows.mark();
  run_all(writes, rows);
  if (options_.rehearse) {
    rows.roll_back(beginning);
    run_all(writes, rows);
  }
  std::this_thread::sleep_for(kCommitTime);
  commit(rows, before);
  store::finish(std::move(writes));
}

void MemoryStore::run_all(const Writes& writes, MemoryRows& rows) {
  for (const OneCall& call : writes) run_one(*call, rows);
}

// noexcept: the changes are in the tables, so a process that can't announce them must end.
void MemoryStore::commit(MemoryRows& rows, LogPosition before) noexcept {
  MemoryTables& tables = data_->tables;
  const LogPosition last = tables.log_position;
  if (last == before) return;
  const SteadyTime now = clock_.steady();
  const bool first = tables.commits.empty();
  // The clock of the store before this one may have been ahead.
  tables.commits[last] = first ? now : std::max(now, tables.commits.rbegin()->second);
  auto events =
      std::make_shared<const std::vector<std::shared_ptr<const Event>>>(rows.take_events());
  tail_.offer({LogPosition(before.value() + 1), last, std::move(events)}, now);
}

}  // namespace asq::test
