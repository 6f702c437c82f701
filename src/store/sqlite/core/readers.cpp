#include "store/sqlite/core/readers.hpp"

#include <chrono>
#include <exception>
#include <utility>

#include "base/log.hpp"
#include "base/stand_back.hpp"
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

Readers::Readers(const std::filesystem::path& file, int threads, ReadLine& line,
                 DiskFailure& failure, Metrics& metrics)
    : failure_(failure), metrics_(metrics), line_(line) {
  try {
    for (int i = 0; i < threads; ++i) add(file, ReadLine::Lane::usual);
    add(file, ReadLine::Lane::slow);
  } catch (...) {
    close();  // those that run already
    throw;
  }
}

Readers::~Readers() { close(); }

void Readers::add(const std::filesystem::path& file, ReadLine::Lane lane) {
  Database& database = *databases_.emplace_back(std::make_unique<Database>(file));
  database.execute("PRAGMA query_only = 1; PRAGMA wal_autocheckpoint = 0");
  database.leave_log_when_closed();
  threads_.emplace_back([this, &database, lane] { work(database, lane); });
}

void Readers::close() {
  line_.close();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
  databases_.clear();
}

void Readers::enqueue(std::unique_ptr<Call<Snapshot>> call) { line_.push(std::move(call)); }

void Readers::work(Database& database, ReadLine::Lane lane) {
  stand_back(lane == ReadLine::Lane::slow ? Behind::all_others : Behind::readers);
  while (auto turn = line_.next(lane)) read(database, std::move(*turn));
}

void Readers::read(Database& database, ReadLine::Turn turn) {
  ReadLine::Running& running = *turn.running;
  database.watch([&] { return line_.stop_reason(running) != ReadLine::Stop::no; });
  const bool through = run(database, *turn.read);
  database.watch(nullptr);
  if (!through) return line_.stopped(std::move(turn));
  line_.done(turn);
  Calls<Snapshot> one;
  one.push_back(std::move(turn.read));
  finish(std::move(one));
}

bool Readers::run(Database& database, Call<Snapshot>& call) {
  if (failure_.happened()) {
    call.refuse(Error(ErrorCode::storage_unavailable));
    return true;
  }
  const auto begun = std::chrono::steady_clock::now();
  bool stopped = false;
  try {
    database.statement("BEGIN").execute();
    SqliteSnapshot rows(database);
    (void)call.run(rows);
    database.statement("COMMIT").execute();
    metrics_.read(std::chrono::steady_clock::now() - begun);
    return true;
  } catch (const SqliteError& error) {
    stopped = error.interrupted();
    if (!stopped) log::error("read_failed", {{"verb", call.work().name}, {"cause", error.what()}});
    if (error.fatal()) failure_.report(error.what());
  } catch (const std::exception& error) {
    log::error("read_failed", {{"verb", call.work().name}, {"cause", error.what()}});
  }
  database.watch(nullptr);  // ending the snapshot must not be stopped as well
  end_snapshot(database);
  if (!stopped) call.refuse(Error(ErrorCode::storage_unavailable));
  return !stopped;
}

}  // namespace asq::store::sqlite
