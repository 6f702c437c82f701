#include "store/sqlite/readers.hpp"

#include <unistd.h>

#include "base/log.hpp"

namespace asq::store::sqlite {
namespace {

constexpr int kExitSoftware = 70;  // sysexits.h

}  // namespace

Readers::Readers(const std::filesystem::path& file, int threads, int max_queued,
                 std::function<void(const std::string&)> on_fatal)
    : on_fatal_(std::move(on_fatal)), queue_(static_cast<std::size_t>(max_queued)) {
  for (int i = 0; i < threads; ++i) {
    auto& database =
        *databases_.emplace_back(std::make_unique<Database>(file, Database::Access::read_only));
    database.execute("PRAGMA query_only = 1; PRAGMA wal_autocheckpoint = 0;");
    threads_.emplace_back([this, &database] { work(database); });
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

void Readers::enqueue(Job job) {
  const Pushed pushed = queue_.push(job);
  if (pushed == Pushed::accepted) return;
  Error refusal(pushed == Pushed::full ? ErrorCode::overloaded : ErrorCode::shutting_down);
  refusal.retry_after = std::chrono::seconds(1);
  job.resume(&refusal);
}

void Readers::work(Database& database) {
  for (;;) {
    std::vector<Job> one = queue_.take(1);
    if (one.empty()) return;
    read(database, one.front());
  }
}

void Readers::read(Database& database, Job& job) {
  try {
    database.execute("BEGIN");
    job.run(database);
    database.execute("COMMIT");
  } catch (const SqliteError& error) {
    log::error("read_failed", {{"cause", error.what()}});
    if (error.fatal()) {
      if (!on_fatal_) _exit(kExitSoftware);
      on_fatal_(error.what());
    }
    try {
      if (database.in_transaction()) database.execute("ROLLBACK");
    } catch (const SqliteError&) {
      log::error("rollback_failed");  // the next BEGIN says it again
    }
    const Error refusal(ErrorCode::storage_unavailable);
    return job.resume(&refusal);
  }
  job.resume(nullptr);
}

}  // namespace asq::store::sqlite
