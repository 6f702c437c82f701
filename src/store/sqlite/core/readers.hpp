// A few threads that read, each with a connection of its own on a snapshot of the WAL, and one more
// at low priority for the slow lane. read_line.hpp says who is next, and when a read has to end
// early. A read that starts after an acknowledgement sees what was acknowledged.
// Threads: enqueue() and close() from any.
#pragma once

#include <filesystem>
#include <memory>
#include <thread>
#include <vector>

#include "store/call.hpp"
#include "store/snapshot.hpp"
#include "store/sqlite/core/database.hpp"
#include "store/sqlite/core/disk_failure.hpp"
#include "store/sqlite/core/metrics.hpp"
#include "store/sqlite/core/read_line.hpp"

namespace asq::store::sqlite {

class Readers {
 public:
  // The others outlive it. `line` is made for so many threads.
  Readers(const std::filesystem::path& file, int threads, ReadLine& line, DiskFailure& failure,
          Metrics& metrics);
  ~Readers();
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;

  // Runs the call within one snapshot, as Store::read() says.
  void enqueue(std::unique_ptr<Call<Snapshot>> call);

  // Refuses what waits, stops what runs, ends the threads, closes the connections. Idempotent.
  void close();

 private:
  void add(const std::filesystem::path& file, ReadLine::Lane lane);
  void work(Database& database, ReadLine::Lane lane);
  void read(Database& database, ReadLine::Turn turn);
  // False: the read has to begin again, or is refused: ReadLine::stopped().
  [[nodiscard]] bool run(Database& database, Call<Snapshot>& call);

  DiskFailure& failure_;
  Metrics& metrics_;
  ReadLine& line_;
  std::vector<std::unique_ptr<Database>> databases_;
  std::vector<std::thread> threads_;
};

}  // namespace asq::store::sqlite
