// A few threads that read, each with a connection of its own on a snapshot of the WAL.
// A read that starts after an acknowledgement sees what was acknowledged.
// Threads: run() from any.
#pragma once

#include <prometheus/registry.h>

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "base/suspend.hpp"
#include "store/sqlite/database.hpp"
#include "store/sqlite/job_queue.hpp"

namespace asq::store::sqlite {

class Readers {
 public:
  Readers(const std::filesystem::path& file, int threads, int max_queued,
          std::function<void(const std::string& reason)> on_fatal);
  ~Readers();
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;

  // Runs `verb` within one snapshot. Errors: the verb's own, overloaded, shutting_down,
  // storage_unavailable.
  template <class T>
  [[nodiscard]] Task<Result<T>> run(std::function<Result<T>(Database&)> verb);

  // Answers what is queued and ends the threads. Idempotent.
  void close();

 private:
  struct Job {
    std::function<void(Database&)> run;               // throws SqliteError
    std::function<void(const Error* failed)> resume;  // nullptr: with the verb's own result
  };
  void enqueue(Job job);
  void work(Database& database);
  void read(Database& database, Job& job);

  std::function<void(const std::string&)> on_fatal_;
  JobQueue<Job> queue_;
  std::vector<std::unique_ptr<Database>> databases_;
  std::vector<std::thread> threads_;
};

template <class T>
Task<Result<T>> Readers::run(std::function<Result<T>(Database&)> verb) {
  auto start = [this, verb = std::move(verb)](Resume<T> resume) {
    auto result = std::make_shared<std::optional<Result<T>>>();
    Job job;
    job.run = [result, verb](Database& database) { result->emplace(verb(database)); };
    job.resume = [result, resume](const Error* failed) {
      resume(failed == nullptr ? std::move(**result) : Result<T>(std::unexpected(*failed)));
    };
    enqueue(std::move(job));
  };
  co_return co_await suspend<T>(std::move(start));
}

}  // namespace asq::store::sqlite
