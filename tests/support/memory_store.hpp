// A second, complete implementation of store::Store, in memory, for tests. What holds for it and
// for SQLite follows from the contract alone. Nothing is durable, nothing is fast, and only the
// queue is bounded.
//
// A verb that throws, or that breaks a rule of store/transaction.hpp, is rolled back alone and
// logged (verb_failed). It gets the answer that SQLite's writer would give, and the others of its
// commit go on.
#pragma once

#include <atomic>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "memory_rows.hpp"
#include "memory_tables.hpp"
#include "store/call_queue.hpp"
#include "store/store.hpp"
#include "store/tail.hpp"

namespace asq::test {

// What a store leaves behind for the next one that opens it. One store at a time.
struct MemoryData {
  MemoryData();

  MemoryTables tables;
  const std::uint64_t epoch;  // each MemoryData has its own
  store::Identity identity;   // the same
  std::string link_secret;    // the same
};

struct MemoryOptions {
  std::size_t max_queued = 16'384;  // verbs; beyond: overloaded
  std::size_t max_batch = 1'000;    // writes in one commit
  std::size_t cached_chats = 65'536;
  // Runs every batch, rolls it back, and runs it again. This shows that verbs may run twice and
  // that nothing survives a rollback.
  bool rehearse = false;
};

// Refuses both verbs.
class NoMaintenance final : public store::Maintenance {
 public:
  std::expected<store::BackedUp, std::string> back_up(const std::filesystem::path&,
                                                      const std::stop_token&) override {
    return std::unexpected("not in memory");
  }
  std::expected<store::CheckReport, std::string> check(const std::stop_token&) override {
    return std::unexpected("not in memory");
  }
};

// Threads: as Store. One thread of its own runs all verbs, reads and writes in one queue.
class MemoryStore final : public store::Store {
 public:
  // `clock` outlives it. Forgets sessions that expired long ago.
  MemoryStore(std::shared_ptr<MemoryData> data, const Clock& clock, MemoryOptions options = {});
  ~MemoryStore() override { close(); }
  MemoryStore(const MemoryStore&) = delete;
  MemoryStore& operator=(const MemoryStore&) = delete;

  void enqueue(std::unique_ptr<store::Call<store::Snapshot>> call) override;
  void enqueue(std::unique_ptr<store::Call<store::Transaction>> call) override {
    queue_.push(std::move(call));
  }
  [[nodiscard]] store::Memory& memory() override { return memory_; }
  [[nodiscard]] std::uint64_t epoch() const override { return data_->epoch; }
  [[nodiscard]] store::Identity identity() const override { return data_->identity; }
  [[nodiscard]] std::string_view link_secret() const override { return data_->link_secret; }
  [[nodiscard]] LogPosition head() const override { return tail_.passed(); }
  [[nodiscard]] store::Maintenance& maintenance() override { return maintenance_; }
  void set_commit_listener(store::CommitListener listener) override {
    tail_.set_listener(std::move(listener));
  }
  void close() override;
  [[nodiscard]] bool ready() const override { return !closed_; }

 private:
  using OneCall = std::unique_ptr<store::Call<store::Transaction>>;
  using Writes = store::Calls<store::Transaction>;

  void load_memory();
  void work();
  void read(OneCall call);
  void write(Writes writes);
  void run_all(const Writes& writes, MemoryRows& rows);
  void commit(MemoryRows& rows, LogPosition before) noexcept;

  const std::shared_ptr<MemoryData> data_;
  const Clock& clock_;
  const MemoryOptions options_;
  store::Memory memory_;
  store::Tail tail_;
  NoMaintenance maintenance_;
  std::atomic<bool> closed_ = false;
  store::CallQueue<store::Transaction> queue_;
  std::thread thread_;
};

}  // namespace asq::test
