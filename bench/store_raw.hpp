// The bare minimum of the same work, in the same tables.
#pragma once

#include <fmt/format.h>
#include <sqlite3.h>

#include <filesystem>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "store_load.hpp"

namespace asq {

// Messages and receipts in batches of 1,000.
class RawRows {
 public:
  // with_log: and a row in the log for each.
  RawRows(const std::filesystem::path& directory, LoadMessage message, bool with_log)
      : shape_(message), with_log_(with_log) {
    {
      const StoreLoad tables(directory, 0);
    }
    file_ = directory / "asq.db";
    if (sqlite3_open(file_.c_str(), &database_) != SQLITE_OK) {
      throw std::runtime_error("can't open the raw database");
    }
    execute(
        "PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000");
    message_ = prepare(
        "INSERT INTO messages (position, id, sender_id, sent_at, text, client_id) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    receipt_ = prepare("INSERT INTO receipts VALUES (?1, ?2, ?3, ?4, ?5)");
    log_ = prepare("INSERT INTO log VALUES (?1, ?2, ?3, ?4)");
  }
  ~RawRows() {
    sqlite3_finalize(message_);
    sqlite3_finalize(receipt_);
    sqlite3_finalize(log_);
    sqlite3_close(database_);
  }
  RawRows(const RawRows&) = delete;
  RawRows& operator=(const RawRows&) = delete;

  Rate insert_all(int messages) {
    const Stopwatch watch;
    for (int i = 0; i < messages; ++i) {
      if (i % kRawBatch == 0) execute("BEGIN IMMEDIATE");
      insert(i);
      if (i % kRawBatch == kRawBatch - 1 || i == messages - 1) execute("COMMIT");
    }
    return watch.rate(messages);
  }

  // Of the database when all is in it.
  [[nodiscard]] std::int64_t bytes() const {
    sqlite3_wal_checkpoint_v2(database_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    return static_cast<std::int64_t>(std::filesystem::file_size(file_));
  }

 private:
  void execute(const char* sql) {
    if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sqlite3_errmsg(database_));
    }
  }

  sqlite3_stmt* prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database_, sql, -1, &statement, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sqlite3_errmsg(database_));
    }
    return statement;
  }

  void insert(int number) {
    const auto chat = static_cast<std::int64_t>(random_() % kLoadChats) + 1;
    const std::int64_t seq = ++last_seq_[static_cast<std::size_t>(chat)];
    const auto sender = static_cast<std::int64_t>(random_() % kLoadMembers) + 1;
    sqlite3_bind_int64(message_, 1, (chat << 32) | seq);
    sqlite3_bind_int64(message_, 2, number);
    sqlite3_bind_int64(message_, 3, sender);
    sqlite3_bind_int64(message_, 4, 1'795'421'730'123'456 + number);
    bind_text(message_, 5, text_);
    std::string client_id;
    if (shape_.client_ids) {
      client_id = fmt::format("{:08x}-{:08x}-{}", random_(), random_(), number);
      bind_text(message_, 6, client_id);
    }
    step(message_);
    if (shape_.client_ids) insert_receipt(chat, sender, client_id, seq);
    if (with_log_) insert_log(number + 1, chat, seq);
  }

  void insert_receipt(std::int64_t chat, std::int64_t sender, const std::string& client_id,
                      std::int64_t seq) {
    sqlite3_bind_int64(receipt_, 1, chat);
    sqlite3_bind_int64(receipt_, 2, sender);
    bind_text(receipt_, 3, client_id);
    sqlite3_bind_int64(receipt_, 4, seq);
    sqlite3_bind_text(receipt_, 5, "0123456789abcdef0123456789abcdef", 32, nullptr);
    step(receipt_);
  }

  void insert_log(std::int64_t position, std::int64_t chat, std::int64_t seq) {
    std::int64_t& newest = newest_[static_cast<std::size_t>(chat)];
    sqlite3_bind_int64(log_, 1, kFirstPosition + position);
    sqlite3_bind_int64(log_, 2, chat);
    sqlite3_bind_int64(log_, 3, newest == 0 ? 0 : position - newest);
    sqlite3_bind_int64(log_, 4, seq);
    newest = position;
    step(log_);
  }

  static void bind_text(sqlite3_stmt* statement, int index, const std::string& text) {
    sqlite3_bind_text(statement, index, text.data(), static_cast<int>(text.size()), nullptr);
  }

  void step(sqlite3_stmt* statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(database_));
    sqlite3_reset(statement);
  }

  static constexpr int kRawBatch = 1'000;
  static constexpr std::int64_t kFirstPosition = 2'000;  // behind what the tables came with

  std::filesystem::path file_;
  sqlite3* database_ = nullptr;
  sqlite3_stmt* message_ = nullptr;
  sqlite3_stmt* receipt_ = nullptr;
  sqlite3_stmt* log_ = nullptr;
  const LoadMessage shape_;
  const bool with_log_;
  std::mt19937 random_{1};
  std::vector<std::int64_t> last_seq_ = std::vector<std::int64_t>(kLoadChats + 1);
  std::vector<std::int64_t> newest_ = std::vector<std::int64_t>(kLoadChats + 1);  // in the log
  const std::string text_ = std::string(static_cast<std::size_t>(shape_.text_bytes), 'x');
};

}  // namespace asq
