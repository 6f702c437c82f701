// What the log keeps of a change: a small row that names it. The texts stay where they are, so a
// replayed event carries its object as it is now.
// The same for every store, so that the numbers mean the same wherever the data moves. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "model/event.hpp"

namespace asq::store {

// As stored: a number never changes its meaning.
enum class LogKind : std::uint8_t {
  message = 0,
  message_edited = 1,
  message_deleted = 2,
  reaction = 3,
  chat_created = 4,  // new to everybody whose membership began with it
  chat_updated = 5,
  chat_deleted = 6,
  member_added = 7,
  member_removed = 8,
  member_role = 9,
  user_updated = 10,  // in no chat
};

struct LogEntry {
  LogKind kind = LogKind::message;
  ChatId chat;               // 0: in no chat
  std::int64_t subject = 0;  // of a message its seq, of a member or a profile the user id
  std::optional<UserId> actor = {};
  std::optional<Role> role = {};
};

// nullopt: the change takes a position without a row, or passes.
[[nodiscard]] std::optional<LogEntry> log_entry(const Change& change);

}  // namespace asq::store
