#include "store/sqlite/core/readers.hpp"

#include <chrono>
#include <exception>

#include "base/log.hpp"
#include "store/sqlite/pages/row_reads.hpp"

namespace asq::store::sqlite {
namespace {

void end_snapshot(Database& database) {
  try {
    if (database.in_transaction()) database.execute("ROLLBACK");
  } catch (const SqliteError& error) {
    log::error("rollback_failed", {{"cause", error.what()}});  // the next BEGIN says it again
  }
}

}  // namespace

Readers::Readers(const std::filesystem::path& file, int threads, int max_queued,
                 DiskFailure& failure, Metrics& metrics)
    : failure_(failure), metrics_(metrics), queue_(static_cast<std::size_t>(max_queued)) {
  for (int i = 0; i < threads; ++i) {
    auto& database = databases_.emplace_back(std::make_unique<Database>(file));
    database->execute("PRAGMA query_only = 1; PRAGMA wal_autocheckpoint = 0");
    database->leave_log_when_closed();
  }
  for (const auto& database : databases_) {
    threads_.emplace_back([this, &each = *database] { work(each); });
  }
}

Readers::~Readers() { close(); }

void Readers::close() {
  queue_.close();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
  databases_.clear();
}

void Readers::enqueue(std::unique_ptr<Call<Snapshot>> call) {
  const Pushed pushed = queue_.push(call);
  if (pushed == Pushed::accepted) return;
  Error refusal(pushed == Pushed::full ? ErrorCode::overloaded : ErrorCode::shutting_down);
  if (pushed == Pushed::full) refusal.retry_after = std::chrono::seconds(1);
  call->refuse(std::move(refusal));
  Calls<Snapshot> refused;
  refused.push_back(std::move(call));
  finish(std::move(refused));
}

void Readers::work(Database& database) {
  for (;;) {
    Calls<Snapshot> one = queue_.take(1);
    if (one.empty()) return;
    read(database, *one.front());
    finish(std::move(one));
  }
}

void Readers::read(Database& database, Call<Snapshot>& call) {
  if (failure_.happened()) return call.refuse(Error(ErrorCode::storage_unavailable));
  const auto begun = std::chrono::steady_clock::now();
  try {
    database.statement("BEGIN").execute();
    SqliteSnapshot rows(database);
    (void)call.run(rows);
    database.statement("COMMIT").execute();
    metrics_.read(std::chrono::steady_clock::now() - begun);
    return;
  } catch (const SqliteError& error) {
    log::error("read_failed", {{"verb", call.work().name}, {"cause", error.what()}});
    if (error.fatal()) failure_.report(error.what());
  } catch (const std::exception& error) {
    log::error("read_failed", {{"verb", call.work().name}, {"cause", error.what()}});
  }
  end_snapshot(database);
  call.refuse(Error(ErrorCode::storage_unavailable));
}

}  // namespace asq::store::sqlite
