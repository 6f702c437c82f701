#include "store/sqlite/upkeep/check_chain.hpp"

#include <fmt/format.h>

#include <string>
#include <unordered_map>

#include "store/log_entry.hpp"

namespace asq::store::sqlite {
namespace {

struct LogRow {
  std::int64_t position = 0;
  std::int64_t kind = 0;
  std::int64_t chat = 0;
  std::int64_t back = 0;
  std::int64_t subject = 0;

  [[nodiscard]] bool is(LogKind other) const { return kind == static_cast<std::int64_t>(other); }
};

// What the log says of a chat, as far as it has been read.
struct Chain {
  std::int64_t newest = 0;  // position
  std::int64_t last_seq = 0;
  bool whole = false;    // it goes back to the chat's beginning
  bool deleted = false;  // and to its end
};

class ChainCheck {
 public:
  explicit ChainCheck(Findings& findings) : findings_(findings) {}

  void take(const LogRow& row);
  // The chats and people in their tables against what the log said of them.
  void check_chats(Database& database);
  void check_users(Database& database);

 private:
  void check_back(const LogRow& row, std::int64_t before);
  void check_message(const LogRow& row, Chain& chain);

  Findings& findings_;
  std::unordered_map<std::int64_t, Chain> chats_;
  std::unordered_map<std::int64_t, std::int64_t> users_;  // the newest change of each profile
};

void ChainCheck::take(const LogRow& row) {
  if (row.kind < 0 || row.kind > static_cast<std::int64_t>(LogKind::user_updated)) {
    findings_.add(fmt::format("log {}: unknown kind {}", row.position, row.kind));
  }
  if (row.is(LogKind::user_updated)) {
    std::int64_t& newest = users_[row.subject];
    check_back(row, newest);
    newest = row.position;
    return;
  }
  Chain& chain = chats_[row.chat];
  check_back(row, chain.newest);
  chain.newest = row.position;
  if (row.is(LogKind::message)) check_message(row, chain);
  if (row.is(LogKind::chat_created)) chain.whole = true;
  if (row.is(LogKind::chat_deleted)) chain.deleted = true;
}

void ChainCheck::check_back(const LogRow& row, std::int64_t before) {
  const std::int64_t back = before == 0 ? 0 : row.position - before;
  if (row.back == back) return;
  findings_.add(fmt::format("log {}, of chat {}: points back to {}, but the entry before it is {}",
                            row.position, row.chat, row.back == 0 ? 0 : row.position - row.back,
                            before));
}

void ChainCheck::check_message(const LogRow& row, Chain& chain) {
  const bool first = chain.last_seq == 0 && !chain.whole;  // others may be older than the log
  if (!first && row.subject != chain.last_seq + 1) {
    findings_.add(fmt::format("log {}, of chat {}: has message {} behind message {}", row.position,
                              row.chat, row.subject, chain.last_seq));
  }
  chain.last_seq = row.subject;
}

void ChainCheck::check_chats(Database& database) {
  auto row = database.statement("SELECT id, log_position, last_seq FROM chats").run();
  while (row.step()) {
    const std::int64_t id = row.integer(0);
    const auto found = chats_.extract(id);
    const Chain chain = found.empty() ? Chain{} : found.mapped();
    if (chain.newest != row.integer(1)) {
      findings_.add(
          fmt::format("chat {}: says that its newest change is at {}, but in the log it is at {}",
                      id, row.integer(1), chain.newest));
    }
    const bool told = chain.whole || chain.last_seq != 0;
    if (told && chain.last_seq != row.integer(2)) {
      findings_.add(
          fmt::format("chat {}: has {} messages, the log {}", id, row.integer(2), chain.last_seq));
    }
    if (chain.deleted) findings_.add(fmt::format("chat {}: was deleted, but still exists", id));
  }
  for (const auto& [id, chain] : chats_) {
    if (!chain.deleted)
      findings_.add(fmt::format("chat {}: is missing, and the log does not say why", id));
  }
}

void ChainCheck::check_users(Database& database) {
  auto row = database.statement("SELECT id, log_position FROM users").run();
  while (row.step()) {
    const std::int64_t id = row.integer(0);
    const auto found = users_.extract(id);
    const std::int64_t newest = found.empty() ? 0 : found.mapped();
    if (newest == row.integer(1)) continue;
    findings_.add(
        fmt::format("user {}: says that the newest change is at {}, but in the log it is at {}", id,
                    row.integer(1), newest));
  }
  for (const auto& [id, newest] : users_) {
    findings_.add(fmt::format("user {}: changed at {}, but does not exist", id, newest));
  }
}

}  // namespace

void check_chain(Database& database, Findings& findings) {
  ChainCheck check(findings);
  auto row = database
                 .statement(
                     "SELECT l.position, k.kind, l.chat_id, l.back, l.subject FROM log l "
                     "LEFT JOIN log_changes k ON k.position = l.position ORDER BY l.position")
                 .run();
  while (row.step()) {
    check.take({row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4)});
  }
  check.check_chats(database);
  check.check_users(database);
}

}  // namespace asq::store::sqlite
