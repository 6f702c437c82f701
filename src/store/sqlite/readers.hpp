// A few threads that read, each with a connection of its own on a snapshot of the WAL.
// A read that starts after an acknowledgement sees what was acknowledged.
// Threads: run() and close() from any.
#pragma once

#include <filesystem>
#include <memory>
#include <thread>
#include <vector>

#include "store/sqlite/call.hpp"
#include "store/sqlite/database.hpp"
#include "store/sqlite/disk_failure.hpp"
#include "store/sqlite/job_queue.hpp"
#include "store/sqlite/metrics.hpp"

namespace asq::store::sqlite {

class Readers {
 public:
  // `failure` and `metrics` outlive it.
  Readers(const std::filesystem::path& file, int threads, int max_queued, DiskFailure& failure,
          Metrics& metrics);
  ~Readers();
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;

  // Runs `verb`, Result<T>(Database&), within one snapshot. Errors: the verb's own, overloaded,
  // shutting_down, storage_unavailable.
  template <class T, class Verb>
  [[nodiscard]] Task<Result<T>> run(Verb verb) {
    return suspend_in<T, Database>(*this, std::move(verb));
  }
  void enqueue(std::unique_ptr<Call<Database>> call);

  // Answers what is queued, ends the threads, closes the connections. Idempotent.
  void close();

 private:
  void work(Database& database);
  void read(Database& database, Call<Database>& call);

  DiskFailure& failure_;
  Metrics& metrics_;
  JobQueue<std::unique_ptr<Call<Database>>> queue_;
  std::vector<std::unique_ptr<Database>> databases_;
  std::vector<std::thread> threads_;
};

}  // namespace asq::store::sqlite
