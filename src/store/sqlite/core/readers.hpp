// A few threads that read, each with a connection of its own on a snapshot of the WAL.
// A read that starts after an acknowledgement sees what was acknowledged.
// Threads: enqueue() and close() from any.
#pragma once

#include <filesystem>
#include <memory>
#include <thread>
#include <vector>

#include "store/call.hpp"
#include "store/job_queue.hpp"
#include "store/snapshot.hpp"
#include "store/sqlite/core/database.hpp"
#include "store/sqlite/core/disk_failure.hpp"
#include "store/sqlite/core/metrics.hpp"

namespace asq::store::sqlite {

class Readers {
 public:
  // `failure` and `metrics` outlive it.
  Readers(const std::filesystem::path& file, int threads, int max_queued, DiskFailure& failure,
          Metrics& metrics);
  ~Readers();
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;

  // Runs the call within one snapshot, as Store::read() says.
  void enqueue(std::unique_ptr<Call<Snapshot>> call);

  // Answers what is queued, ends the threads, closes the connections. Idempotent.
  void close();

 private:
  void work(Database& database);
  void read(Database& database, Call<Snapshot>& call);

  DiskFailure& failure_;
  Metrics& metrics_;
  JobQueue<std::unique_ptr<Call<Snapshot>>> queue_;
  std::vector<std::unique_ptr<Database>> databases_;
  std::vector<std::thread> threads_;
};

}  // namespace asq::store::sqlite
